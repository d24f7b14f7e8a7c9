import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAccounting, slurmMebibytes } from './accounting.ts';

/** As Slurm 24.11.5 printed it, for the user 2001. */
const only = (...lines: string[]) => {
  const [job, ...more] = readAccounting(lines.join('\n'));
  assert.ok(job);
  assert.equal(more.length, 0);
  return job;
};

test('a job that ended with a code, and what its step used', () => {
  const { systemId, name, report } = only(
    '2|FAILED|7:0|2026-11-22T12:07:02|2026-11-22T12:07:05|3|00:00.011||0|batch|2001|200M|60|a|label.tag',
    '2.batch|FAILED|7:0|2026-11-22T12:07:02|2026-11-22T12:07:05|3|00:00.011|4976K|0|batch||||batch'
  );
  assert.equal(systemId, '2');
  assert.equal(name, 'a|label.tag');
  assert.equal(report.end, 'exited');
  assert.equal(report.exitCode, 7);
  assert.equal(report.startedAt, '2026-11-22T12:07:02.000Z');
  assert.equal(report.peakMemoryMebibytes, 4976 / 1024);
  assert.equal(report.cpuSeconds, 0.011);
  assert.equal(report.starts, 1);
});

test('a job that was killed for its memory, where only the figures tell', () => {
  const { report } = only(
    '5|FAILED|0:9|2026-11-22T12:07:17|2026-11-22T12:07:18|1|00:00.241||0|batch|2001|200M|60|x',
    '5.batch|FAILED|0:9|2026-11-22T12:07:17|2026-11-22T12:07:18|1|00:00.241|439044K|0|batch||||batch'
  );
  assert.equal(report.end, 'memory-limit');
  assert.match(report.advice ?? '', /more memory/u);
});

test('a job that was killed by somebody, within its memory', () => {
  const { report } = only(
    '5|FAILED|0:9|2026-11-22T12:07:17|2026-11-22T12:07:18|1|00:00.241||0|batch|2001|200M|60|x',
    '5.batch|FAILED|0:9|2026-11-22T12:07:17|2026-11-22T12:07:18|1|00:00.241|4390K|0|batch||||batch'
  );
  assert.equal(report.end, 'exited');
  assert.equal(report.exitSignal, 9);
});

test('who cancelled it', () => {
  const end = (state: string, host = 'batch') =>
    only(
      `7|${state}|0:0|2026-11-22T12:07:17|2026-11-22T12:07:18|1|||0|${host}|2001|200M|60|x`
    ).report.end;
  assert.equal(end('CANCELLED by 2001'), 'cancelled');
  assert.equal(end('CANCELLED by 0'), 'removed');
  assert.equal(end('CANCELLED', 'None assigned'), 'dependency-failed');
});

test('tasks that never started share a record', () => {
  const jobs = readAccounting(
    '9_[3-5,8%2]|CANCELLED by 2001|0:0|Unknown|2026-11-22T12:07:18|0|||0|None assigned|2001|200M|60|x'
  );
  assert.deepEqual(
    jobs.map(({ report }) => report.task),
    [3, 4, 5, 8]
  );
});

test('a line break in a name makes no job', () => {
  assert.deepEqual(readAccounting('10|\nCOMPLETED|0:0|x\n\n'), []);
});

test('sizes come in several units', () => {
  assert.equal(slurmMebibytes('1.5G'), 1536);
  assert.equal(slurmMebibytes('1048576'), 1);
  assert.equal(slurmMebibytes(''), null);
});
