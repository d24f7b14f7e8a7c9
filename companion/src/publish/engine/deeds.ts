/**
 * What a person does to a publication, and what of it fits what it is now.
 */
import type {
  Adoption,
  PublicationEnd,
  PublicationState
} from 'sciencemesh-contract';
import { RequestProblem } from '../../http/problem.ts';
import type {
  PublicationTask,
  StoredPublication
} from '../../store/publication-records.ts';
import type { PublicationBook, PublicationPatch } from './book.ts';
import type { RepositoriesPort } from './ports.ts';
import { notNow } from './problems.ts';
import type { Runner } from './runner.ts';

type Deed = 'create' | 'adopt' | 'upload' | 'verify' | 'end' | 'discard';

const FITS: Readonly<Record<Deed, readonly PublicationState[]>> = {
  create: ['form'],
  adopt: ['unsure'],
  upload: ['draft', 'paused', 'verified', 'declined'],
  verify: ['draft', 'paused', 'verified', 'declined'],
  end: ['verified'],
  discard: [
    'unsure',
    'draft',
    'uploading',
    'paused',
    'verified',
    'review',
    'declined'
  ]
};

/** In these states the form is what the draft will be. */
export const EDITABLE: ReadonlySet<PublicationState> = new Set([
  'form',
  'draft',
  'uploading',
  'paused',
  'verified',
  'declined'
]);

const WHY_NOT: Readonly<Record<PublicationState, string>> = {
  form: 'There is no draft yet. Create one first.',
  creating: 'The draft is being created. Wait until that is done.',
  unsure:
    'It is not known whether there is a draft already. Say which one it is, or that none is.',
  draft: 'The files are not there yet. Upload them first.',
  uploading: 'The files are on their way. Wait, or pause that first.',
  paused: 'The files are not all there yet. Go on with the upload first.',
  verified: 'All files are there already.',
  finishing: 'It is being published or sent in. Wait until that is done.',
  review: 'It is being looked at. Wait for what comes of that.',
  declined:
    'It was declined. Change what was asked for, and upload it once more.',
  published: 'It is published. Make a new version to change anything.',
  discarded: 'The draft was deleted. Begin a new publication.',
  gone: 'The draft was deleted at the repository. Begin a new publication.'
};

/** @throws RequestProblem 409 */
function assertFits(deed: Deed, { state, work }: StoredPublication): void {
  if (!FITS[deed].includes(state) || work.task === 'discard') {
    throw refusalIn(state);
  }
}

export function refusalIn(state: PublicationState) {
  return notNow(WHY_NOT[state]);
}

export interface DeedsOptions {
  book: PublicationBook;
  runner: Runner;
  repositories: RepositoriesPort;
}

/** Each is written down, and begun or gone on with; asking twice is once. */
export class Deeds {
  readonly #options: DeedsOptions;

  constructor(options: DeedsOptions) {
    this.#options = options;
  }

  create(id: string): StoredPublication {
    const { book, repositories } = this.#options;
    const publication = book.get(id);
    const { form, state } = publication;
    if (state === 'creating') {
      return publication;
    }
    assertFits('create', publication);
    if (form.repositoryId === null) {
      throw notNow('Choose a repository first.');
    }
    // It may have been removed since it was chosen.
    repositories.get(form.repositoryId);
    return this.#want(id, 'create', { state: 'creating' });
  }

  adopt(id: string, { recordId }: Adoption): StoredPublication {
    const { book } = this.#options;
    assertFits('adopt', book.get(id));
    if (recordId === null) {
      book.store.settleAll(id, 'create', 'failed');
    }
    return this.#want(id, 'create', {
      state: 'creating',
      work: { adopted: recordId }
    });
  }

  upload(id: string): StoredPublication {
    const publication = this.#options.book.get(id);
    if (publication.state === 'uploading') {
      // It may be waiting for better times.
      this.#options.runner.carryOn(id);
      return publication;
    }
    assertFits('upload', publication);
    return this.#want(id, 'upload', { state: 'uploading' });
  }

  pause(id: string): StoredPublication {
    const { book, runner } = this.#options;
    const publication = book.get(id);
    if (publication.state === 'paused') {
      return publication;
    }
    if (publication.state !== 'uploading') {
      throw refusalIn(publication.state);
    }
    const paused = book.update(id, {
      state: 'paused',
      message: null,
      work: { task: null }
    });
    runner.interrupt(id);
    return paused;
  }

  verify(id: string): StoredPublication {
    assertFits('verify', this.#options.book.get(id));
    return this.#want(id, 'verify', {});
  }

  /** @throws RequestProblem 409 for what is not verified or not confirmed */
  end(id: string, { confirmation, how }: PublicationEnd): StoredPublication {
    const { book, repositories } = this.#options;
    const publication = book.get(id);
    const { form, state, work } = publication;
    if (how === 'keep' && EDITABLE.has(state) && work.draft !== null) {
      return publication;
    }
    if (state === 'finishing' && work.end === how) {
      return publication;
    }
    assertFits('end', publication);
    if (how === 'keep') {
      return publication;
    }
    const { abilities, name } = repositories.get(form.repositoryId ?? '');
    if (how === 'publish' && abilities?.review === 'required') {
      throw notNow(`${name} publishes only what was looked at. Send it in.`);
    }
    if (how === 'review' && abilities?.review === 'none') {
      throw notNow(`Nobody looks at drafts at ${name}. Publish it.`);
    }
    if (how === 'publish' && confirmation?.trim() !== name) {
      throw new RequestProblem(
        409,
        'publication-not-confirmed',
        `Publishing cannot be undone. Type "${name}" to confirm it.`
      );
    }
    return this.#want(id, 'finish', { state: 'finishing', work: { end: how } });
  }

  discard(id: string): StoredPublication {
    const publication = this.#options.book.get(id);
    if (publication.work.task === 'discard') {
      return publication;
    }
    assertFits('discard', publication);
    const { state } = publication;
    return this.#want(id, 'discard', {
      state: state === 'uploading' ? 'paused' : state
    });
  }

  #want(
    id: string,
    task: PublicationTask,
    patch: PublicationPatch
  ): StoredPublication {
    const { book, runner } = this.#options;
    const publication = book.update(id, {
      message: null,
      ...patch,
      work: { ...patch.work, task }
    });
    runner.interrupt(id);
    return publication;
  }
}
