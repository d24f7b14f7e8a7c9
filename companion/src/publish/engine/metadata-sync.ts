/**
 * Keeps what the repository says of a publication the same as the form.
 */
import { createHash } from 'node:crypto';
import type {
  KnownDraft,
  PublicationWork,
  StoredPublication
} from '../../store/publication-records.ts';
import { differences } from '../http/digests.ts';
import {
  RepositoryError,
  type DraftState,
  type FieldError,
  type RepositoryBody
} from '../repository.ts';
import type { PublicationBook, PublicationPatch } from './book.ts';
import { complete } from './completeness.ts';
import type { Desk, Desks } from './desk.ts';
import { PublicationTrouble } from './troubles.ts';

/** Somebody may be changing the draft at this moment, but not for ever. */
const MOST_CONFLICTS = 3;

/** @throws PublicationTrouble while something is missing or wrong */
export function bodyFor(
  { form, leftThere }: Pick<StoredPublication, 'form' | 'leftThere'>,
  { open: { abilities, adapter } }: Desk
): RepositoryBody {
  const metadata = complete(form.metadata);
  if (metadata === null) {
    throw new PublicationTrouble(
      'Something is missing in the description. Fill in what is marked, then go on.'
    );
  }
  const body = { ...adapter.toBody(metadata, abilities), left: leftThere };
  if (body.errors.length > 0) {
    throw new PublicationTrouble(complained(body.errors), {
      work: { complaints: [...body.errors] }
    });
  }
  return body;
}

/** Changes the draft at the repository if it does not say the same yet. */
export async function syncMetadata(
  publication: StoredPublication,
  desk: Desk,
  book: PublicationBook
): Promise<StoredPublication> {
  const { id, work } = publication;
  const body = bodyFor(publication, desk);
  const describedBy = hashOf(body);
  if (work.draft === null) {
    return publication;
  }
  if (describedBy === work.describedBy) {
    // What was to be written over somebody's changes is not any more.
    return publication.changedThere.length === 0
      ? publication
      : book.update(id, { changedThere: [] });
  }
  const draft = await update(work.draft, work.agreed, body, desk);
  return book.update(id, {
    ...known(draft),
    changedThere: [],
    work: { describedBy, ...workOf(draft) }
  });
}

/** Changes the draft because the form was changed. */
export async function updateMetadata(
  { id }: StoredPublication,
  desks: Desks,
  book: PublicationBook,
  signal: AbortSignal
): Promise<void> {
  const desk = await desks.open(book.get(id), signal);
  const { work } = await syncMetadata(book.get(id), desk, book);
  book.settle(id, 'update', {
    message: work.complaints.length > 0 ? complained(work.complaints) : null,
    work: { task: null }
  });
}

/** What a draft's answer changes of a publication. */
export function known(draft: DraftState): PublicationPatch {
  return {
    recordId: draft.id,
    ...(draft.url === null ? {} : { recordUrl: draft.url }),
    ...(draft.doi === null ? {} : { doi: draft.doi }),
    ...(draft.conceptDoi === null ? {} : { conceptDoi: draft.conceptDoi })
  };
}

/** After a change of our own. */
export function workOf({
  errors,
  ...draft
}: DraftState): Pick<PublicationWork, 'agreed' | 'complaints' | 'draft'> {
  return { agreed: draft.says, complaints: [...errors], draft };
}

/** As an adapter wants to have it. */
export function draftState(draft: KnownDraft): DraftState {
  return { ...draft, errors: [] };
}

export function hashOf({ body, left = [] }: RepositoryBody): string {
  return createHash('sha256')
    .update(JSON.stringify(left.length === 0 ? body : [body, left]))
    .digest('hex');
}

/** A sentence about fields, of which the form shows each. */
export function complained(errors: readonly FieldError[]): string {
  const [first] = errors;
  const more =
    errors.length > 1
      ? ` ${errors.length - 1} more are marked in the form.`
      : '';
  return `The repository does not take all of the description. ${first?.message ?? ''}${more}`;
}

/**
 * @param agreed what the draft said after the last change of our own
 * @throws PublicationTrouble when somebody has changed it since: only the
 *   person knows which of the two holds
 */
async function update(
  { id }: KnownDraft,
  agreed: PublicationWork['agreed'],
  body: RepositoryBody,
  desk: Desk
): Promise<DraftState> {
  for (let times = 1; ; times += 1) {
    const current = await desk.read((adapter, signal) =>
      adapter.look(id, signal)
    );
    refuseChanges(agreed, current, body, desk.name);
    try {
      return await desk.change('update', [id], (adapter, signal) =>
        adapter.update(current, body, signal)
      );
    } catch (error) {
      const isConflict =
        error instanceof RepositoryError && error.code === 'conflict';
      if (!isConflict || times === MOST_CONFLICTS) {
        throw error;
      }
    }
  }
}

function refuseChanges(
  agreed: PublicationWork['agreed'],
  { says }: DraftState,
  { left = [] }: RepositoryBody,
  name: string
): void {
  if (agreed === null || says === null) {
    return;
  }
  const changedThere = differences(agreed, says).filter(
    one => !left.includes(one)
  );
  if (changedThere.length > 0) {
    throw new PublicationTrouble(
      `Somebody changed the draft at ${name} since this form was sent: ${changedThere.join(', ')}. Say whether that or the form holds; until then nothing is changed there.`,
      { changedThere, work: { found: says } }
    );
  }
}
