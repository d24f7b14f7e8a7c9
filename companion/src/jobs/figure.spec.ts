import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Job, JobForm, JobTaskList } from 'sciencemesh-contract';
import { startCompanion } from '../ocm/testing/companion.ts';
import { trials } from '../ocm/testing/trials.ts';
import { lastFigure } from './figure.ts';
import './testing/kernels.ts';
import { jobEnded } from './testing/waiting.ts';

/** One pixel. */
const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>';

function notebook(...outputs: unknown[]) {
  return { cells: [{ cell_type: 'markdown' }, { outputs }] };
}

function shown(data: Record<string, unknown>) {
  return { output_type: 'display_data', data, metadata: {} };
}

describe('the figure of a notebook', () => {
  it('is the last one, as a picture rather than as a drawing', () => {
    const both = shown({ 'image/svg+xml': SVG, 'image/png': [PNG, '\n'] });
    const text = { output_type: 'stream', name: 'stdout', text: 'end' };
    const figure = lastFigure(
      notebook(shown({ 'image/png': 'aGVsbG8=' }), both, text)
    );
    assert.equal(figure?.ending, '.png');
    assert.deepEqual(Buffer.from(figure.bytes), Buffer.from(PNG, 'base64'));
    const drawn = lastFigure(
      notebook(shown({ 'image/png': PNG }), shown({ 'image/svg+xml': SVG }))
    );
    assert.equal(drawn?.ending, '.svg');
    assert.equal(Buffer.from(drawn.bytes).toString(), SVG);
  });

  it('is none where something only says that it is one, or is too large', () => {
    const page = '<html xmlns="http://www.w3.org/1999/xhtml"><script/></html>';
    for (const data of [
      { 'image/png': Buffer.from('<html>').toString('base64') },
      { 'image/png': PNG + 'A'.repeat(8 * 1024 * 1024) },
      { 'image/jpeg': PNG },
      { 'image/svg+xml': page },
      { 'image/svg+xml': '<svg width="1"/>' },
      { 'image/svg+xml': SVG + ' '.repeat(1024 * 1024) },
      { 'image/png': 7 }
    ]) {
      assert.equal(lastFigure(notebook(shown(data))), null);
    }
  });

  it('is looked for in anything', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (document, outputs) => {
        assert.equal(lastFigure(document), null);
        assert.equal(lastFigure({ cells: [{ outputs }] }), null);
      }),
      trials()
    );
  });

  it('stands for each task of a sweep that leaves no image', async t => {
    const companion = await startCompanion(t, {
      config: { compute: { find: false } }
    });
    mkdirSync(join(companion.folder, 'work'));
    const source = `from IPython.display import display
if n: display({'image/png': '${PNG}'}, raw=True)`;
    writeFileSync(
      join(companion.folder, 'work', 'plot.ipynb'),
      JSON.stringify({
        cells: [['n = 0', ['parameters']], [source]].map(([code, tags]) => ({
          cell_type: 'code',
          execution_count: null,
          metadata: tags === undefined ? {} : { tags },
          outputs: [],
          source: code
        })),
        metadata: {},
        nbformat: 4,
        nbformat_minor: 4
      })
    );
    const asked = await companion.api('/api/jobs/form', 'POST', {
      path: 'work/plot.ipynb'
    });
    const { draft } = (await asked.json()) as JobForm;
    const axis = { name: 'n', type: 'integer', values: [0, 1] };
    const answer = await companion.api('/api/jobs', 'POST', {
      draft: {
        ...draft,
        parameters: [],
        sweep: { axes: [axis], combine: 'grid', atOnce: null }
      },
      key: randomUUID()
    });
    const { id } = (await answer.json()) as Job;
    const { results, state, message } = await jobEnded(companion, id);
    assert.equal(state, 'done', message ?? '');
    const told = await companion.api(`/api/jobs/${id}/tasks`);
    const { items } = (await told.json()) as JobTaskList;
    assert.deepEqual(
      items.map(({ picture }) => picture),
      [null, `${results}/task-1/job-figure.png`]
    );
    assert.deepEqual(
      readFileSync(join(companion.folder, items[1]?.picture ?? '')),
      Buffer.from(PNG, 'base64')
    );
  });
});
