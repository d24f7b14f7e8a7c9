/**
 * Why a repository could not be brought into a working copy.
 */
export type RepositoryTrouble =
  | 'archive'
  | 'folder-occupied'
  | 'git-missing'
  | 'login-required'
  | 'not-found'
  | 'no-space'
  | 'reference-not-found'
  | 'refused'
  | 'too-large'
  | 'unreachable'
  | 'unsafe';

export class RepositoryProblem extends Error {
  readonly code: RepositoryTrouble;

  /**
   * @param code what happened, for programs
   * @param message what happened and what to do, for the person
   * @param cause the underlying error, for the log
   */
  constructor(code: RepositoryTrouble, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'RepositoryProblem';
    this.code = code;
  }
}
