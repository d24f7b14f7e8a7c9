/**
 * A publication at its beginning: a form that is mostly filled in.
 */
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  DraftMetadata,
  GatheredMetadata,
  PublicationForm,
  PublicationSubject
} from 'sciencemesh-contract';
import {
  FORGETTABLE,
  type StoredPublication
} from '../../store/publication-records.ts';
import type { FoundMetadata } from '../metadata/gather.ts';
import type { PublicationBook } from './book.ts';
import { describedByFiles, notebooksOf } from './descriptions.ts';
import type { Checks } from './plan.ts';
import type { RepositoriesPort } from './ports.ts';
import { notNow } from './problems.ts';
import type { Surveyed, Surveys } from './survey.ts';

const EMPTY_FORM: Omit<PublicationForm, 'metadata'> = {
  repositoryId: null,
  previous: null,
  excluded: [],
  names: {},
  folders: 'names',
  community: null,
  writeBack: true,
  senderIsTold: false
};

export interface BeginningsOptions {
  book: PublicationBook;
  surveys: Surveys;
  checks: Checks;
  repositories: RepositoriesPort;
  /** Absolute path of the folder of all publications' folders. */
  folder: string;
}

export class Beginnings {
  readonly #options: BeginningsOptions;

  constructor(options: BeginningsOptions) {
    this.#options = options;
  }

  async begin(
    key: string,
    subject: PublicationSubject,
    signal: AbortSignal
  ): Promise<StoredPublication> {
    const { book, repositories, surveys } = this.#options;
    const known = book.store.byKey(key);
    if (known !== null) {
      return known;
    }
    const surveyed = await surveys.now({ subject, form: EMPTY_FORM }, signal);
    const publications = book.store.list();
    const earlier = earlierOf(subject, publications);
    const metadata = await gathered(surveyed, earlier, signal);
    const repositoryId = usualRepository(publications, repositories);
    return this.#add(
      key,
      newPublication(subject, surveyed, metadata, { repositoryId })
    );
  }

  /** @throws RequestProblem 409 before it is published */
  async newVersion(
    id: string,
    key: string,
    signal: AbortSignal
  ): Promise<StoredPublication> {
    const { book, surveys } = this.#options;
    const before = book.get(id);
    if (before.state !== 'published' || before.recordId === null) {
      throw notNow('Only what is published can have a next version.');
    }
    const next = before.nextId === null ? null : book.store.get(before.nextId);
    const known =
      book.store.byKey(key) ??
      (next?.state === 'discarded' || next?.state === 'gone' ? null : next);
    if (known !== null) {
      return known;
    }
    const { form, subject } = before;
    const surveyed = await surveys.now({ subject, form }, signal);
    const metadata = await gathered(surveyed, before, signal);
    const made = this.#add(key, {
      ...newPublication(subject, surveyed, metadata, {
        ...form,
        previous: before.recordId
      }),
      previousId: id
    });
    book.update(id, { nextId: made.id });
    return made;
  }

  /** @throws RequestProblem 409 while there is something at the repository */
  async forget(id: string): Promise<void> {
    const { book, checks, folder, surveys } = this.#options;
    const publication = book.get(id);
    if (!FORGETTABLE.has(publication.state)) {
      throw notNow(
        'There is a draft of it at the repository. Delete that first.'
      );
    }
    book.store.forget(id);
    checks.forget(id);
    surveys.forget(id);
    await rm(join(folder, id), { recursive: true, force: true });
    for (const other of book.store.list()) {
      if (other.nextId === id || other.previousId === id) {
        book.update(other.id, {
          nextId: other.nextId === id ? null : other.nextId,
          previousId: other.previousId === id ? null : other.previousId
        });
      }
    }
    book.tell(publication, true);
  }

  #add(key: string, made: StoredPublication): StoredPublication {
    const { book } = this.#options;
    const publication = book.store.add(key, made);
    if (publication.id === made.id) {
      book.tell(publication);
    }
    return publication;
  }
}

/** @param earlier the last publication of the same files, if there is one */
async function gathered(
  { located, selection }: Surveyed,
  earlier: StoredPublication | null,
  signal: AbortSignal
): Promise<GatheredMetadata> {
  const { gatherMetadata } = await import('../metadata/gather.ts');
  const found: FoundMetadata[] = [
    ...(await describedByFiles(selection.files, signal)),
    ...located.metadata,
    ...(earlier === null
      ? []
      : [
          {
            origin: 'earlier' as const,
            metadata: earlier.form.metadata,
            questions: []
          }
        ])
  ];
  const result = gatherMetadata(found);
  return {
    ...result,
    metadata: { ...defaults(located.title, selection), ...result.metadata }
  };
}

/** What is so unless somebody says otherwise; nobody has to be asked for it. */
function defaults(
  title: string,
  { files }: Surveyed['selection']
): DraftMetadata {
  return {
    ...(title.length < 3 ? {} : { title: title.slice(0, 1000) }),
    resourceType: notebooksOf(files).length > 0 ? 'notebook' : 'dataset',
    publicationDate: new Date().toISOString().slice(0, 10),
    access: { files: 'public' }
  };
}

/** Where the last one went, as most people publish at one place. */
function usualRepository(
  newestFirst: readonly StoredPublication[],
  repositories: RepositoriesPort
): string | null {
  const last = newestFirst.find(({ form }) => form.repositoryId !== null);
  const id = last?.form.repositoryId ?? null;
  try {
    return id === null ? null : repositories.get(id).id;
  } catch {
    // It was taken off the list since.
    return null;
  }
}

function newPublication(
  subject: PublicationSubject,
  { located, selection }: Surveyed,
  { metadata, questions, sources }: GatheredMetadata,
  form: Partial<PublicationForm> = {}
): StoredPublication {
  const createdAt = new Date().toISOString();
  return {
    id: randomUUID(),
    title: metadata.title ?? located.title,
    subject,
    state: 'form',
    message: null,
    form: { ...EMPTY_FORM, ...form, metadata },
    sources,
    questions,
    doi: null,
    conceptDoi: null,
    recordId: null,
    recordUrl: null,
    fileCount: selection.files.length,
    filesVerified: 0,
    size: selection.bytes,
    sent: 0,
    bytesPerSecond: 0,
    secondsLeft: null,
    previousId: null,
    nextId: null,
    changedThere: [],
    leftThere: [],
    writtenBack: [],
    senderTold: false,
    createdAt,
    changedAt: createdAt,
    publishedAt: null,
    work: {
      task: null,
      draft: null,
      origin: located.origin,
      complaints: [],
      creatingSince: null,
      adopted: null,
      describedBy: null,
      agreed: null,
      found: null,
      plannedBy: null,
      end: null
    }
  };
}

/** The newest publication of the same files, of which something is known. */
function earlierOf(
  subject: PublicationSubject,
  publications: readonly StoredPublication[]
): StoredPublication | null {
  const wanted = subjectKey(subject);
  return (
    publications.find(
      one =>
        one.state !== 'discarded' &&
        one.form.metadata.creators !== undefined &&
        subjectKey(one.subject) === wanted
    ) ?? null
  );
}

function subjectKey(subject: PublicationSubject): string {
  return JSON.stringify(
    'paths' in subject ? subject.paths.toSorted() : subject
  );
}
