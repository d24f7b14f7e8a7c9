/**
 * The notebook of a running job, where its folder cannot be seen: cells fill
 * in by what the worker tells, and those that are marked are the right ones.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { Job, JobForm } from 'sciencemesh-contract';
import {
  startCompanion,
  type TestCompanion
} from '../ocm/testing/companion.ts';
import { filledIn } from './live-notebook.ts';
import { hear, NOTHING_HEARD } from './progress.ts';
import { farMachine } from './testing/far-machine.ts';
import './testing/kernels.ts';
import { sourcesOf, textsOf, type Shown } from './testing/shown-notebook.ts';
import { jobEnded, untilJob } from './testing/waiting.ts';

const NOTEBOOK = JSON.stringify({
  cells: [
    ["gate = ''", ['parameters']],
    ["print('before the gate')"],
    [
      `import os, time
print('at the gate', flush=True)
end = time.monotonic() + 120
while not os.path.exists(gate) and time.monotonic() < end: time.sleep(0.1)`
    ],
    ["print('never seen while it runs')"]
  ].map(([source, tags], place) => ({
    cell_type: 'code',
    execution_count: null,
    id: `cell-${place}`,
    metadata: tags === undefined ? {} : { tags },
    outputs: [],
    source
  })),
  metadata: {},
  nbformat: 4,
  nbformat_minor: 5
});

async function startFar(test: TestContext): Promise<TestCompanion> {
  const away = mkdtempSync(join(tmpdir(), 'far-'));
  test.after(() => rmSync(away, { recursive: true, force: true }));
  const companion = await startCompanion(test, {
    createSystem: farMachine(away),
    config: { compute: { find: false } }
  });
  mkdirSync(join(companion.folder, 'work'));
  writeFileSync(join(companion.folder, 'work', 'a.ipynb'), NOTEBOOK);
  return companion;
}

/** A worker's lines about a notebook of one cell. */
function line(event: object, attempt = 1): string {
  return `${JSON.stringify({
    job: 'a',
    task: null,
    attempt,
    time: '2026-01-01T00:00:00.000Z',
    seconds: 0,
    memory: { now: 1, peak: 1 },
    ...event
  })}\n`;
}

const WHICH = { cell: 1, of: 1, index: 0, id: 'one' };

describe('the notebook of a job that runs out of sight', () => {
  it('fills in, and counts its cells as the worker does', async t => {
    const companion = await startFar(t);
    const gate = join(companion.folder, 'gate');
    const form = (await (
      await companion.api('/api/jobs/form', 'POST', { path: 'work/a.ipynb' })
    ).json()) as JobForm;
    const answer = await companion.api('/api/jobs', 'POST', {
      draft: {
        ...form.draft,
        parameters: [{ name: 'gate', type: 'string', value: gate }]
      },
      key: randomUUID()
    });
    const { id } = (await answer.json()) as Job;
    const look = async () =>
      (await (await companion.api(`/api/jobs/${id}/notebook`)).json()) as Shown;

    const running = await untilJob(
      companion,
      id,
      ({ progress }) => progress?.current?.cell === 3
    );
    const shown = await look();
    assert.equal(running.progress?.done, 3);
    assert.match(sourcesOf(shown)[3] ?? '', /import os, time/);
    assert.match(sourcesOf(shown)[1] ?? '', /^# Parameters\ngate = /);
    assert.equal(textsOf(shown)[2], 'before the gate\n');

    // Of the cell that runs, what has come of it so far.
    const end = Date.now() + 60_000;
    while (textsOf(await look())[3] !== 'at the gate\n') {
      assert.ok(Date.now() < end, 'nothing of the cell that runs is shown');
      await pause(500);
    }
    writeFileSync(gate, '');
    const ended = await jobEnded(companion, id);
    assert.equal(ended.state, 'done', ended.message ?? '');
    assert.deepEqual(sourcesOf(await look()), sourcesOf(shown));
  });

  it('forgets what an attempt put out before the job was evicted', () => {
    const printed = { output_type: 'stream', name: 'stdout', text: 'old' };
    const first = hear(
      NOTHING_HEARD,
      0,
      line({
        event: 'outputs',
        executionCount: 1,
        outputs: [printed],
        ...WHICH
      })
    );
    const sent = { cells: [{ cell_type: 'code', source: 'x', outputs: [] }] };
    assert.deepEqual(textsOf(filledIn(sent, first) as Shown), ['old']);
    const again = hear(
      first,
      0,
      line({ event: 'cell', state: 'started', ...WHICH }, 2)
    );
    assert.deepEqual(textsOf(filledIn(sent, again) as Shown), ['']);
  });

  it('has the cell of its parameters in place of an earlier one', () => {
    const cell = { cell_type: 'code', source: 'n = 2', outputs: [] };
    const sent = { cells: [{ ...cell, source: 'n = 1' }], nbformat: 4 };
    const heard = hear(
      NOTHING_HEARD,
      0,
      line({ event: 'parameters', index: 0, replaced: true, cell })
    );
    assert.deepEqual(filledIn(sent, heard), { ...sent, cells: [cell] });
  });

  it('stays as it is when it is no notebook', () => {
    for (const odd of [null, 'text', { cells: 1 }, {}]) {
      assert.equal(filledIn(odd, NOTHING_HEARD), odd);
    }
  });
});
