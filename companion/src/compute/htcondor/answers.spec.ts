import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BatchError } from '../batch-system.ts';
import type { CommandResult } from '../commands.ts';
import { parseAds, textOf, timeOf } from './ads.ts';
import { failureOf } from './programs.ts';
import { cut, offsetOf } from './tail.ts';
import { tasksOf } from './validation.ts';

const CONFIG = { kind: 'htcondor', id: 'pool' } as const;

const refusal = (stderr: string): CommandResult => ({
  code: 1,
  stdout: '',
  stderr,
  bytes: Buffer.alloc(0)
});

describe('answers of HTCondor', () => {
  it('are empty where nothing is printed', () => {
    assert.deepEqual(parseAds('', 'condor_q'), []);
    assert.deepEqual(parseAds(' \n', 'condor_q'), []);
    assert.deepEqual(parseAds('[\n]\n', 'condor_history'), []);
  });

  it('are broken where they are no lists', () => {
    for (const text of ['Usage: condor_q', '{}', '[{']) {
      assert.throws(
        () => parseAds(text, 'condor_q'),
        error => error instanceof BatchError && error.code === 'broken'
      );
    }
  });

  it('hold expressions, which are no values', () => {
    const [ad] = parseAds(
      '[{"RequestMemory": "\\/Expr(ifthenelse(a, 1, 2))\\/", "CompletionDate": 0}]',
      'condor_q'
    );
    assert.ok(ad);
    assert.equal(textOf(ad, 'RequestMemory'), null);
    assert.equal(timeOf(ad, 'CompletionDate'), null);
  });

  for (const [said, code] of [
    ["Error: Couldn't contact the condor_collector on batch.", 'unreachable'],
    [
      '-- Failed to fetch ads from: <127.0.0.1:9618?addrs=127.0.0.1-9618> : batch\nSECMAN:2007:Failed to end classad message.',
      'unreachable'
    ],
    ["ERROR: Can't find address of local schedd", 'unreachable'],
    ['AUTHENTICATE:1003:Failed to authenticate with any method', 'unreachable'],
    [
      'ERROR: Failed to connect to local queue manager\nAUTHENTICATE:1003:Failed to authenticate with any method\nAUTHENTICATE:1004:Failed to authenticate using KERBEROS',
      'signed-out'
    ],
    ['ERROR: GSS failure: Ticket expired', 'signed-out'],
    ["Couldn't find/hold all jobs in cluster 99999", 'not-found'],
    ['Job 99999.1 not found', 'not-found'],
    ['Permission denied to release job 5.0.', 'not-permitted'],
    ['ERROR: on Line 3 of submit file: bad expression', 'refused'],
    ['No space left on device', 'no-space']
  ] as const) {
    it(`of "${said.slice(0, 50)}" is ${code}`, () => {
      const failure = failureOf('condor_q', refusal(said), CONFIG);
      assert.equal(failure.code, code);
      assert.match(failure.message, /^\P{Cc}+[.:]\P{Cc}*$/u);
    });
  }

  it('name the command that signs in again', () => {
    const { message } = failureOf(
      'condor_q',
      refusal('AUTHENTICATE:1004:Failed to authenticate using KERBEROS'),
      { ...CONFIG, signIn: 'condor_token_fetch' }
    );
    assert.match(message, /"condor_token_fetch"/);
  });

  it('to a submission tell how many tasks there are', () => {
    assert.equal(tasksOf('1.0 - 1.49\n'), 50);
    assert.equal(tasksOf('1.0\n'), 1);
    assert.equal(tasksOf('1.0 - 1.1\n2.0 - 2.2\n'), 5);
    assert.equal(tasksOf(''), 0);
  });
});

describe('a piece of what a job prints', () => {
  const bytes = Buffer.from('0123456789');

  it('has its place in the debugging output', () => {
    assert.equal(
      offsetOf(
        'Result = true\nTransferFiles = { 0 }\nTransferOffsets = { 197 }\n'
      ),
      197
    );
    assert.equal(offsetOf('nothing'), null);
  });

  for (const [from, maximum, text, at] of [
    [100, 5, '01234', 100],
    [103, 5, '34567', 103],
    [108, 5, '89', 108],
    [110, 5, '', 110],
    [200, 5, '', 200],
    // What lies between cannot be had: the last of it.
    [50, 4, '6789', 106]
  ] as const) {
    it(`from ${from} on is ${JSON.stringify(text)}`, () => {
      const piece = cut({ bytes, from: 100, size: 110 }, from, maximum);
      assert.equal(Buffer.from(piece.bytes).toString(), text);
      assert.equal(piece.from, at);
    });
  }
});
