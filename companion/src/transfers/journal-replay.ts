/**
 * Between a ledger and the records of its journal.
 */
import {
  JOURNAL_VERSION,
  type JournalRecord,
  type TransferEvent
} from './journal-records.ts';
import { Ledger, type FileEntry } from './ledger.ts';

/**
 * Makes a ledger of the records of a journal.
 *
 * @returns null where the plan was never complete: nobody was promised it
 */
export function replay(
  read: (onRecord: (record: JournalRecord) => void) => void
): Ledger | null {
  const made: { ledger?: Ledger; promised?: true } = {};
  read(record => {
    switch (record.type) {
      case 'plan':
        made.ledger = new Ledger(record.plan, record.startedAt);
        break;
      case 'file': {
        const { path, source, size, checksum, skip, replaces } = record;
        made.ledger?.addFile({
          path,
          source,
          size,
          checksum,
          skip,
          ...(replaces === undefined ? {} : { replaces })
        });
        break;
      }
      case 'planned':
        made.promised = true;
        break;
      default:
        made.ledger?.apply(record);
    }
  });
  return made.promised ? (made.ledger ?? null) : null;
}

/** The shortest account of a ledger: its plan, and how each file stands. */
export function* records(ledger: Ledger): Generator<JournalRecord> {
  const { plan, startedAt } = ledger;
  yield { type: 'plan', version: JOURNAL_VERSION, startedAt, plan };
  for (const { planned } of ledger.entries) {
    yield { type: 'file', ...planned };
  }
  yield { type: 'planned' };
  for (const entry of ledger.entries) {
    yield* standing(entry);
  }
  if (ledger.work) {
    yield { type: 'finished', work: ledger.work };
  }
}

function* standing(entry: FileEntry): Generator<TransferEvent> {
  const { index: file, verified } = entry;
  const size = entry.size ?? entry.received;
  if (entry.validators) {
    yield { type: 'begun', file, ...entry.validators };
  }
  switch (entry.state) {
    case 'done':
      if (entry.identity) {
        yield {
          type: 'placed',
          file,
          verified,
          ...entry.identity,
          ...(entry.source === null ? {} : { source: entry.source })
        };
      } else if (entry.source) {
        yield { type: 'delivered', file, size, verified, source: entry.source };
      } else {
        yield { type: 'present', file, size, verified };
      }
      break;
    case 'kept':
      yield { type: 'kept', file, size, message: entry.message ?? '' };
      break;
    case 'failed':
      yield {
        type: 'failed',
        file,
        code: entry.code ?? '',
        message: entry.message ?? ''
      };
      break;
    case 'queued':
    case 'running':
      if (entry.planned.skip) {
        yield { type: 'queued', file };
      }
      break;
    case 'skipped':
      break;
  }
}
