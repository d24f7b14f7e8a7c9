/**
 * What a repository gives to who signed in, or why it gives nothing.
 */
import type { Renewal } from '../../../store/repositories.ts';

export interface Grant {
  token: string;
  renewal: Renewal;
}

/**
 * `refused`: the code or the refresh token is worth nothing (any more).
 * `misconfigured`: the administrator has to do something. `failed`: perhaps
 * later.
 */
export type GrantFailure = 'refused' | 'misconfigured' | 'failed';

export class GrantError extends Error {
  readonly code: GrantFailure;

  /**
   * @param message what happened and what to do, for the person
   * @param cause for the log; never what the token endpoint has said, which
   * may hold a token
   */
  constructor(code: GrantFailure, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'GrantError';
    this.code = code;
  }
}
