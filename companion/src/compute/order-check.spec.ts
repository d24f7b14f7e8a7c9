import assert from 'node:assert/strict';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { BatchError, type SubmitOrder } from './batch-system.ts';
import {
  assertOrder,
  checkOrder,
  checkOrderFiles,
  isPlainFile
} from './order-check.ts';

const ORDER: SubmitOrder = {
  tag: 'job-1',
  label: 'A job. Number 1',
  folder: '/data/jobs/a b é',
  files: ['worker.py', 'job.json'],
  command: ['python3', 'worker.py', "it's $(HOME) 100%"],
  outputs: task => [`result-${task}.tar`],
  tasks: 3,
  atOnce: 2,
  resources: {
    queue: 'short',
    account: 'group_physics.higgs',
    cpus: 1,
    memoryMebibytes: 100,
    diskMebibytes: null,
    gpus: 0,
    seconds: 60
  },
  graceSeconds: 10,
  container: 'docker://registry.example.org:5000/a/b:1.0@sha256',
  after: ['12', '13_4'],
  transfers: [
    {
      url: 'ocm.share1+https://cloud.example.org:8443/dav/a%20b.csv',
      direction: 'in',
      file: 'a.csv'
    },
    {
      url: 'https://[::1]/dav/result',
      direction: 'out',
      file: 'result-1.tar'
    }
  ]
};

const codes = (change: Partial<SubmitOrder>) =>
  checkOrder({ ...ORDER, ...change }).map(({ code }) => code);

const resources = (change: Partial<SubmitOrder['resources']>) =>
  codes({ resources: { ...ORDER.resources, ...change } });

const HOSTILE = [
  '',
  'a\nqueue 5',
  'a\r\nb',
  'a\\',
  '$(HOME)',
  '$$(Owner)',
  '$ENV(HOME)',
  'a"b',
  "it's",
  'a,b',
  'a;b',
  'a|b',
  '`id`',
  '-o/etc/passwd',
  'a\0b',
  'a\u2028b',
  '../a',
  'é',
  'x'.repeat(5000)
];

describe('checking an order', () => {
  it('finds nothing wrong with plain values', () => {
    assert.deepEqual(checkOrder(ORDER), []);
    assertOrder(ORDER);
  });

  for (const value of HOSTILE) {
    const title = JSON.stringify(value.slice(0, 20));
    it(`lets ${title} into no name`, () => {
      assert.deepEqual(codes({ tag: value }), ['value-not-plain']);
      assert.deepEqual(codes({ label: value }), ['value-not-plain']);
      assert.deepEqual(codes({ after: [value] }), ['value-not-plain']);
      assert.deepEqual(resources({ queue: value }), ['value-not-plain']);
      assert.deepEqual(resources({ account: value }), ['value-not-plain']);
      assert.deepEqual(codes({ container: value }), ['value-not-plain']);
      assert.deepEqual(codes({ files: [value] }), ['file-name-not-plain']);
      assert.equal(isPlainFile(value), false);
      assert.deepEqual(
        codes({
          outputs: task => [task === 2 ? value : `r-${task}`],
          transfers: []
        }),
        ['file-name-not-plain']
      );
      assert.deepEqual(
        codes({
          transfers: [{ url: value, direction: 'in', file: 'a' }]
        }),
        ['address-not-plain']
      );
      assert.throws(
        () => assertOrder({ ...ORDER, label: value }),
        error =>
          error instanceof BatchError &&
          error.code === 'refused' &&
          !error.message.includes('\n') &&
          error.message.length < 500
      );
    });
  }

  it('keeps passwords and queries out of addresses', () => {
    for (const url of [
      'https://alice:secret@cloud.example.org/a',
      'https://cloud.example.org/a?token=secret',
      'https://cloud.example.org/a b',
      'https://cloud.example.org/$(x)',
      'https://cloud.example.org/a%2',
      'file',
      'https:/a'
    ]) {
      assert.deepEqual(
        codes({ transfers: [{ url, direction: 'in', file: 'a' }] }),
        ['address-not-plain'],
        url
      );
    }
  });

  it('takes words of a command as data, but no line ends', () => {
    assert.deepEqual(codes({ command: ['a', '$(id)', '"', '\\', ''] }), []);
    assert.deepEqual(codes({ command: ['a', 'b\nc'] }), ['command-not-plain']);
    assert.deepEqual(codes({ command: ['a\0'] }), ['command-not-plain']);
    assert.deepEqual(codes({ command: ['a\ud800'] }), ['command-not-plain']);
    assert.deepEqual(codes({ command: ['x'.repeat(4097)] }), [
      'command-not-plain'
    ]);
    assert.deepEqual(codes({ command: [] }), ['command-missing']);
  });

  it('sees that no file overwrites another', () => {
    assert.deepEqual(codes({ files: ['a', 'a'] }), ['file-name-twice']);
    assert.deepEqual(codes({ files: ['stdout-2.txt'] }), ['file-name-twice']);
    assert.deepEqual(codes({ files: ['result-1.tar'] }), ['file-name-twice']);
    assert.deepEqual(codes({ outputs: () => ['same'], transfers: [] }), [
      'file-name-twice',
      'file-name-twice'
    ]);
  });

  it('knows what a transfer brings away', () => {
    const url = 'https://cloud.example.org/a';
    assert.deepEqual(
      codes({ transfers: [{ url, direction: 'out', file: 'other' }] }),
      ['transfer-unknown']
    );
  });

  for (const [what, change] of [
    ['no task', { tasks: 0, transfers: [] }],
    ['part of a task', { tasks: 1.5, transfers: [] }],
    ['too many tasks', { tasks: 10_001, transfers: [] }]
  ] as const) {
    it(`refuses ${what}`, () => {
      assert.deepEqual(codes(change), ['tasks-out-of-range']);
    });
  }

  it('takes 10 000 tasks', () => {
    assert.deepEqual(codes({ tasks: 10_000 }), []);
  });

  it('wants whole numbers', () => {
    for (const value of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      assert.deepEqual(resources({ cpus: value }), ['number-out-of-range']);
      assert.deepEqual(resources({ seconds: value }), ['number-out-of-range']);
      assert.deepEqual(resources({ gpus: value }), ['number-out-of-range']);
      assert.deepEqual(codes({ atOnce: value }), ['number-out-of-range']);
      assert.deepEqual(codes({ graceSeconds: value }), ['number-out-of-range']);
    }
    assert.deepEqual(resources({ memoryMebibytes: 0 }), [
      'number-out-of-range'
    ]);
  });

  it('misses files that are not there, and trusts no links', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'order-'));
    await writeFile(join(folder, 'worker.py'), '');
    await symlink('/etc/passwd', join(folder, 'job.json'));
    const findings = await checkOrderFiles({ ...ORDER, folder });
    assert.deepEqual(
      findings.map(({ code }) => code),
      ['file-missing']
    );
    assert.match(findings[0]?.message ?? '', /job\.json/);
    await rm(folder, { recursive: true });
  });
});
