/**
 * What every repository can do, whatever it speaks.
 *
 * An adapter keeps no state and no journal: who calls it has written down what
 * is about to happen. It never repeats a request that changes something; a
 * lost answer is `outcomeUnknown`, and whoever called asks what there is.
 */
import type { Readable } from 'node:stream';
import type {
  MetadataLoss,
  PublicationMetadata,
  RepositoryAbilities,
  RepositoryLogin,
  Suggestion,
  SuggestionKind
} from 'sciencemesh-contract';

export type RepositoryFailure =
  | 'login-missing'
  | 'login-refused'
  | 'scope-missing'
  | 'not-found'
  | 'gone'
  | 'conflict'
  | 'locked'
  | 'refused'
  | 'file-lost'
  | 'no-space'
  | 'busy'
  | 'unreachable'
  | 'timeout'
  | 'server-failed'
  | 'strange-answer'
  | 'aborted';

/** Why a repository did not do what it was asked for. */
export class RepositoryError extends Error {
  readonly code: RepositoryFailure;
  /** It may have happened all the same. */
  readonly outcomeUnknown: boolean;
  /** Seconds after which the repository wants to be asked again. */
  readonly retryAfter: number | null;
  /** What it finds wrong with single fields. */
  readonly errors: readonly FieldError[];

  /**
   * @param message what happened and what to do, for the person
   * @param cause the underlying error, for the log; never with a token
   */
  constructor(
    code: RepositoryFailure,
    message: string,
    {
      cause,
      outcomeUnknown = false,
      retryAfter = null,
      errors = []
    }: {
      cause?: unknown;
      outcomeUnknown?: boolean;
      retryAfter?: number | null;
      errors?: readonly FieldError[];
    } = {}
  ) {
    super(message, { cause });
    this.name = 'RepositoryError';
    this.code = code;
    this.outcomeUnknown = outcomeUnknown;
    this.retryAfter = retryAfter;
    this.errors = errors;
  }
}

/** What the repository, or we, found wrong with one field. */
export interface FieldError {
  /** JSON pointer into `PublicationMetadata`, never into the repository's own. */
  field: string;
  /** For the person. */
  message: string;
}

/** The repository's own form of the metadata; plain JSON. */
export interface RepositoryBody {
  body: Readonly<Record<string, unknown>>;
  losses: readonly MetadataLoss[];
  errors: readonly FieldError[];
  /** What stays as it is there, by the names of `DraftState.says`. */
  left?: readonly string[];
}

/** A draft, or a record that has no other draft. */
export interface DraftState {
  /** As the repository names it: `abcde-12345`, a DOI. */
  id: string;
  doi: string | null;
  /** Of all versions together. */
  conceptDoi: string | null;
  /** For a person's browser. */
  url: string | null;
  state: 'draft' | 'review' | 'declined' | 'published';
  /** Changes with each change; null where the repository has none. */
  revision: string | null;
  title: string | null;
  createdAt: string | null;
  /**
   * Digests of what a changed description would write over, by the names that
   * the repository has for it; null: not known.
   */
  says: Readonly<Record<string, string>> | null;
  errors: readonly FieldError[];
}

export interface RemoteFile {
  key: string;
  size: number | null;
  /** E.g. `md5:9e107d9d372bb6826bd81d3542a419d6`; null: not told (yet). */
  checksum: string | null;
  /** Half of it may be there. */
  complete: boolean;
}

/** A file that is about to be sent. */
export interface FileToSend {
  key: string;
  size: number;
  /** Where the repository wants it beforehand; null: not known yet. */
  checksum: string | null;
}

/** Where the bytes of a file go: as a whole, or in parts. Plain JSON. */
export interface UploadSlot {
  key: string;
  /** Bytes of each part but the last; the size of the file for a whole. */
  partSize: number;
  parts: number;
  /**
   * Parts that may go at the same time, one where it is left out. More only
   * where the repository makes the checksum of what arrives by itself: who
   * sends them reads them a second time for theirs.
   */
  together?: number;
  /**
   * Of the whole file, e.g. `md5:9e10…`: whoever sends it has it at the end,
   * and says so to `commit`. Some repositories take no file without.
   */
  checksum?: string;
  /** What the adapter needs to know again; never a secret that outlives it. */
  memo: Readonly<Record<string, unknown>>;
}

/** What the repository said of a part; plain JSON, kept until the commit. */
export type PartReceipt = Readonly<Record<string, unknown>>;

export interface Repository {
  /** What it allows, and whose token it is. No change. */
  probe(
    signal: AbortSignal
  ): Promise<{ abilities: RepositoryAbilities; login: RepositoryLogin }>;

  /** No request. */
  toBody(
    metadata: PublicationMetadata,
    abilities: RepositoryAbilities
  ): RepositoryBody;

  /** Lets the repository look at the metadata; empty where it cannot. */
  validate(body: RepositoryBody, signal: AbortSignal): Promise<FieldError[]>;

  /** Makes a draft. Never repeated: it may exist when the answer is lost. */
  create(body: RepositoryBody, signal: AbortSignal): Promise<DraftState>;

  /** Drafts of this person that were made since, the newest first. */
  drafts(since: Date, signal: AbortSignal): Promise<DraftState[]>;

  /** @throws RepositoryError `not-found`, `gone` */
  look(id: string, signal: AbortSignal): Promise<DraftState>;

  /**
   * Changes the metadata of a draft that is still at `revision`, but for what
   * the body leaves.
   */
  update(
    draft: DraftState,
    body: RepositoryBody,
    signal: AbortSignal
  ): Promise<DraftState>;

  /** Gives the draft a DOI; may be called again. Null: only when published. */
  reserveDoi(draft: DraftState, signal: AbortSignal): Promise<string | null>;

  /** The open draft of the next version; may be called again. */
  newVersion(recordId: string, signal: AbortSignal): Promise<DraftState>;

  /** Takes over the files of the version before, without their bytes. */
  takeOverFiles(draft: DraftState, signal: AbortSignal): Promise<void>;

  list(draft: DraftState, signal: AbortSignal): Promise<RemoteFile[]>;

  /** Announces files. What is announced and not sent hinders publishing. */
  begin(
    draft: DraftState,
    files: readonly FileToSend[],
    signal: AbortSignal
  ): Promise<UploadSlot[]>;

  /** Sends part `part`, counted from 0, of `size` bytes. */
  send(
    draft: DraftState,
    slot: UploadSlot,
    part: number,
    body: () => Readable,
    size: number,
    signal: AbortSignal
  ): Promise<PartReceipt>;

  /** @throws RepositoryError `file-lost` when it has to be sent again */
  commit(
    draft: DraftState,
    slot: UploadSlot,
    receipts: readonly PartReceipt[],
    signal: AbortSignal
  ): Promise<RemoteFile>;

  /**
   * Gives up what was begun and not committed, where a repository keeps parts
   * of a file until somebody does; not there is no failure.
   */
  abandon?(
    draft: DraftState,
    slot: UploadSlot,
    signal: AbortSignal
  ): Promise<void>;

  /** Not there is no failure. */
  remove(draft: DraftState, key: string, signal: AbortSignal): Promise<void>;

  /** May be called again when its outcome is unknown. */
  publish(draft: DraftState, signal: AbortSignal): Promise<DraftState>;

  /** Hands the draft to those who look at it first; may be called again. */
  submit(
    draft: DraftState,
    community: string | null,
    signal: AbortSignal
  ): Promise<DraftState>;

  /** Deletes the draft; not there is no failure. */
  discard(draft: DraftState, signal: AbortSignal): Promise<void>;

  cite(
    id: string,
    format: 'bibtex' | 'csl' | 'text',
    signal: AbortSignal
  ): Promise<string>;

  suggest(
    kind: SuggestionKind,
    words: string,
    signal: AbortSignal
  ): Promise<Suggestion[]>;
}
