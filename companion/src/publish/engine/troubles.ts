/**
 * What becomes of a publication when something did not work: it is tried again
 * by itself, or it steps back to where the person can do something about it.
 */
import type { PublicationState } from 'sciencemesh-contract';
import { RequestProblem } from '../../http/problem.ts';
import type {
  PublicationTask,
  StoredPublication
} from '../../store/publication-records.ts';
import { toFileFailure } from '../../transfers/file-failure.ts';
import { RepositoryError, type RepositoryFailure } from '../repository.ts';
import type { PublicationPatch } from './book.ts';

export interface WhatNow {
  patch: PublicationPatch;
  /** The same is tried again by itself. */
  again: boolean;
  /** For whoever knows about tokens. */
  refusal: RepositoryError | null;
  /** It belongs into the log. */
  isStrange: boolean;
}

/** Something that only the person can put right, in words for them. */
export class PublicationTrouble extends Error {
  readonly patch: PublicationPatch;

  /** @param patch where the publication steps back to, if not as usual */
  constructor(message: string, patch: PublicationPatch = {}, cause?: unknown) {
    super(message, { cause });
    this.name = 'PublicationTrouble';
    this.patch = patch;
  }
}

const PASSING: ReadonlySet<RepositoryFailure> = new Set([
  'busy',
  'locked',
  'unreachable',
  'timeout',
  'server-failed',
  'strange-answer',
  'aborted'
]);

export function isPassing({ code }: RepositoryError): boolean {
  return PASSING.has(code);
}

const TOKEN: ReadonlySet<RepositoryFailure> = new Set([
  'login-missing',
  'login-refused',
  'scope-missing'
]);

export function isAboutToken({ code }: RepositoryError): boolean {
  return TOKEN.has(code);
}

/** Somebody sits before a page and waits; an upload has all night. */
const MOST_ATTEMPTS: Readonly<Record<PublicationTask, number>> = {
  create: 4,
  update: 4,
  upload: Infinity,
  verify: 4,
  finish: 6,
  discard: 4
};

/** @param mayBeDone what the task is for may have happened already */
export function whatNow(
  error: unknown,
  task: PublicationTask,
  attempt: number,
  publication: StoredPublication,
  mayBeDone: boolean
): WhatNow {
  if (error instanceof PublicationTrouble) {
    return back(error.message, task, publication, error.patch);
  }
  if (error instanceof RepositoryError) {
    if (error.code === 'gone' || isDraftLost(error, publication)) {
      return back(
        'The draft is not at the repository any more: somebody deleted it there.',
        task,
        publication,
        { state: 'gone' }
      );
    }
    const refusal = isAboutToken(error) ? error : null;
    if (
      isPassing(error) &&
      // Until it is known whether it is published, nothing else can be done.
      (attempt + 1 < MOST_ATTEMPTS[task] || mayBeDone)
    ) {
      return {
        patch: { message: `${error.message} It is tried again by itself.` },
        again: true,
        refusal,
        isStrange: error.code === 'strange-answer'
      };
    }
    return { ...back(error.message, task, publication), refusal };
  }
  if (error instanceof RequestProblem) {
    return back(error.message, task, publication);
  }
  return {
    ...back(wordsOf(error), task, publication),
    isStrange: true
  };
}

/** Nothing of a draft is found of which we know the name. */
function isDraftLost(
  { code }: RepositoryError,
  { work }: StoredPublication
): boolean {
  return code === 'not-found' && work.draft !== null;
}

function back(
  message: string,
  task: PublicationTask,
  publication: StoredPublication,
  patch: PublicationPatch = {}
): WhatNow {
  return {
    patch: {
      state: stateBefore(task, publication),
      message,
      ...patch,
      work: { task: null, end: null, ...patch.work }
    },
    again: false,
    refusal: null,
    isStrange: false
  };
}

/** Where the person can do something about it. */
function stateBefore(
  task: PublicationTask,
  { state, work }: StoredPublication
): PublicationState {
  switch (task) {
    case 'create':
      return work.draft === null ? 'form' : 'draft';
    case 'upload':
      return 'paused';
    case 'finish':
      return 'verified';
    case 'update':
    case 'verify':
    case 'discard':
      return state;
  }
}

function wordsOf(error: unknown): string {
  const isOfDisk =
    error instanceof Error &&
    'code' in error &&
    (error.code === 'ENOSPC' || error.code === 'EDQUOT');
  return isOfDisk
    ? 'The disk of this machine is full. Make room, then go on.'
    : error instanceof Error && 'syscall' in error
      ? toFileFailure(error).message
      : 'This could not be done, for a reason that was not foreseen. The log of the companion says more; try again.';
}
