import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Compile } from 'typebox/compile';
import { JobManifest, JobOrder, ProgressLine } from './index.ts';

const notebook = { kind: 'notebook', path: 'in.ipynb' };
const order = { version: 1, job: 'a-1', run: notebook };

const orders = Compile(JobOrder);

test('an order needs no more than a notebook', () => {
  assert.ok(orders.Check(order));
});

test('an order says all that a sweep from a repository needs', () => {
  assert.ok(
    orders.Check({
      ...order,
      run: {
        kind: 'repository',
        url: 'https://git.example.org/marie/fit.git',
        commit: 'a'.repeat(40),
        then: {
          kind: 'script',
          command: ['python3', 'fit.py', { parameter: 'n', prefix: '--n=' }]
        }
      },
      tasks: [
        { parameters: [{ name: 'n', type: 'integer', value: '9'.repeat(40) }] },
        { parameters: [{ name: 'n', type: 'number', value: 'NaN' }] }
      ],
      inputs: [
        { path: 'data/a,b\n.csv', size: 3, from: { kind: 'present' } },
        { path: 'b', from: { kind: 'path', path: '/eos/b' } },
        {
          path: 'c',
          sha256: 'f'.repeat(64),
          from: {
            kind: 'download',
            url: 'https://cloud.example.org/c',
            credential: 'ocm.use'
          }
        }
      ],
      unpack: ['inputs.tar'],
      outputs: ['results/**', '*.png'],
      limits: { seconds: 3600, graceSeconds: 60 },
      environment: { kind: 'setup-script', path: '/cvmfs/view/setup.sh' }
    })
  );
});

test('no path of an order leads out of the folder of its job', () => {
  for (const path of ['/etc/passwd', '..', '../a', 'a/../../b', 'a\n/../b']) {
    assert.equal(
      orders.Check({ ...order, run: { ...notebook, path } }),
      false,
      path
    );
  }
  for (const path of ['..a', 'a..', 'a/..b/c', 'a\n..']) {
    assert.ok(orders.Check({ ...order, run: { ...notebook, path } }), path);
  }
});

test('what stands in submit text has a plain name', () => {
  for (const output of ['a,b.ipynb', 'a b.ipynb', '$(a)', '-o', 'a/b']) {
    assert.equal(
      orders.Check({ ...order, run: { ...notebook, output } }),
      false,
      output
    );
  }
});

test('a token is named by its file, never written into an order', () => {
  const from = { kind: 'download', url: 'https://a.example.org/c' };
  assert.equal(
    orders.Check({
      ...order,
      inputs: [{ path: 'c', from: { ...from, token: 'secret' } }]
    }),
    false
  );
});

test('a line of progress of each kind is valid', () => {
  const lines = Compile(ProgressLine);
  const line = {
    job: 'a-1',
    task: null,
    attempt: 1,
    time: '2026-01-01T00:00:00.000Z',
    seconds: 1.5,
    memory: { now: 1, peak: 2 }
  };
  for (const event of [
    { event: 'job', state: 'failed', cells: 3, code: 'failed', message: 'x' },
    { event: 'stage', stage: 'inputs', state: 'done' },
    { event: 'cell', state: 'started', cell: 1, of: 3, index: 2, id: null },
    { event: 'heartbeat', cell: 1 },
    { event: 'notice', code: 'log-bounded', message: 'x' }
  ]) {
    assert.ok(lines.Check({ ...line, ...event }), event.event);
  }
  assert.equal(lines.Check({ ...line, event: 'cell', state: 'done' }), false);
});

test('a manifest ends in a known way', () => {
  const check = Compile(JobManifest.properties.outcome);
  const outcome = { status: 33, message: 'x', advice: null, detail: null };
  assert.ok(check.Check({ ...outcome, code: 'disk-full' }));
  assert.equal(check.Check({ ...outcome, code: 'unknown' }), false);
});
