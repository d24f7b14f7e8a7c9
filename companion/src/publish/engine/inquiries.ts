/**
 * What can be asked about a publication without changing anything.
 */
import type {
  AdoptableDraftList,
  Citation,
  PublicationChanges,
  PublicationFile,
  PublicationFileList,
  PublicationFileQuery,
  PublicationPlan
} from 'sciencemesh-contract';
import type {
  StoredPublication,
  StoredPublicationFile
} from '../../store/publication-records.ts';
import { repositoryProblem } from '../repository-problem.ts';
import { RepositoryError } from '../repository.ts';
import { ARCHIVE } from '../selection/keys.ts';
import type { PublicationBook } from './book.ts';
import { changesOf } from './changes.ts';
import type { Desks } from './desk.ts';
import type { Checks } from './plan.ts';
import type { RepositoriesPort } from './ports.ts';
import { notNow } from './problems.ts';
import type { Progress } from './progress.ts';
import {
  crateToCome,
  withCrate,
  type Surveyed,
  type Surveys
} from './survey.ts';

const MOST_AT_ONCE = 1000;
/** The clocks of the repository and of this machine may differ by that. */
const CLOCK_MILLISECONDS = 10 * 60_000;

export interface InquiriesOptions {
  book: PublicationBook;
  checks: Checks;
  desks: Desks;
  repositories: RepositoriesPort;
  surveys: Surveys;
  /** Ends with the program. */
  signal: AbortSignal;
}

export class Inquiries {
  readonly #options: InquiriesOptions;
  /** By publication: the check that is under way, after which others wait. */
  readonly #checking = new Map<string, Promise<unknown>>();

  constructor(options: InquiriesOptions) {
    this.#options = options;
  }

  /** @throws RequestProblem in place of what the repository refuses */
  async answered<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw error instanceof RepositoryError ? repositoryProblem(error) : error;
    }
  }

  /** One after the other: a form asks with each change. */
  async check(id: string, signal: AbortSignal): Promise<PublicationPlan> {
    const before = this.#checking.get(id) ?? Promise.resolve();
    const checking = before.then(() => this.#check(id, signal));
    const done = checking.catch(() => undefined);
    this.#checking.set(id, done);
    try {
      return await this.answered(() => checking);
    } finally {
      if (this.#checking.get(id) === done) {
        this.#checking.delete(id);
      }
    }
  }

  async #check(id: string, signal: AbortSignal): Promise<PublicationPlan> {
    // Whoever asked has gone, or asked again.
    signal.throwIfAborted();
    const { book, checks, surveys } = this.#options;
    const publication = book.get(id);
    const surveyed = await surveys.recent(publication, this.#options.signal);
    const plan = await checks.check(publication, surveyed, signal);
    const { bytes: size, files } = surveyed.selection;
    const fileCount = files.length;
    const known = book.get(id);
    if (
      known.state === 'form' &&
      (known.size !== size || known.fileCount !== fileCount)
    ) {
      book.update(id, { fileCount, size });
    }
    return plan;
  }

  /** What is selected; as soon as it is on its way, what becomes of it. */
  async files(
    id: string,
    { after = '', most = MOST_AT_ONCE }: PublicationFileQuery
  ): Promise<PublicationFileList> {
    const { book, surveys } = this.#options;
    const publication = book.get(id);
    if (publication.work.plannedBy !== null) {
      const progress = book.progressOf(id);
      const items = book.store
        .files(id, { after, most })
        .map(file => shown(file, progress));
      return page(items, book.store.fileCount(id), most);
    }
    const surveyed = await surveys.recent(publication, this.#options.signal);
    const all = this.#selected(publication, surveyed);
    const items = all.filter(({ path }) => path > after).slice(0, most);
    return page(items, all.length, most);
  }

  async candidates(
    id: string,
    signal: AbortSignal
  ): Promise<AdoptableDraftList> {
    const { book, desks } = this.#options;
    const publication = book.get(id);
    const { creatingSince } = publication.work;
    if (creatingSince === null) {
      return { items: [] };
    }
    const since = new Date(Date.parse(creatingSince) - CLOCK_MILLISECONDS);
    const drafts = await this.answered(async () => {
      const desk = await desks.open(publication, signal);
      return desk.read((adapter, inner) => adapter.drafts(since, inner));
    });
    const owned = new Set(book.store.list().map(({ recordId }) => recordId));
    const items = drafts
      .filter(({ id: recordId }) => !owned.has(recordId))
      .map(({ createdAt, id: recordId, title, url }) => ({
        recordId,
        title: title ?? '',
        createdAt,
        url
      }));
    return { items };
  }

  changes(id: string, signal: AbortSignal): Promise<PublicationChanges> {
    const { book, checks, desks, surveys } = this.#options;
    const publication = book.get(id);
    return this.answered(async () => {
      const desk = await desks.open(publication, signal);
      const { selection } = await surveys.now(publication, signal);
      const { archived, files: keyed } = checks.keys(
        publication,
        selection.files
      );
      const all = archived ?? withToCome(selection.files);
      const byPath = new Map(all.map(file => [file.path, file]));
      const files = keyed.map(one => ({
        keyed: one,
        file: one.path === null ? null : (byPath.get(one.path) ?? null)
      }));
      return changesOf(publication, files, desk, book.store);
    });
  }

  /** @throws RequestProblem 409 before it is published */
  citation(
    id: string,
    format: Citation['format'],
    signal: AbortSignal
  ): Promise<Citation> {
    const { book, desks } = this.#options;
    const publication = book.get(id);
    const { recordId, state } = publication;
    if (state !== 'published' || recordId === null) {
      throw notNow('It can be cited when it is published.');
    }
    return this.answered(async () => {
      const desk = await desks.open(publication, signal);
      const text = await desk.read((adapter, inner) =>
        adapter.cite(recordId, format, inner)
      );
      return { format, text };
    });
  }

  #selected(
    publication: StoredPublication,
    { selection }: Surveyed
  ): PublicationFile[] {
    const { files } = this.#options.checks.keys(publication, selection.files);
    const keys = new Map(
      files.flatMap(({ key, path }) =>
        path === null ? [] : [[path, key] as const]
      )
    );
    const file = (
      path: string,
      size: number,
      state: 'planned' | 'left-out',
      message: string | null
    ): PublicationFile => ({
      path,
      key: keys.get(path) ?? (state === 'planned' ? ARCHIVE : path),
      size,
      sent: 0,
      state,
      checksum: null,
      remoteChecksum: null,
      message
    });
    return [
      ...selection.files.map(({ path, size }) =>
        file(path, size, 'planned', null)
      ),
      ...selection.leftOut.map(({ path, what }) =>
        file(path, 0, 'left-out', `Left out: ${what}.`)
      ),
      ...publication.form.excluded.map(path =>
        file(path, 0, 'left-out', 'Left out by you.')
      )
    ].sort(({ path: a }, { path: b }) => (a < b ? -1 : 1));
  }
}

function withToCome(files: Surveyed['selection']['files']) {
  return withCrate(files, crateToCome(files));
}

function page(
  items: PublicationFile[],
  total: number,
  most: number
): PublicationFileList {
  const last = items.at(-1);
  return {
    items,
    total,
    next: items.length === most && last !== undefined ? last.path : null
  };
}

/** A file as the person sees it. */
function shown(
  file: StoredPublicationFile,
  progress: Progress
): PublicationFile {
  const { checksum, key, message, path, remoteChecksum, size } = file;
  const underWay = progress.of(path);
  return {
    path,
    key,
    size,
    sent: underWay ?? file.sent,
    state: underWay === null ? file.state : 'sending',
    checksum,
    remoteChecksum,
    message
  };
}
