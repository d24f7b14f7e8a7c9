import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accountedTasks, liveTasks, numberOf, queuesOf } from './answers.ts';

const set = (number: number) => ({ set: true, infinite: false, number });
const unset = { set: false, infinite: false, number: 0 };

test('a number may be plain, set, unset or infinite', () => {
  assert.equal(numberOf(7), 7);
  assert.equal(numberOf(set(7)), 7);
  assert.equal(numberOf(unset), null);
  assert.equal(numberOf({ set: true, infinite: true, number: 0 }), null);
  assert.equal(numberOf(undefined), null);
});

test('the waiting tasks of an array are one record', () => {
  const tasks = liveTasks({
    job_id: 2,
    array_job_id: set(2),
    array_task_id: unset,
    array_task_string: '2-4,7%2',
    name: 'a.tag',
    job_state: ['PENDING'],
    state_reason: 'JobArrayTaskLimit',
    start_time: set(0)
  });
  assert.deepEqual(
    tasks.map(({ systemId, report }) => [systemId, report.task, report.state]),
    [2, 3, 4, 7].map(task => ['2', task, 'waiting'])
  );
});

test('a job that failed, as version 0.0.42 tells it', () => {
  const [task] = accountedTasks({
    job_id: 1,
    name: 'a label.tag1',
    user: 'alice',
    array: { job_id: 0, task_id: unset, task: '' },
    state: { current: ['FAILED'] },
    exit_code: { return_code: set(7), signal: { id: unset } },
    kill_request_user: '',
    restart_cnt: 0,
    nodes: 'batch',
    required: { memory_per_node: set(200) },
    time: {
      elapsed: 3,
      start: 1_795_351_397,
      end: 1_795_351_400,
      limit: set(2),
      total: { seconds: 0, microseconds: 4289 }
    },
    steps: [
      {
        state: ['FAILED'],
        tres: { requested: { max: [{ type: 'mem', count: 4_775_936 }] } }
      }
    ]
  });
  assert.equal(task?.systemId, '1');
  assert.equal(task.report.end, 'exited');
  assert.equal(task.report.exitCode, 7);
  assert.equal(task.report.startedAt, '2026-11-22T12:43:17.000Z');
  assert.equal(task.report.cpuSeconds, 0.004289);
  assert.equal(task.report.peakMemoryMebibytes, 4_775_936 / 1024 ** 2);
});

test('states of older releases are plain words', () => {
  const [task] = liveTasks({ job_id: 5, job_state: 'RUNNING' });
  assert.equal(task?.report.state, 'running');
});

test('a partition offers the most that one of its machines has', () => {
  const [queue] = queuesOf(
    [
      {
        name: 'gpu',
        partition: { state: ['UP'] },
        maximums: { time: set(60) }
      }
    ],
    [
      { partitions: ['gpu'], cpus: 8, real_memory: 1000, gres: 'gpu:a100:4' },
      { partitions: ['gpu', 'x'], cpus: 32, real_memory: 500 },
      { partitions: ['x'], cpus: 64, real_memory: 9000 }
    ]
  );
  assert.deepEqual(
    [queue?.seconds, queue?.cpus, queue?.memoryMebibytes, queue?.gpus],
    [3600, 32, 1000, 4]
  );
});
