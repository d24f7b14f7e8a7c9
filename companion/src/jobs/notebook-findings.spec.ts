import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { JobDraft } from 'sciencemesh-contract';
import { notebookFindings } from './notebook-findings.ts';

/** What is found about a notebook that is given these parameters. */
async function found(
  test: TestContext,
  names: readonly string[],
  { language = 'python', parameters = '' } = {}
) {
  const folder = mkdtempSync(join(tmpdir(), 'notebook-findings-'));
  test.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'a.ipynb');
  const cell = (source: string, tags: string[]) => ({
    cell_type: 'code',
    execution_count: null,
    metadata: { tags },
    outputs: [],
    source
  });
  writeFileSync(
    path,
    JSON.stringify({
      nbformat: 4,
      nbformat_minor: 4,
      metadata: { language_info: { name: language } },
      cells: [
        cell('1 + 1', []),
        ...(parameters === '' ? [] : [cell(parameters, ['parameters'])])
      ]
    })
  );
  const draft = {
    kernel: null,
    parameters: names.map(name => ({ name, type: 'integer', value: 1 })),
    sweep: null
  } as unknown as JobDraft;
  const located = { display: 'a.ipynb', path, kind: 'file', mirror: null };
  return notebookFindings(located as never, draft, null);
}

describe('parameters of a notebook', () => {
  it('are as they should be where it names them', async t => {
    assert.deepEqual(await found(t, ['x'], { parameters: 'x = 2' }), []);
    assert.deepEqual(await found(t, []), []);
  });

  it('that it does not name are set in a cell, and where is told', async t => {
    const [atTop] = await found(t, ['x']);
    assert.equal(atTop?.level, 'note');
    assert.match(atTop.message, /name "x" .* at its top/);
    const [after] = await found(t, ['x'], { parameters: 'y = 2' });
    assert.match(after?.message ?? '', /right after its cell tagged/);
  });

  it('are refused before they are sent where the worker could not write them', async t => {
    for (const [name, language] of [
      ['class', 'python'],
      ['function', 'R'],
      ['_x', 'R'],
      ['end', 'julia'],
      ['a.b', 'python'],
      ['x = 1; y', 'python'],
      ['__', 'python']
    ] as const) {
      const [finding] = await found(t, [name], { language });
      assert.equal(finding?.code, 'parameter-name', name);
      assert.equal(finding.level, 'error');
    }
    const [finding] = await found(t, ['x'], { language: 'C++17' });
    assert.equal(finding?.code, 'parameter-language');
  });
});
