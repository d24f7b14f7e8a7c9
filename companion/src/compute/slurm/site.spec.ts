import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPartitions } from './site.ts';

test('a partition offers the most that one of its machines has', () => {
  const queues = readPartitions(
    [
      'short*|up|1:00:00|8|8192|(null)|8/0/0/8',
      'gpu|up|2-00:00:00|32|128000+|gpu:a100:4(S:0-1),shard:8|16/16/0/32',
      'gpu|up|2-00:00:00|64+|64000|gpu:2|0/64/0/64',
      'old|down|infinite|4|1000|(null)|0/0/4/4'
    ].join('\n')
  );
  assert.deepEqual(queues, [
    {
      name: 'short',
      default: true,
      open: true,
      seconds: 3600,
      cpus: 8,
      memoryMebibytes: 8192,
      gpus: 0,
      idleCpus: 0
    },
    {
      name: 'gpu',
      default: false,
      open: true,
      seconds: 172_800,
      cpus: 64,
      memoryMebibytes: 128_000,
      gpus: 4,
      idleCpus: 80
    },
    {
      name: 'old',
      default: false,
      open: false,
      seconds: null,
      cpus: 4,
      memoryMebibytes: 1000,
      gpus: 0,
      idleCpus: 0
    }
  ]);
});
