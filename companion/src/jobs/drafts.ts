/**
 * Drafts of jobs: filled in, looked through, and made from earlier ones.
 */
import type {
  JobCheck,
  JobDraft,
  JobForm,
  JobSubject
} from 'sciencemesh-contract';
import type { Places } from '../copies/places.ts';
import { RequestProblem } from '../http/problem.ts';
import type { ShareStorages } from '../ocm/share-storage.ts';
import type { PackageService } from '../packages/library/service.ts';
import type { Kernel } from '../packages/running/kernels.ts';
import type { JobBook } from './book.ts';
import { checkDraft } from './check.ts';
import type { Folders } from '../mirrors/folders.ts';
import { fillForm } from './form.ts';
import type { Sites } from './sites.ts';

export interface DraftsOptions {
  book: JobBook;
  folders: Folders;
  storages: Pick<ShareStorages, 'terms'>;
  places: Places;
  sites: Sites;
  packages: PackageService;
  kernels: () => Promise<Kernel[]>;
  /** Absolute path of the folder of all jobs' folders. */
  jobsFolder: string;
  /** Where results go, relative to Jupyter's root. */
  resultsFolder: string;
}

export class Drafts {
  readonly #options: DraftsOptions;

  constructor(options: DraftsOptions) {
    this.#options = options;
  }

  /** @param siteId null: the first site that works */
  form(
    subject: JobSubject,
    siteId: string | null,
    signal: AbortSignal
  ): Promise<JobForm> {
    const { book, resultsFolder, ...rest } = this.#options;
    const { store } = book;
    return fillForm(
      subject,
      siteId,
      { ...rest, store, results: resultsFolder },
      signal
    );
  }

  /** The dry run. */
  check(draft: JobDraft, signal: AbortSignal): Promise<JobCheck> {
    const { book, ...rest } = this.#options;
    return checkDraft(draft, { ...rest, store: book.store }, signal);
  }

  /** @throws RequestProblem 422 with the first thing that is wrong */
  async assertSound(draft: JobDraft, signal: AbortSignal): Promise<void> {
    const { findings } = await this.check(draft, signal);
    const wrong = findings.find(({ level }) => level === 'error');
    if (wrong !== undefined) {
      throw new RequestProblem(422, wrong.code, wrong.message, {
        members: { field: wrong.field }
      });
    }
  }

  /** A form with what a job was made of, for another one like it. */
  async again(id: string, signal: AbortSignal): Promise<JobForm> {
    const { book, sites } = this.#options;
    const { siteId, source } = book.get(id);
    const draft = book.store.draft(id);
    const known = sites.find(siteId) === null ? null : siteId;
    const form = await this.form({ path: source.path }, known, signal);
    return draft === null
      ? form
      : {
          ...form,
          draft: { ...draft, siteId: form.draft.siteId, after: [] },
          reasons: { draft: 'as in the job that is run again' }
        };
  }
}
