/**
 * Publications as they are kept: what the person sees, and what is needed to
 * go on with one after this program was killed at any moment.
 */
import type {
  Publication,
  PublicationEnd,
  PublicationFile,
  PublicationState
} from 'sciencemesh-contract';

/** What is being done, or will be as soon as this program runs again. */
export type PublicationTask =
  'create' | 'update' | 'upload' | 'verify' | 'finish' | 'discard';

/** The draft as the repository told of it last. */
export interface KnownDraft {
  id: string;
  doi: string | null;
  conceptDoi: string | null;
  url: string | null;
  state: 'draft' | 'review' | 'declined' | 'published';
  revision: string | null;
  title: string | null;
  createdAt: string | null;
  says: Readonly<Record<string, string>> | null;
}

/** A field that the repository, or its adapter, has refused. */
export interface Complaint {
  /** JSON pointer into the metadata. */
  field: string;
  message: string;
}

/** Where what is published has come from. */
export interface PublicationOrigin {
  packageId: string | null;
  jobId: string | null;
  /** The share of which it is, so that its sender can be told. */
  shareId: string | null;
}

/** What is needed to go on, and of no use to a page. */
export interface PublicationWork {
  task: PublicationTask | null;
  draft: KnownDraft | null;
  origin: PublicationOrigin;
  /** What the repository did not take of the metadata. */
  complaints: Complaint[];
  /** Before the first request that could make a draft; null: none was sent. */
  creatingSince: string | null;
  /** A draft that the person says is the one whose answer was lost. */
  adopted: string | null;
  /** Of the metadata that the repository has; null: none, or not for sure. */
  describedBy: string | null;
  /** What the draft said of itself after our last change; null: not known. */
  agreed: KnownDraft['says'];
  /** What it said when the person was asked whether that holds. */
  found: KnownDraft['says'];
  /** Of the files, names and metadata that are there, or on their way. */
  plannedBy: string | null;
  /** What becomes of the draft. */
  end: Exclude<PublicationEnd['how'], 'keep'> | null;
}

export type StoredPublication = Publication & { work: PublicationWork };

/** How far the parts of a file are. */
export interface StoredSlot {
  key: string;
  partSize: number;
  parts: number;
  together?: number;
  memo: Readonly<Record<string, unknown>>;
  /** What the repository said of each part; null: it does not have it. */
  receipts: (Readonly<Record<string, unknown>> | null)[];
}

export type StoredPublicationFile = PublicationFile & {
  /** Absolute path of the bytes; empty for what is left out. */
  real: string;
  modified: number;
  sha256: string | null;
  /** Announced at the repository, and not committed. */
  slot: StoredSlot | null;
};

/** A change at the repository, written down before it is asked for. */
export type PublicationDeed =
  | 'create'
  | 'new-version'
  | 'take-over'
  | 'update'
  | 'reserve'
  | 'begin'
  | 'send'
  | 'commit'
  | 'remove'
  | 'publish'
  | 'submit'
  | 'discard';

export interface JournalEntry {
  number: number;
  at: string;
  deed: PublicationDeed;
  /** Name of the file at the repository, or of the draft. */
  subject: string | null;
  /** `open`: it may have happened. */
  outcome: 'open' | 'done' | 'failed';
}

/** States in which there is nothing at the repository that could be lost. */
export const FORGETTABLE: ReadonlySet<PublicationState> = new Set([
  'form',
  'published',
  'discarded',
  'gone'
]);
