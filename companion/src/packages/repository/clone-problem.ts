/**
 * From what git says to a sentence for the person.
 */
import type { OutboundError } from '../../http/outbound.ts';
import { GitFailure, GitMissing } from './git.ts';
import { RepositoryProblem, type RepositoryTrouble } from './problem.ts';

export interface CloneCircumstances {
  host: string;
  reference: string | null;
  /** Why the tunnel refused or cut a connection. */
  refusal: OutboundError | null;
  tooSlow: boolean;
}

interface Explanation {
  says: RegExp;
  code: RepositoryTrouble;
  message: (circumstances: CloneCircumstances) => string;
}

/** In the words of git's messages without translation, most telling first. */
const EXPLANATIONS: readonly Explanation[] = [
  {
    says: /could not read (?:Username|Password)|Authentication failed|returned error: 40[13]|terminal prompts disabled/,
    code: 'login-required',
    message: ({ host }) =>
      `${host} wants a login for this repository, or does not have it. Fetch it with your own git into the working copy.`
  },
  {
    says: /couldn't find remote ref|not our ref|unadvertised object|no such remote ref/i,
    code: 'reference-not-found',
    message: ({ host, reference }) =>
      reference === null
        ? `The repository at ${host} is empty.`
        : `The repository at ${host} has no branch, tag or commit named ${reference}. Ask the sender for the right one.`
  },
  {
    says: /returned error: (?:404|410)|repository .*not found|not valid: is this a git repository/i,
    code: 'not-found',
    message: ({ host }) =>
      `There is no repository at this address of ${host}. Ask the sender for the right one.`
  },
  {
    says: /fsck error|index-pack.*(?:hasDot|gitmodules)/i,
    code: 'unsafe',
    message: ({ host }) =>
      `The repository at ${host} holds files with names that can do harm. It was not unpacked; ask the sender about it.`
  },
  {
    says: /out of memory|attempting to allocate/i,
    code: 'too-large',
    message: () =>
      'The repository holds a file that is too large to be taken in here.'
  },
  {
    says: /No space left on device|Disk quota exceeded/i,
    code: 'no-space',
    message: () => 'There is no space left. Make room, then retry.'
  },
  {
    says: /certificate/i,
    code: 'unreachable',
    message: ({ host }) =>
      `${host} does not prove who it is. If your institution has its own certificate authority, an operator can add it to outbound.certificateAuthorities.`
  }
];

/** Anything that is no RepositoryProblem yet. */
export function cloneProblem(
  error: unknown,
  circumstances: CloneCircumstances
): unknown {
  const { host, refusal, tooSlow } = circumstances;
  if (tooSlow) {
    return new RepositoryProblem(
      'unreachable',
      `${host} took too long to send the repository. Try again later.`,
      error
    );
  }
  if (error instanceof GitMissing) {
    return new RepositoryProblem(
      'git-missing',
      'This repository can be fetched with git only, which is not installed here. Ask an operator to install git.',
      error
    );
  }
  if (!(error instanceof GitFailure)) {
    return error;
  }
  if (refusal !== null) {
    return new RepositoryProblem(
      refusal.code === 'too-large'
        ? 'too-large'
        : refusal.code.endsWith('-refused')
          ? 'refused'
          : 'unreachable',
      refusal.message,
      refusal
    );
  }
  const known = EXPLANATIONS.find(({ says }) => says.test(error.said));
  return known === undefined
    ? new RepositoryProblem(
        'unreachable',
        `The repository could not be fetched from ${host}. Try again later; the log says more.`,
        new Error(error.said, { cause: error })
      )
    : new RepositoryProblem(known.code, known.message(circumstances), error);
}
