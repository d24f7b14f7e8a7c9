import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { appendFile, readFile, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import fc from 'fast-check';
import type { Transfer } from 'sciencemesh-contract';
import type { TransferEvent } from './journal-records.ts';
import { readSettled } from './journal-reading.ts';
import { Journals } from './journals.ts';
import { Ledger } from './ledger.ts';

let base: string;
let journals: Journals;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'sciencemesh-journal-'));
  journals = new Journals(base);
});
afterEach(() => rm(base, { recursive: true }));

function ledgerOf(files: number): Ledger {
  const id = randomUUID();
  const ledger = new Ledger(
    {
      id,
      kind: 'package',
      packageId: id,
      shareId: null,
      title: 'Test',
      folder: '/nowhere',
      displayFolder: 'nowhere',
      finisher: { name: 'none', input: { a: 1 } }
    },
    '2026-11-22T00:00:00.000Z'
  );
  for (let index = 0; index < files; index++) {
    ledger.addFile({
      path: `data/${index}`,
      source: { type: 'url', url: `https://data.example.org/${index}` },
      size: index % 2 ? index : null,
      checksum: null,
      skip: index % 5 === 0
    });
  }
  return ledger;
}

function path(ledger: Ledger): string {
  return join(base, 'transfers', `${ledger.plan.id}.jsonl`);
}

function placed(file: number, size: number): TransferEvent {
  return { type: 'placed', file, verified: true, size, modified: 1 };
}

async function reopened(ledger: Ledger): Promise<Ledger> {
  const opened = await journals.open(ledger.plan.id);
  assert.ok(opened);
  await opened.journal.close();
  return opened.ledger;
}

describe('a journal', () => {
  it('gives back what was written', async () => {
    const ledger = ledgerOf(7);
    const journal = await journals.create(ledger);
    const events: TransferEvent[] = [
      {
        type: 'begun',
        file: 1,
        etag: '"a"',
        lastModified: null,
        total: 1000
      },
      placed(2, 5),
      { type: 'kept', file: 3, size: 6, message: 'Yours.' },
      { type: 'failed', file: 4, code: 'not-found', message: 'Gone.' },
      { type: 'queued', file: 5 },
      { type: 'present', file: 6, size: 9, verified: false },
      {
        type: 'finished',
        work: { notebook: 'a.ipynb', preflight: null, message: null }
      }
    ];
    for (const event of events) {
      ledger.apply(event);
      await journal.append(event);
    }
    await journal.close();
    const again = await reopened(ledger);
    assert.deepEqual(again.toTransfer(), ledger.toTransfer());
    assert.deepEqual(again.toFiles(), ledger.toFiles());
    assert.deepEqual(again.toPlan(), ledger.toPlan());
    assert.deepEqual(again.entries[1]?.validators?.etag, '"a"');
  });

  it('that ends in the middle of a line is good up to there', async () => {
    const ledger = ledgerOf(3);
    const journal = await journals.create(ledger);
    await journal.append(placed(1, 5));
    await journal.append(placed(2, 6));
    await journal.close();
    await truncate(path(ledger), (await stat(path(ledger))).size - 3);

    const opened = await journals.open(ledger.plan.id);
    assert.equal(opened?.ledger.entries[1]?.state, 'done');
    assert.equal(opened.ledger.entries[2]?.state, 'queued');
    await opened.journal.append(placed(2, 7));
    await opened.journal.close();
    assert.equal((await reopened(ledger)).entries[2]?.size, 7);
  });

  it('cut anywhere behind its plan can be gone on with', async () => {
    const ledger = ledgerOf(4);
    const journal = await journals.create(ledger);
    const promised = (await stat(path(ledger))).size;
    for (let file = 0; file < 4; file++) {
      await journal.append(placed(file, file));
    }
    await journal.close();
    const whole = await readFile(path(ledger));
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: whole.length }),
        async length => {
          await rm(path(ledger), { force: true });
          await appendFile(path(ledger), whole.subarray(0, length));
          const opened = await journals.open(ledger.plan.id);
          assert.equal(opened !== null, length >= promised);
          await opened?.journal.append(placed(0, 99));
          await opened?.journal.close();
          if (opened) {
            assert.equal((await reopened(ledger)).entries[0]?.size, 99);
          }
        }
      )
    );
  });

  it('that is settled is known by its end alone', async () => {
    const ledger = ledgerOf(3);
    const journal = await journals.create(ledger);
    assert.equal(readSettled(path(ledger)), null);
    const transfer = ledger.ended('done', 'x'.repeat(2_000_000));
    await journal.append({ type: 'settled', transfer });
    await journal.close();
    assert.deepEqual(readSettled(path(ledger)), transfer);
    assert.deepEqual(journals.survey(), {
      settled: [transfer],
      unsettled: []
    });
  });

  it('is written anew when retries made it long', async () => {
    const ledger = ledgerOf(2);
    const journal = await journals.create(ledger);
    for (let turn = 0; turn < 5000; turn++) {
      const event = { type: 'queued', file: turn % 2 } as const;
      ledger.apply(event);
      void journal.append(event);
    }
    await journal.append(placed(1, 5));
    ledger.apply(placed(1, 5));
    await journal.close();
    const again = await reopened(ledger);
    assert.deepEqual(again.toFiles(), ledger.toFiles());
    const lines = (await readFile(path(ledger), 'utf8')).split('\n');
    assert.ok(lines.length < 10, `${lines.length}`);
  });

  it('of 100 000 files holds two lines for each', async () => {
    const ledger = ledgerOf(100_000);
    const journal = await journals.create(ledger);
    for (let file = 0; file < 100_000; file++) {
      void journal.append(placed(file, 5));
      ledger.apply(placed(file, 5));
    }
    await journal.close();
    assert.equal(journal.lines, 200_002);
    const again = await reopened(ledger);
    assert.deepEqual(again.toTransfer(), ledger.toTransfer());
  });
});

describe('old journals', () => {
  it('are forgotten, by age and by number', () => {
    const now = Date.parse('2026-11-22T00:00:00Z');
    const settled = Array.from({ length: 300 }, (_, days): Transfer => ({
      ...ledgerOf(0).ended('done', null),
      endedAt: new Date(now - (days * 24 * 60 * 60 * 1000) / 2).toISOString()
    }));
    const forgotten = new Set(journals.outdated(settled, now));
    assert.equal(
      settled.findIndex(transfer => forgotten.has(transfer)),
      181
    );
    const young = settled.map(transfer => ({
      ...transfer,
      endedAt: new Date(now).toISOString()
    }));
    assert.equal(journals.outdated(young, now).length, 100);
  });
});
