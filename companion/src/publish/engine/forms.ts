/**
 * What the person decides, and what follows from it for what is there.
 */
import { isDeepStrictEqual } from 'node:util';
import type {
  DescriptionChoice,
  PublicationForm,
  PublicationState
} from 'sciencemesh-contract';
import type { StoredPublication } from '../../store/publication-records.ts';
import type { PublicationBook, PublicationPatch } from './book.ts';
import { EDITABLE, refusalIn } from './deeds.ts';
import { afterEdit } from './edits.ts';
import { notNow } from './problems.ts';
import type { Runner } from './runner.ts';

export interface FormsOptions {
  book: PublicationBook;
  runner: Runner;
}

export class Forms {
  readonly #options: FormsOptions;

  constructor(options: FormsOptions) {
    this.#options = options;
  }

  /** @throws RequestProblem 409 where it cannot be changed any more */
  set(id: string, form: PublicationForm): StoredPublication {
    const { book, runner } = this.#options;
    const publication = book.get(id);
    const { state, work } = publication;
    if (!EDITABLE.has(state)) {
      throw refusalIn(state);
    }
    const before = publication.form;
    if (work.draft !== null && isElsewhere(before, form)) {
      throw notNow(
        'There is a draft at the repository already. Delete it to publish somewhere else.'
      );
    }
    const { metadata, sources, questions } = described(publication, form);
    const isDescribedAnew = !isDeepStrictEqual(before.metadata, metadata);
    const patch: PublicationPatch = {
      form,
      sources,
      questions,
      title: metadata.title ?? publication.title,
      ...(isDescribedAnew && state === 'form'
        ? { work: { complaints: [] }, message: null }
        : {})
    };
    if (work.draft === null || work.task !== null) {
      return book.update(id, patch);
    }
    const isOther = isDescribedAnew || isPackedAnew(before, form);
    const saved = book.update(id, {
      ...patch,
      ...(isOther ? steppedBack(state) : {}),
      work: { ...patch.work, task: isDescribedAnew ? 'update' : null }
    });
    runner.carryOn(id);
    return saved;
  }

  /**
   * What holds of a draft that somebody changed at the repository; asking
   * twice is once.
   *
   * @throws RequestProblem 409 where it cannot be changed any more
   */
  choose(id: string, { holds }: DescriptionChoice): StoredPublication {
    const { book, runner } = this.#options;
    const publication = book.get(id);
    const { changedThere, leftThere, state, work } = publication;
    if (!EDITABLE.has(state)) {
      throw refusalIn(state);
    }
    const left =
      holds === 'form' ? [] : [...new Set([...leftThere, ...changedThere])];
    if (changedThere.length === 0 && left.length === leftThere.length) {
      return publication;
    }
    const chosen = book.update(id, {
      changedThere: [],
      leftThere: left,
      message: null,
      // Changes after those that the person has seen are asked about again.
      work: {
        agreed: work.found ?? work.agreed,
        found: null,
        task: work.task ?? 'update'
      }
    });
    runner.carryOn(id);
    return chosen;
  }
}

function described(
  { form: before, questions, sources }: StoredPublication,
  { metadata }: PublicationForm
) {
  const edited = afterEdit(
    { metadata: before.metadata, sources, questions },
    metadata
  );
  return { metadata, ...edited };
}

function isElsewhere(before: PublicationForm, after: PublicationForm): boolean {
  return (
    before.repositoryId !== after.repositoryId ||
    before.previous !== after.previous
  );
}

function isPackedAnew(before: PublicationForm, after: PublicationForm) {
  const cargo = ({ excluded, folders, names }: PublicationForm) => [
    excluded,
    folders,
    names
  ];
  return !isDeepStrictEqual(cargo(before), cargo(after));
}

/** What was compared is not what would be published. */
function steppedBack(state: PublicationState): PublicationPatch {
  return state === 'verified'
    ? {
        state: 'draft',
        message:
          'Upload again: the description has changed, and the files describe themselves by it. Only what changed is sent.'
      }
    : {};
}
