/**
 * What becomes of a job whose files did not all arrive in the spool of a real
 * schedd: it is none, and the next attempt is the only one that runs.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { findBatch } from '../../../../peers/batch/index.ts';
import type { BatchSystem, SubmitOrder } from '../batch-system.ts';
import { fails, known, never, type Trial } from '../testing/trial.ts';
import { Pool } from './testing/pool.ts';

const found = await findBatch();
const skip = 'missing' in found ? found.missing : false;

/** Takes a while, so that the upload is seen. */
const INPUT_BYTES = 300e6;

describe('a job whose files are uploaded', { skip, concurrency: 2 }, () => {
  let pool: Pool;
  let trial: Trial;

  before(async () => {
    pool = await Pool.start();
    trial = pool.trial({ spool: true });
  });
  after(() => pool.stop());

  const queued = ({ tag }: SubmitOrder, attributes: readonly string[]) =>
    pool.batch.must('alice', [
      ...['condor_q', '-constraint', `ScienceMeshTag == "${tag}"`],
      ...['-af', ...attributes]
    ]);

  /** Begins to hand a job over, and comes back while its files are on the way. */
  const begin = async (system: BatchSystem) => {
    const order = await trial.order(
      [['exit', 0]],
      {},
      Buffer.alloc(INPUT_BYTES)
    );
    const upload = new AbortController();
    const answer = system.submit(order, system.render(order), upload.signal);
    answer.catch(() => undefined);
    // Asked without a pause, to be there before the last byte is.
    let state = '';
    while (state === '') {
      const attributes = ['HoldReasonCode', 'StageInFinish'];
      state = (await queued(order, attributes)).trim();
    }
    assert.equal(state, '16 undefined');
    return { order, upload, answer };
  };

  const runsOnce = async (order: SubmitOrder) => {
    assert.equal(await trial.system.find(order.tag, never()), null);
    const { systemId } = await trial.system.submit(
      order,
      trial.system.render(order),
      never()
    );
    assert.deepEqual(await trial.system.find(order.tag, never()), { systemId });
    assert.equal((await trial.end(known(order, systemId))).exitCode, 0);
    assert.equal(await trial.subject.count?.(order.tag), 1);
  };

  it('is submitted anew when that was broken off', async () => {
    const { order, upload, answer } = await begin(trial.system);
    upload.abort();
    await fails(answer, 'aborted');
    await runsOnce(order);
  });

  it('is taken out and submitted anew when that goes on for nobody', async t => {
    const programs = join(pool.batch.shared, `programs-${randomUUID()}`);
    const real = pool.batch.place.commands.alice;
    await mkdir(programs);
    await symlink(join(real, 'condor_q'), join(programs, 'condor_q'));
    const submit = join(programs, 'condor_submit');
    await writeFile(
      submit,
      `#!/bin/sh\necho $$ > '${programs}/pid'\nexec '${real}/condor_submit' "$@"\n`
    );
    await chmod(submit, 0o755);
    const { order, upload } = await begin(pool.open({ spool: true, programs }));
    t.after(() => upload.abort());
    const group = Number(await readFile(join(programs, 'pid'), 'utf8'));
    // As a process that a killed companion has left, on a line that hangs.
    process.kill(-group, 'SIGSTOP');
    await runsOnce(order);
  });
});
