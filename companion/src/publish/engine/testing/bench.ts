/**
 * The library of publications with everything around it: files in a folder, a
 * store, and a repository that a test has started.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import type {
  Repository as ContractRepository,
  PublicationMetadata,
  PublicationState,
  RepositoryKind
} from 'sciencemesh-contract';
import { RequestProblem } from '../../../http/problem.ts';
import type { StoredPublication } from '../../../store/publication-records.ts';
import { openStore, type Store } from '../../../store/store.ts';
import { depositCrateWriter } from '../../deposit-crate/deposit-crate.ts';
import {
  PublicationLibrary,
  type PublicationLibraryOptions
} from '../../library.ts';
import type { Repository, RepositoryError } from '../../repository.ts';
import { takeBack, writeBack } from '../../write-back/write-back.ts';
import type { OpenRepository, RepositoriesPort } from '../ports.ts';

export const metadata: PublicationMetadata = {
  title: 'CMS dimuon spectrum, rerun',
  resourceType: 'dataset',
  publicationDate: '2026-11-22',
  publisher: 'Example',
  description: 'Muons, two of them.',
  creators: [
    {
      kind: 'person',
      family: 'Carberry',
      given: 'Josiah',
      orcid: '0000-0002-1825-0097',
      affiliations: [{ name: 'Brown University' }]
    }
  ],
  contact: { name: 'Josiah Carberry', email: 'josiah@example.org' },
  subjects: ['Physics'],
  licences: [{ spdx: 'CC-BY-4.0' }],
  access: { files: 'public' }
};

export const REPOSITORY = 'here';
/** As the person has to type it. */
export const NAME = 'The repository';
export const signal = new AbortController().signal;

/** What a test says of the repository behind the library. */
export interface BenchRepository {
  kind: RepositoryKind;
  adapter: Repository;
  requestsPerMinute?: number | null;
}

export class PublishingBench {
  readonly folder: string;
  readonly store: Store;
  readonly repositories: BenchRepositories;
  readonly options: Partial<PublicationLibraryOptions>;
  /** What belongs into the log. */
  readonly troubles: unknown[] = [];
  /** Whom somebody told of what was published. */
  readonly told: string[] = [];
  shareId: string | null = null;
  library: PublicationLibrary;

  private constructor(
    folder: string,
    store: Store,
    repository: BenchRepository,
    options: Partial<PublicationLibraryOptions>
  ) {
    this.folder = folder;
    this.store = store;
    this.options = options;
    this.repositories = new BenchRepositories(repository);
    this.library = this.#build();
  }

  static async start(
    test: Pick<TestContext, 'after'>,
    repository: BenchRepository,
    options: Partial<PublicationLibraryOptions> = {}
  ): Promise<PublishingBench> {
    const folder = await mkdtemp(join(tmpdir(), 'publishing-'));
    const bench = PublishingBench.in(folder, repository, options);
    test.after(async () => {
      await bench.library.close();
      bench.store.close();
      await rm(folder, { recursive: true, force: true });
    });
    return bench;
  }

  /** In a folder that another one may have used before. */
  static in(
    folder: string,
    repository: BenchRepository,
    options: Partial<PublicationLibraryOptions> = {}
  ): PublishingBench {
    const store = openStore(join(folder, 'data'));
    mkdirSync(join(folder, 'work'), { recursive: true });
    return new PublishingBench(folder, store, repository, options);
  }

  /** Puts a file where the person works. */
  write(path: string, content: string | Uint8Array): string {
    const real = join(this.folder, 'work', path);
    mkdirSync(dirname(real), { recursive: true });
    writeFileSync(real, content);
    return real;
  }

  /** Ends the library as an orderly end of the program does. */
  async restart(): Promise<void> {
    await this.library.close();
    this.library = this.#build();
    this.library.start();
  }

  /** A form that is filled in. */
  async begun(
    change: Partial<StoredPublication['form']> = {}
  ): Promise<string> {
    const { id, form } = await this.library.begin(
      { key: randomUUID(), subject: { paths: ['work'] } },
      signal
    );
    this.library.setForm(id, {
      ...form,
      repositoryId: REPOSITORY,
      writeBack: false,
      metadata: { ...metadata, ...form.metadata, title: metadata.title },
      ...change
    });
    return id;
  }

  /** A draft, before its files. */
  async draft(change: Partial<StoredPublication['form']> = {}) {
    const id = await this.begun(change);
    this.library.create(id);
    await this.until(id, 'draft');
    return id;
  }

  /** A draft with all files. */
  async verified(change: Partial<StoredPublication['form']> = {}) {
    const id = await this.draft(change);
    this.library.upload(id);
    await this.until(id, 'verified');
    return id;
  }

  async published(id: string): Promise<void> {
    this.library.end(id, { how: 'publish', confirmation: NAME });
    await this.until(id, 'published');
  }

  /**
   * Resolves when a publication has come to a state and nothing goes on.
   *
   * @throws AssertionError with what it has come to instead
   */
  async until(id: string, state: PublicationState): Promise<void> {
    const stored = await this.rest(id);
    assert.equal(
      stored.state,
      state,
      `${stored.message}\n${this.troubles.map(String).join('\n')}`
    );
  }

  /** Resolves when nothing more goes on by itself. */
  rest(id: string): Promise<StoredPublication> {
    return this.when(id, ({ work }) => work.task === null);
  }

  async when(
    id: string,
    isWanted: (publication: StoredPublication) => boolean
  ): Promise<StoredPublication> {
    const { publications } = this.store;
    const { promise, resolve } = Promise.withResolvers<StoredPublication>();
    const look = () => {
      const now = publications.get(id);
      if (now !== null && isWanted(now)) {
        resolve(now);
      }
    };
    const stop = this.library.onChange(look);
    look();
    try {
      return await promise;
    } finally {
      stop();
    }
  }

  #build(): PublicationLibrary {
    return new PublicationLibrary({
      store: this.store.publications,
      dataFolder: join(this.folder, 'data'),
      repositories: this.repositories,
      subjects: {
        locate: () =>
          Promise.resolve({
            title: 'work',
            found: [
              {
                display: 'work',
                path: join(this.folder, 'work'),
                kind: 'folder' as const
              }
            ],
            origin: { packageId: null, jobId: null, shareId: this.shareId },
            metadata: []
          })
      },
      writeDepositCrate: depositCrateWriter({
        root: this.folder,
        jobs: this.store.jobs
      }),
      writeBack,
      takeBack,
      tellSender: shareId => {
        this.told.push(shareId);
        return Promise.resolve();
      },
      onTrouble: error => this.troubles.push(error),
      ...this.options
    });
  }
}

/** One repository with a token, until somebody takes it away. */
class BenchRepositories implements RepositoriesPort {
  repository: BenchRepository;
  isSignedIn = true;
  readonly refusals: RepositoryError[] = [];
  #abilities: OpenRepository['abilities'] | null = null;

  constructor(repository: BenchRepository) {
    this.repository = repository;
  }

  get(id: string): ContractRepository {
    assert.equal(id, REPOSITORY);
    return {
      id,
      kind: this.repository.kind,
      flavour: null,
      name: NAME,
      url: null,
      sandbox: true,
      own: true,
      oauth: false,
      state: 'ready',
      message: null,
      login: null,
      abilities: this.#abilities,
      lookedAt: null
    };
  }

  async open(id: string): Promise<OpenRepository> {
    if (!this.isSignedIn) {
      throw new RequestProblem(409, 'repository-sign-in', 'Sign in first.');
    }
    const { adapter, requestsPerMinute = null } = this.repository;
    this.#abilities ??= (await adapter.probe(signal)).abilities;
    return {
      repository: this.get(id),
      adapter,
      abilities: this.#abilities,
      requestsPerMinute
    };
  }

  noteFailure(_id: string, error: RepositoryError): void {
    this.refusals.push(error);
    this.isSignedIn = false;
  }
}
