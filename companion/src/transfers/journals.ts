/**
 * All journals of a companion: one file a transfer in one folder.
 */
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Transfer } from 'sciencemesh-contract';
import { readJournal, readSettled, type GoodPart } from './journal-reading.ts';
import { TransferJournal } from './journal.ts';
import { records, replay } from './journal-replay.ts';
import type { Ledger } from './ledger.ts';

const SUFFIX = '.jsonl';

/** Settled transfers beyond these are forgotten, the oldest first. */
const KEPT = 200;
const KEPT_MILLISECONDS = 90 * 24 * 60 * 60 * 1000;

/** A journal this much longer than needed is written anew. */
const GENEROUS = 3;
const FEW_LINES = 1000;

export interface OpenJournal {
  ledger: Ledger;
  journal: TransferJournal;
}

export class Journals {
  readonly #folder: string;

  constructor(dataFolder: string) {
    this.#folder = join(dataFolder, 'transfers');
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
  }

  /** What is there: settled ones by their summary, others to be taken up. */
  survey(): { settled: Transfer[]; unsettled: string[] } {
    const settled: Transfer[] = [];
    const unsettled: string[] = [];
    for (const name of readdirSync(this.#folder)) {
      if (!name.endsWith(SUFFIX)) {
        // A journal whose creation was interrupted.
        rmSync(join(this.#folder, name), { force: true });
        continue;
      }
      const id = name.slice(0, -SUFFIX.length);
      const transfer = readSettled(this.#path(id));
      if (transfer) {
        settled.push(transfer);
      } else {
        unsettled.push(id);
      }
    }
    return { settled, unsettled };
  }

  create(ledger: Ledger): Promise<TransferJournal> {
    return TransferJournal.create(this.#path(ledger.plan.id), records(ledger));
  }

  /** Null when the journal promises nothing, and so was removed. */
  async open(id: string): Promise<OpenJournal | null> {
    const found = this.#read(id);
    if (!found) {
      this.remove(id);
      return null;
    }
    const { ledger, good } = found;
    const needed = 2 * ledger.entries.length + FEW_LINES;
    const journal =
      good.lines > GENEROUS * needed
        ? await this.create(ledger)
        : await TransferJournal.reopen(this.#path(id), good);
    return { ledger, journal };
  }

  /** A look at a transfer that is not going on. */
  look(id: string): Ledger | null {
    return this.#read(id)?.ledger ?? null;
  }

  remove(id: string): void {
    rmSync(this.#path(id), { force: true });
  }

  /** Which of the settled transfers are old enough to be forgotten. */
  outdated(settled: readonly Transfer[], now = Date.now()): Transfer[] {
    const newestFirst = [...settled].sort((one, other) =>
      endOf(other).localeCompare(endOf(one))
    );
    const oldest = new Date(now - KEPT_MILLISECONDS).toISOString();
    return newestFirst.filter(
      (transfer, place) => place >= KEPT || endOf(transfer) < oldest
    );
  }

  #read(id: string): { ledger: Ledger; good: GoodPart } | null {
    const path = this.#path(id);
    if (!statSync(path, { throwIfNoEntry: false })) {
      return null;
    }
    let good: GoodPart = { bytes: 0, lines: 0 };
    const ledger = replay(onRecord => {
      good = readJournal(path, onRecord);
    });
    return ledger ? { ledger, good } : null;
  }

  #path(id: string): string {
    return join(this.#folder, `${id}${SUFFIX}`);
  }
}

function endOf(transfer: Transfer): string {
  return transfer.endedAt ?? transfer.startedAt;
}
