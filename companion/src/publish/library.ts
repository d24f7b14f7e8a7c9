/**
 * Publications, from the form to the record: what the routes work with.
 *
 * Deeds are written down and answered at once; the work goes on by itself,
 * across restarts, and ends in a state in which the person can act.
 */
import { join } from 'node:path';
import type {
  AdoptableDraftList,
  Adoption,
  Citation,
  DescriptionChoice,
  NewPublication,
  Publication,
  PublicationChanges,
  PublicationEnd,
  PublicationFileList,
  PublicationFileQuery,
  PublicationForm,
  PublicationPlan
} from 'sciencemesh-contract';
import type { StoredPublication } from '../store/publication-records.ts';
import type { PublicationStore } from '../store/publications.ts';
import { Beginnings } from './engine/beginning.ts';
import { PublicationBook, type PublicationListener } from './engine/book.ts';
import { Cargo } from './engine/cargo.ts';
import { Creating } from './engine/creating.ts';
import { Deeds } from './engine/deeds.ts';
import { Desks } from './engine/desk.ts';
import { DoiInFiles } from './engine/doi-in-files.ts';
import { Finishing } from './engine/finishing.ts';
import { Forms } from './engine/forms.ts';
import { Inquiries } from './engine/inquiries.ts';
import { updateMetadata } from './engine/metadata-sync.ts';
import { Checks } from './engine/plan.ts';
import type {
  RepositoriesPort,
  SubjectsPort,
  TellSender,
  WriteBack,
  WriteDepositCrate
} from './engine/ports.ts';
import { Runner } from './engine/runner.ts';
import { Surveys } from './engine/survey.ts';
import { Uploading } from './engine/uploading.ts';

/** Files that are sent at the same time. */
const PARALLEL = 3;
/** Milliseconds that a file may stand still before it is sent again. */
const PATIENCE = 60_000;
/** Somebody looks at it for days; nobody has to know within minutes. */
const BETWEEN_REVIEWS = 10 * 60_000;

export interface PublicationLibraryOptions {
  store: PublicationStore;
  /** Data folder of the companion. */
  dataFolder: string;
  repositories: RepositoriesPort;
  subjects: SubjectsPort;
  writeDepositCrate: WriteDepositCrate;
  writeBack: WriteBack;
  /** Undoes what `writeBack` has done. */
  takeBack: WriteBack;
  tellSender: TellSender;
  parallel?: number;
  patience?: number;
  onTrouble: (error: unknown) => void;
}

export class PublicationLibrary {
  readonly #book: PublicationBook;
  readonly #runner: Runner;
  readonly #beginnings: Beginnings;
  readonly #forms: Forms;
  readonly #deeds: Deeds;
  readonly #inquiries: Inquiries;
  readonly #finishing: Finishing;
  readonly #onTrouble: (error: unknown) => void;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: PublicationLibraryOptions) {
    const { onTrouble, repositories, store, subjects } = options;
    const { parallel = PARALLEL, patience = PATIENCE } = options;
    const folder = join(options.dataFolder, 'publications');
    const book = new PublicationBook(store);
    const desks = new Desks(repositories, store);
    const surveys = new Surveys(subjects);
    const checks = new Checks(repositories, store);
    const { takeBack, tellSender, writeBack, writeDepositCrate } = options;
    const doiInFiles = new DoiInFiles({ book, surveys, writeBack, takeBack });
    const cargo = new Cargo({ book, surveys, writeDepositCrate, folder });
    const creating = new Creating({ book, desks, checks, surveys, doiInFiles });
    const uploading = new Uploading({ book, desks, cargo, parallel, patience });
    this.#finishing = new Finishing({
      ...{ book, desks, cargo, doiInFiles, tellSender }
    });
    this.#onTrouble = onTrouble;
    this.#book = book;
    this.#runner = new Runner({
      ...{ book, repositories, onTrouble },
      works: {
        create: (one, signal) => creating.create(one, signal),
        update: (one, signal) => updateMetadata(one, desks, book, signal),
        upload: (one, signal) => uploading.upload(one, signal),
        verify: (one, signal) => uploading.verify(one, signal),
        finish: (one, signal) => this.#finishing.finish(one, signal),
        discard: (one, signal) => this.#finishing.discard(one, signal)
      }
    });
    const { signal } = this.#runner;
    this.#beginnings = new Beginnings({
      ...{ book, surveys, checks, repositories, folder }
    });
    this.#forms = new Forms({ book, runner: this.#runner });
    this.#deeds = new Deeds({ book, runner: this.#runner, repositories });
    this.#inquiries = new Inquiries({
      ...{ book, checks, desks, repositories, surveys, signal }
    });
  }

  /** Goes on with everything that an earlier program has left. */
  start(): void {
    for (const { id, work } of this.#book.store.list()) {
      if (work.task !== null) {
        this.#runner.carryOn(id);
      }
    }
    this.#timer = setInterval(() => this.#lookAtReviews(), BETWEEN_REVIEWS);
    this.#timer.unref();
  }

  /** Stops all work; what is unfinished goes on after the next start. */
  async close(): Promise<void> {
    clearInterval(this.#timer ?? undefined);
    await this.#runner.close();
  }

  /** The newest first. */
  list(): Publication[] {
    return this.#book.store.list().map(one => this.#book.show(one));
  }

  /** @throws RequestProblem 404 */
  get(id: string): Publication {
    return this.#book.show(this.#book.get(id));
  }

  /** Makes a publication with a form that is mostly filled in. */
  async begin(
    { key, subject }: NewPublication,
    signal: AbortSignal
  ): Promise<Publication> {
    return this.#show(await this.#beginnings.begin(key, subject, signal));
  }

  /** The form of the next version; the one that is open where there is one. */
  async newVersion(
    id: string,
    key: string,
    signal: AbortSignal = this.#runner.signal
  ): Promise<Publication> {
    return this.#show(await this.#beginnings.newVersion(id, key, signal));
  }

  /** @throws RequestProblem 409 while there is something at the repository */
  async forget(id: string): Promise<void> {
    await this.#beginnings.forget(id);
  }

  /** Keeps what the person decided. */
  setForm(id: string, form: PublicationForm): Publication {
    return this.#show(this.#forms.set(id, form));
  }

  files(id: string, query: PublicationFileQuery): Promise<PublicationFileList> {
    return this.#inquiries.files(id, query);
  }

  /** What would happen. */
  check(id: string, signal: AbortSignal): Promise<PublicationPlan> {
    return this.#inquiries.check(id, signal);
  }

  /** Drafts that may be the one whose answer was lost. */
  candidates(id: string, signal: AbortSignal): Promise<AdoptableDraftList> {
    return this.#inquiries.candidates(id, signal);
  }

  /** What has changed since the version before. */
  changes(id: string, signal: AbortSignal): Promise<PublicationChanges> {
    return this.#inquiries.changes(id, signal);
  }

  citation(
    id: string,
    format: Citation['format'],
    signal: AbortSignal
  ): Promise<Citation> {
    return this.#inquiries.citation(id, format, signal);
  }

  /** Looks what has become of it at the repository. */
  async refresh(id: string, signal: AbortSignal): Promise<Publication> {
    await this.#inquiries.answered(() =>
      this.#finishing.refresh(this.#book.get(id), signal)
    );
    return this.get(id);
  }

  create(id: string): Publication {
    return this.#show(this.#deeds.create(id));
  }

  adopt(id: string, adoption: Adoption): Publication {
    return this.#show(this.#deeds.adopt(id, adoption));
  }

  /** What holds of a draft that somebody changed at the repository. */
  choose(id: string, choice: DescriptionChoice): Publication {
    return this.#show(this.#forms.choose(id, choice));
  }

  upload(id: string): Publication {
    return this.#show(this.#deeds.upload(id));
  }

  pause(id: string): Publication {
    return this.#show(this.#deeds.pause(id));
  }

  verify(id: string): Publication {
    return this.#show(this.#deeds.verify(id));
  }

  end(id: string, end: PublicationEnd): Publication {
    return this.#show(this.#deeds.end(id, end));
  }

  discard(id: string): Publication {
    return this.#show(this.#deeds.discard(id));
  }

  /** Hears of each publication that changes. */
  onChange(listener: PublicationListener): () => void {
    return this.#book.onChange(listener);
  }

  #show(publication: StoredPublication): Publication {
    return this.#book.show(publication);
  }

  #lookAtReviews(): void {
    for (const publication of this.#book.store.list()) {
      if (publication.state === 'review') {
        this.#finishing
          .refresh(publication, this.#runner.signal)
          .catch(this.#onTrouble);
      }
    }
  }
}
