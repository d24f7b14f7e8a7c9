/**
 * What a journal of a transfer consists of: one JSON value a line.
 *
 * The plan comes first, one line a file, closed by `planned`; without that
 * line the transfer was never promised to anyone. Then follows what happened,
 * in order. A `settled` line is written when nothing is going on any more.
 */
import type { Transfer } from 'sciencemesh-contract';
import type { FinishedWork, PlannedFile, TransferPlan } from './transfer.ts';
import type { Seen } from './seen.ts';
import type { Identity } from './working-folder.ts';

export const JOURNAL_VERSION = 1;

/** How a server names the state of a file, for going on later. */
export interface Validators {
  etag: string | null;
  lastModified: string | null;
  /** Length of the whole file as the server told. */
  total: number | null;
}

export type PlanHeader = Omit<TransferPlan, 'files'>;

export type JournalRecord =
  | {
      type: 'plan';
      version: typeof JOURNAL_VERSION;
      startedAt: string;
      plan: PlanHeader;
    }
  | ({ type: 'file' } & PlannedFile)
  | { type: 'planned' }
  | TransferEvent;

/** Something that happened; files are named by their place in the plan. */
export type TransferEvent =
  /** Its bytes come in; what is needed to go on after an interruption. */
  | ({ type: 'begun'; file: number } & Validators)
  /** Written before the file gets its name: that step can then be repeated. */
  | ({
      type: 'placed';
      file: number;
      verified: boolean;
      source?: Seen;
    } & Identity)
  /** It was there before: the same, or something else that was left alone. */
  | { type: 'present'; file: number; size: number; verified: boolean }
  /** A storage has it; `source` is the state that was carried. */
  | {
      type: 'delivered';
      file: number;
      size: number;
      verified: boolean;
      source: Seen | null;
    }
  | { type: 'kept'; file: number; size: number; message: string }
  | { type: 'failed'; file: number; code: string; message: string }
  /** To be fetched (again): a retry, or a file left out at first. */
  | { type: 'queued'; file: number }
  | { type: 'finished'; work: FinishedWork }
  | { type: 'restarted' }
  | { type: 'settled'; transfer: Transfer };
