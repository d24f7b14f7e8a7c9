/**
 * The end of a draft: published, sent to those who look at it, or deleted.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { StoredPublication } from '../../store/publication-records.ts';
import { RepositoryError, type DraftState } from '../repository.ts';
import type { PublicationBook, PublicationPatch } from './book.ts';
import type { Cargo } from './cargo.ts';
import { Consignment } from './consignment.ts';
import type { Desk, Desks } from './desk.ts';
import { messageOf, type DoiInFiles } from './doi-in-files.ts';
import { complained, known, syncMetadata, workOf } from './metadata-sync.ts';
import type { TellSender } from './ports.ts';
import { isNotThere } from './remote.ts';
import { PublicationTrouble } from './troubles.ts';
import { draftOf, verdictProblem } from './uploading.ts';
import { verify } from './verifying.ts';

/** Seconds between looks while a repository is publishing. */
const PAUSES = [1, 2, 4, 8, 10, 10, 10, 10, 10, 10];

export interface FinishingOptions {
  book: PublicationBook;
  desks: Desks;
  cargo: Cargo;
  doiInFiles: DoiInFiles;
  tellSender: TellSender;
}

export class Finishing {
  readonly #options: FinishingOptions;

  constructor(options: FinishingOptions) {
    this.#options = options;
  }

  async finish({ id }: StoredPublication, signal: AbortSignal): Promise<void> {
    const { book, desks } = this.#options;
    const desk = await desks.open(book.get(id), signal);
    const { end } = book.get(id).work;
    const before = await desk.read((adapter, inner) =>
      adapter.look(draftOf(book.get(id)).id, inner)
    );
    // It may have happened when the last answer was lost.
    const { store } = book;
    const isDone =
      before.state === 'published' ||
      (before.state === 'review' && end === 'review');
    for (const deed of ['publish', 'submit'] as const) {
      store.settleAll(id, deed, isDone ? 'done' : 'failed');
    }
    if (!isDone) {
      await this.#assertReady(id, desk, signal);
    }
    const after = isDone ? before : await this.#end(book.get(id), desk);
    await this.#ended(id, after, signal);
  }

  async discard({ id }: StoredPublication, signal: AbortSignal): Promise<void> {
    const { book, desks, doiInFiles } = this.#options;
    const publication = book.get(id);
    const { draft } = publication.work;
    if (draft !== null) {
      const desk = await desks.open(publication, signal);
      await desk.change('discard', [draft.id], (adapter, inner) =>
        adapter.discard(draftOf(publication), inner)
      );
    }
    const note = await doiInFiles.takeBack(publication, signal);
    book.settle(id, 'discard', {
      state: 'discarded',
      message: draft === null ? MAY_BE_THERE : note,
      work: { task: null }
    });
  }

  /** What somebody has done to it elsewhere. */
  async refresh({ id }: StoredPublication, signal: AbortSignal): Promise<void> {
    const { book, desks } = this.#options;
    const publication = book.get(id);
    if (publication.work.task !== null || publication.work.draft === null) {
      return;
    }
    const desk = await desks.open(publication, signal);
    let draft: DraftState;
    try {
      draft = await desk.read((adapter, inner) =>
        adapter.look(draftOf(publication).id, inner)
      );
    } catch (error) {
      if (error instanceof RepositoryError && isNotThere(error)) {
        book.update(id, {
          state: 'gone',
          message: `It is not at ${desk.name} any more: somebody deleted it there.`
        });
        return;
      }
      throw error;
    }
    if (book.get(id).work.task === null) {
      book.update(id, seenAs(book.get(id), draft, desk.name));
    }
  }

  /** Nothing is published that was not verified. */
  async #assertReady(
    id: string,
    desk: Desk,
    signal: AbortSignal
  ): Promise<void> {
    const { book, cargo } = this.#options;
    const { work } = await syncMetadata(book.get(id), desk, book);
    if (work.complaints.length > 0) {
      throw new PublicationTrouble(complained(work.complaints));
    }
    if (!(await cargo.isAsPlanned(book.get(id), signal))) {
      throw new PublicationTrouble(
        'Files here have changed since they were sent. Upload them again; only what changed is sent.',
        { state: 'paused' }
      );
    }
    const consignment = new Consignment(book, id);
    const verdict = await verify(desk, draftOf(book.get(id)), consignment);
    const problem = verdictProblem(verdict, desk.name);
    if (problem !== null || !consignment.isVerified) {
      throw new PublicationTrouble(problem ?? 'Not every file is verified.', {
        state: 'paused'
      });
    }
  }

  async #end(publication: StoredPublication, desk: Desk): Promise<DraftState> {
    const { form, work } = publication;
    const draft = draftOf(publication);
    const isReview = work.end === 'review';
    const deed = isReview ? 'submit' : 'publish';
    let state: DraftState;
    try {
      state = await desk.change(deed, [draft.id], (adapter, signal) =>
        isReview
          ? adapter.submit(draft, form.community, signal)
          : adapter.publish(draft, signal)
      );
    } catch (error) {
      if (
        isReview &&
        error instanceof RepositoryError &&
        error.code === 'not-found'
      ) {
        // The draft was there a moment ago.
        throw new PublicationTrouble(
          `${desk.name} does not know whom to send it to. Choose another community.`,
          {},
          error
        );
      }
      if (error instanceof RepositoryError && error.errors.length > 0) {
        throw new PublicationTrouble(
          complained(error.errors),
          { work: { complaints: [...error.errors] } },
          error
        );
      }
      throw error;
    }
    // Some publish for a while after they have said that they do.
    for (const seconds of PAUSES) {
      if (state.state !== 'draft') {
        return state;
      }
      await pause(seconds * 1000, undefined, { signal: desk.signal });
      state = await desk.read((adapter, signal) =>
        adapter.look(draft.id, signal)
      );
    }
    throw new RepositoryError(
      'locked',
      `${desk.name} has not finished with the draft yet.`,
      { outcomeUnknown: true }
    );
  }

  async #ended(
    id: string,
    draft: DraftState,
    signal: AbortSignal
  ): Promise<void> {
    const { book, doiInFiles } = this.#options;
    const isPublished = draft.state === 'published';
    book.update(id, {
      ...known(draft),
      ...(isPublished ? { publishedAt: new Date().toISOString() } : {}),
      work: workOf(draft)
    });
    const notes = isPublished
      ? [
          // Where the DOI was not known before.
          await doiInFiles.write(book.get(id), signal),
          await this.#tell(book.get(id))
        ]
      : [];
    const message = notes.filter(note => note !== null).join(' ');
    this.#settle(id, draft.state, message === '' ? null : message);
  }

  #settle(
    id: string,
    state: StoredPublication['state'],
    message: string | null
  ): void {
    this.#options.book.settle(id, 'finish', {
      state,
      message,
      work: { task: null, end: null }
    });
  }

  async #tell(publication: StoredPublication): Promise<string | null> {
    const { doi, form, id, recordUrl: url, senderTold, title } = publication;
    const { shareId } = publication.work.origin;
    if (!form.senderIsTold || shareId === null || senderTold) {
      return null;
    }
    try {
      await this.#options.tellSender(shareId, { title, doi, url });
      this.#options.book.update(id, { senderTold: true });
      return null;
    } catch (error) {
      return `It is published. The sender could not be told: ${messageOf(error)}`;
    }
  }
}

const MAY_BE_THERE =
  'Look at the repository whether there is a draft, and delete it there: nobody knows here whether one was made.';

function seenAs(
  publication: StoredPublication,
  draft: DraftState,
  name: string
): PublicationPatch {
  if (publication.state === 'published' && draft.state !== 'published') {
    // Of the next version, where all versions have one name.
    return {};
  }
  const base = { ...known(draft), work: { draft: workOf(draft).draft } };
  switch (draft.state) {
    case 'published':
      return publication.state === 'published'
        ? base
        : {
            ...base,
            state: 'published',
            message: `It was published at ${name}.`,
            publishedAt: new Date().toISOString()
          };
    case 'review':
      return { ...base, state: 'review' };
    case 'declined':
      return {
        ...base,
        state: 'declined',
        message: `Those who look at it at ${name} declined it. Their reasons are there; change what they ask for, and send it in again.`
      };
    case 'draft':
      return publication.state === 'review' || publication.state === 'declined'
        ? { ...base, state: 'verified', message: null }
        : base;
  }
}
