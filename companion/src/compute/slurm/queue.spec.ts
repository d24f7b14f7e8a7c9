import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readQueue, slurmDate, slurmDuration } from './queue.ts';

test('a job that waits says why, one that is held says who holds it', () => {
  const [waiting, held] = readQueue(
    [
      '12|12|N/A|PENDING|2026-11-22T12:08:20|0:00|n/a|Resources|a label.tag',
      '13|13|N/A|PENDING|N/A|0:00|n/a|JobHeldUser|b.tag'
    ].join('\n')
  );
  assert.equal(waiting?.report.state, 'waiting');
  assert.match(waiting?.report.message ?? '', /processors and memory/u);
  assert.equal(waiting?.report.startedAt, null, 'an estimate is no start');
  assert.equal(waiting?.name, 'a label.tag');
  assert.equal(held?.report.state, 'held');
});

test('tasks of an array belong to their job', () => {
  const [task] = readQueue(
    '31|12|3|RUNNING|2026-11-22T12:08:20|1:05|node7|None|x.tag'
  );
  assert.equal(task?.systemId, '12');
  assert.equal(task?.report.task, 3);
  assert.equal(task?.report.wallSeconds, 65);
  assert.equal(task?.report.host, 'node7');
});

test('what waits for a job that has failed has failed with it', () => {
  const [job] = readQueue(
    '4|4|N/A|CANCELLED|N/A|0:00|n/a|DependencyNeverSatisfied|x.tag'
  );
  assert.equal(job?.report.end, 'dependency-failed');
});

test('a bar in a name and lines that are no jobs do no harm', () => {
  const lines = readQueue(
    'slurm_load_jobs: hello\n1|1|N/A|RUNNING|N/A|0:01|n1|None|a|b.tag\n|x|\n'
  );
  assert.deepEqual(
    lines.map(({ name }) => name),
    ['a|b.tag']
  );
});

test('times and durations', () => {
  assert.equal(slurmDate('Unknown'), null);
  assert.equal(slurmDate('2026-11-22T12:08:20'), '2026-11-22T12:08:20.000Z');
  assert.equal(slurmDuration('1-02:03:04'), 93_784);
  assert.equal(slurmDuration('00:00.512'), 0.512);
  assert.equal(slurmDuration('UNLIMITED'), null);
});
