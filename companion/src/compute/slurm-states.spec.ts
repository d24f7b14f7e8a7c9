import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  isHeld,
  neverStarts,
  slurmExit,
  slurmMeaning,
  slurmReason,
  slurmRefusal
} from './slurm-states.ts';

test('a state is known by its first word', () => {
  assert.equal(slurmMeaning('CANCELLED by 2001').end, 'cancelled');
  assert.equal(slurmMeaning('OUT_OF_MEMORY').end, 'memory-limit');
  assert.equal(slurmMeaning('PENDING').state, 'waiting');
});

test('a state of a release to come ends no job', () => {
  assert.deepEqual(slurmMeaning('HIBERNATING'), {
    state: 'running',
    end: null,
    message: 'Slurm calls its state "HIBERNATING".',
    advice: null
  });
});

test('a reason is told in words, an unknown one as it is', () => {
  assert.match(slurmReason('Resources') ?? '', /processors and memory/u);
  assert.match(slurmReason('(QOSMaxCpuPerUserLimit)') ?? '', /processors/u);
  assert.match(slurmReason('AssocGrpMemLimit') ?? '', /memory/u);
  assert.match(
    slurmReason('ReqNodeNotAvail, UnavailableNodes:n1') ?? '',
    /maintenance/u
  );
  assert.equal(slurmReason('Moonphase'), 'Slurm says "Moonphase".');
  assert.equal(slurmReason('None'), null);
});

test('who holds a job, and what never starts', () => {
  assert.ok(isHeld('JobHeldUser'));
  assert.equal(isHeld('Priority'), false);
  assert.ok(neverStarts('PartitionTimeLimit'));
  assert.equal(neverStarts('Resources'), false);
});

test('an exit is a code or a signal', () => {
  assert.deepEqual(slurmExit('7:0'), { exitCode: 7, exitSignal: null });
  assert.deepEqual(slurmExit('0:9'), { exitCode: null, exitSignal: 9 });
  assert.deepEqual(slurmExit(''), { exitCode: null, exitSignal: null });
});

test('a refusal names the field that it is about', () => {
  const refusal = (text: string) => slurmRefusal(text)?.field;
  assert.equal(
    refusal(
      'allocation failure: Requested node configuration is not available'
    ),
    'resources.cpus'
  );
  assert.equal(
    refusal('sbatch: error: invalid partition specified: nope'),
    'resources.queue'
  );
  assert.equal(
    refusal('Invalid account or account/partition combination specified'),
    'resources.account'
  );
  assert.equal(refusal('The moon is full'), undefined);
});
