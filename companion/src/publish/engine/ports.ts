/**
 * What the engine needs of others, and no more than it needs.
 */
import type {
  Repository as ContractRepository,
  PublicationMetadata,
  PublicationSubject,
  RepositoryAbilities
} from 'sciencemesh-contract';
import type { PublicationOrigin } from '../../store/publication-records.ts';
import type { FoundMetadata } from '../metadata/gather.ts';
import type { Repository, RepositoryError } from '../repository.ts';
import type { SelectedFile } from '../selected-file.ts';
import type { Found } from '../selection/roots.ts';

/** A repository that can be worked with: there is a token for it. */
export interface OpenRepository {
  repository: ContractRepository;
  adapter: Repository;
  abilities: RepositoryAbilities;
  /** What it allows one account; null: not known to be limited. */
  requestsPerMinute: number | null;
}

export interface RepositoriesPort {
  /** @throws RequestProblem 404 */
  get(id: string): ContractRepository;
  /** @throws RequestProblem 409 without a token, and RepositoryError */
  open(id: string, signal: AbortSignal): Promise<OpenRepository>;
  /** What a repository has refused may say that the token is worth nothing. */
  noteFailure(id: string, error: RepositoryError): void;
}

/** What is published, as it is on this machine now. */
export interface LocatedSubject {
  title: string;
  found: Found[];
  origin: PublicationOrigin;
  metadata: FoundMetadata[];
}

export interface SubjectsPort {
  /** @throws RequestProblem 404, 409 */
  locate(
    subject: PublicationSubject,
    signal: AbortSignal
  ): Promise<LocatedSubject>;
}

export interface DepositCrateOrder {
  /** Absolute path; it is there. */
  folder: string;
  files: readonly SelectedFile[];
  /** What the repository calls them, by path. */
  names: ReadonlyMap<string, string>;
  metadata: PublicationMetadata;
  doi: string | null;
  origin: PublicationOrigin;
  signal: AbortSignal;
}

/** Describes the files; what it makes stands in the place of the same path. */
export type WriteDepositCrate = (
  order: DepositCrateOrder
) => Promise<SelectedFile[]>;

export interface WriteBackOrder {
  files: readonly SelectedFile[];
  doi: string;
  url: string | null;
  signal: AbortSignal;
}

/** @returns paths of the files that hold the DOI now, or do no more */
export type WriteBack = (order: WriteBackOrder) => Promise<string[]>;

export type TellSender = (
  shareId: string,
  record: { title: string; doi: string | null; url: string | null }
) => Promise<void>;
