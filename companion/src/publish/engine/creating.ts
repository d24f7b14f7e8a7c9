/**
 * From a form to a draft with a DOI: one, whatever happens on the way.
 *
 * No repository knows a key by which creating twice would make one draft. What
 * was asked for is in the journal; where an answer was lost, the person says
 * which of the drafts that are there is the one, or that none is.
 */
import type { StoredPublication } from '../../store/publication-records.ts';
import { quoted } from '../findings.ts';
import { RepositoryError, type DraftState } from '../repository.ts';
import type { PublicationBook } from './book.ts';
import type { Desk, Desks } from './desk.ts';
import type { DoiInFiles } from './doi-in-files.ts';
import {
  bodyFor,
  complained,
  draftState,
  hashOf,
  known,
  syncMetadata,
  workOf
} from './metadata-sync.ts';
import type { Checks } from './plan.ts';
import { isNotThere } from './remote.ts';
import type { Surveys } from './survey.ts';
import { PublicationTrouble } from './troubles.ts';

/** What was asked for is waited for when this program ends, but not for long. */
const GRACE_MILLISECONDS = 5000;

export interface CreatingOptions {
  book: PublicationBook;
  desks: Desks;
  checks: Checks;
  surveys: Surveys;
  doiInFiles: DoiInFiles;
}

export class Creating {
  readonly #options: CreatingOptions;

  constructor(options: CreatingOptions) {
    this.#options = options;
  }

  async create({ id }: StoredPublication, signal: AbortSignal): Promise<void> {
    const { book, desks, doiInFiles } = this.#options;
    const desk = await desks.open(book.get(id), signal);
    if (book.get(id).work.draft === null) {
      const isMade = await this.#make(book.get(id), desk);
      if (!isMade) {
        return;
      }
    }
    await syncMetadata(book.get(id), desk, book);
    await this.#reserve(book.get(id), desk);
    const note = await doiInFiles.write(book.get(id), signal);
    const { complaints } = book.get(id).work;
    book.settle(id, 'create', {
      state: 'draft',
      message: complaints.length > 0 ? complained(complaints) : note,
      work: { task: null, adopted: null }
    });
  }

  /** @returns false where nobody knows whether there is a draft */
  async #make(publication: StoredPublication, desk: Desk): Promise<boolean> {
    const { book } = this.#options;
    const { id, form, work } = publication;
    if (work.adopted !== null) {
      this.#keep(id, await adopted(work.adopted, publication, desk, book));
      book.store.settleAll(id, 'create', 'done');
      return true;
    }
    if (form.previous !== null) {
      const { previous } = form;
      await this.#refuseErrors(publication, desk.signal);
      const draft = await desk.change(
        'new-version',
        [previous],
        (adapter, signal) => adapter.newVersion(previous, signal)
      );
      await desk.change('take-over', [draft.id], (adapter, signal) =>
        adapter.takeOverFiles(draft, signal)
      );
      this.#keep(id, draft);
      return true;
    }
    if (book.store.isOpen(id, 'create')) {
      this.#beUnsure(id, desk.name);
      return false;
    }
    await this.#refuseErrors(publication, desk.signal);
    return this.#create(publication, desk);
  }

  async #create(publication: StoredPublication, desk: Desk): Promise<boolean> {
    const { book } = this.#options;
    const { id, work } = publication;
    const body = bodyFor(publication, desk);
    book.update(id, {
      work: { creatingSince: work.creatingSince ?? new Date().toISOString() }
    });
    try {
      const draft = await desk.change(
        'create',
        [null],
        (adapter, signal) => adapter.create(body, signal),
        lasting(desk.signal)
      );
      this.#keep(id, draft, hashOf(body));
      return true;
    } catch (error) {
      if (!(error instanceof RepositoryError)) {
        throw error;
      }
      if (error.outcomeUnknown) {
        this.#beUnsure(id, desk.name);
        return false;
      }
      throw error.errors.length > 0
        ? new PublicationTrouble(
            complained(error.errors),
            { work: { complaints: [...error.errors] } },
            error
          )
        : error;
    }
  }

  /** Nothing is made while there is something wrong. */
  async #refuseErrors(
    publication: StoredPublication,
    signal: AbortSignal
  ): Promise<void> {
    const { checks, surveys } = this.#options;
    const surveyed = await surveys.now(publication, signal);
    const { findings } = await checks.check(publication, surveyed, signal);
    const error = findings.find(({ severity }) => severity === 'error');
    if (error !== undefined) {
      throw new PublicationTrouble(error.message);
    }
  }

  #keep(id: string, draft: DraftState, describedBy: string | null = null) {
    this.#options.book.update(id, {
      ...known(draft),
      work: { describedBy, ...workOf(draft) }
    });
  }

  #beUnsure(id: string, name: string): void {
    this.#options.book.settle(id, 'create', {
      state: 'unsure',
      message: `The answer of ${name} was lost, so that a draft may be there already. Look which of your drafts it is, or say that none is.`,
      work: { task: null }
    });
  }

  async #reserve(publication: StoredPublication, desk: Desk): Promise<void> {
    const { id, doi, work } = publication;
    const { draft } = work;
    if (doi !== null || draft === null || !desk.open.abilities.reservesDoi) {
      return;
    }
    const reserved = await desk.change(
      'reserve',
      [draft.id],
      (adapter, signal) => adapter.reserveDoi(draftState(draft), signal)
    );
    this.#options.book.update(id, { doi: reserved });
  }
}

async function adopted(
  recordId: string,
  { id }: StoredPublication,
  desk: Desk,
  { store }: PublicationBook
): Promise<DraftState> {
  const refuse = (message: string) =>
    new PublicationTrouble(message, {
      state: 'unsure',
      work: { adopted: null }
    });
  const owner = store
    .list()
    .find(one => one.id !== id && one.recordId === recordId);
  if (owner !== undefined) {
    throw refuse(
      `That draft belongs to ${quoted(owner.title)}. Choose another one, or none.`
    );
  }
  const draft = await desk
    .read((adapter, signal) => adapter.look(recordId, signal))
    .catch((error: unknown) => {
      throw error instanceof RepositoryError && isNotThere(error)
        ? refuse(
            'That draft is not there any more. Choose another one, or none.'
          )
        : error;
    });
  if (draft.state !== 'draft') {
    throw refuse(
      'That is no draft any more: it was sent in or published. Choose another one, or none.'
    );
  }
  return draft;
}

/** Outlives another by a moment. */
function lasting(signal: AbortSignal): AbortSignal {
  const controller = new AbortController();
  signal.addEventListener('abort', () => {
    setTimeout(() => controller.abort(), GRACE_MILLISECONDS).unref();
  });
  return controller.signal;
}
