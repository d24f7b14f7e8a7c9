/**
 * What a transfer is to those who start one.
 *
 * The engine (`engine.ts`) moves bytes into a folder: parallel, resumable,
 * verified, cancellable, journalled. It knows nothing of packages: who starts
 * a transfer registers a finisher, which runs after the last file and again
 * after a crash, and must therefore be idempotent.
 */
import type {
  Checksum,
  Transfer,
  TransferFile,
  TransferKind,
  TransferState
} from 'sciencemesh-contract';
import type { Seen } from './seen.ts';

/** Why a transfer was not started, or what ended it as a whole. */
export type TransferProblem =
  | 'transfer-not-found'
  | 'transfer-running'
  | 'plan-refused'
  | 'folder-refused'
  | 'no-space'
  | 'finishing-failed';

/**
 * Thrown by the engine; a finisher throws it to say in its own sentence why
 * nothing usable came of the files.
 */
export class TransferError extends Error {
  readonly code: TransferProblem;

  /**
   * @param code what happened, for programs
   * @param message what happened and what to do, for the person
   * @param cause the underlying error, for the log
   */
  constructor(code: TransferProblem, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'TransferError';
    this.code = code;
  }
}

/** A place in a storage: in a share, or below the Jupyter root. */
export interface StoragePlace {
  /** The share's identifier, or a name that the composition gave. */
  storage: string;
  /** As the storage spells it; empty for its root. */
  path: string;
}

/**
 * How a file of a storage gets to its place: through us, or by the server
 * itself where both are in one storage.
 */
export type Conveyance = 'stream' | 'server-copy' | 'server-move';

/** Where the bytes of one file come from. */
export type TransferSource =
  | { type: 'url'; url: string }
  | { type: 'zip'; archive: string; entry: string }
  | { type: 'local'; path: string }
  | ({ type: 'storage'; by: Conveyance } & StoragePlace)
  | { type: 'none'; code: string; message: string };

export interface PlannedFile {
  /** Relative to the folder, `/`-separated, already sanitised and unique. */
  path: string;
  source: TransferSource;
  /** Bytes; null when nobody said. Zero is a real size. */
  size: number | null;
  checksum: Checksum | null;
  /** Left out by choice; can be fetched later. */
  skip: boolean;
  /**
   * What the person wants replaced at its place; null: nothing may be there.
   * Left out: a file of the same size or checksum is taken for this one, as a
   * working copy that is made again finds its files.
   */
  replaces?: Seen | null;
}

/** Plain JSON, so that it survives in the journal. */
export type Json =
  null | boolean | number | string | Json[] | { [key: string]: Json };

export interface TransferPlan {
  id: string;
  kind: TransferKind;
  packageId: string | null;
  shareId: string | null;
  title: string;
  /**
   * Absolute folder that receives the files, made when missing; empty where a
   * storage does.
   */
  folder: string;
  /** Folder of a storage that receives the files. */
  target?: StoragePlace;
  /** The same as the user sees it in JupyterLab. */
  displayFolder: string;
  files: PlannedFile[];
  finisher: { name: string; input: Json };
}

/** What a finisher may add to the transfer. */
export interface FinishedWork {
  notebook: string | null;
  preflight: Transfer['preflight'];
  message: string | null;
}

/** Handed to a finisher: how each file ended. */
export interface FinisherContext {
  plan: TransferPlan;
  files: readonly TransferFile[];
  /**
   * Which state of its source each file was made from, in the order of the
   * files; null where it did not arrive, or its source tells no state.
   */
  sources: readonly (Seen | null)[];
  signal: AbortSignal;
}

export type Finisher = (context: FinisherContext) => Promise<FinishedWork>;

export interface TransferEngine {
  /** Called once at composition, before `recover`. */
  registerFinisher(name: string, finisher: Finisher): void;
  /**
   * Takes up what an earlier process left unfinished.
   *
   * @param accepts tells whether a plan may be carried out, where others can
   * write to the journals; those that may not are forgotten. Default all.
   */
  recover(accepts?: (plan: TransferPlan) => boolean): Promise<void>;
  /**
   * Journals the plan, then starts; resolves as soon as it is durable.
   *
   * @throws TransferError for a plan that cannot be carried out here
   */
  start(plan: TransferPlan): Promise<Transfer>;
  /** Stops; what is complete stays, partial files are kept for a retry. */
  cancel(id: string): Promise<Transfer>;
  /**
   * Fetches what failed or was stopped, and those skipped files that are named
   * by their path.
   *
   * @throws TransferError while the transfer is running
   */
  retry(id: string, include?: readonly string[]): Promise<Transfer>;
  get(id: string): Transfer | null;
  list(): Transfer[];
  files(id: string): TransferFile[];
  /** Resolves with the transfer once it is no longer queued or running. */
  settled(id: string): Promise<Transfer>;
  /** Each change, at most four a second for a transfer in progress. */
  onChange(listener: (transfer: Transfer) => void): () => void;
  readonly busy: boolean;
  /** Stops all work so that it can be recovered; part of a clean end. */
  close(): Promise<void>;
}

export const SETTLED: readonly TransferState[] = [
  'cancelled',
  'failed',
  'incomplete',
  'done'
];
