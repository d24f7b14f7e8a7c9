/** How a session is doing, and what it fails with. */
import { OutboundError } from '../http/outbound.ts';
import { StorageError } from '../storage/storage.ts';

export interface SessionState {
  state: 'ready' | 'connecting' | 'unreachable' | 'signed-out' | 'conflict';
  /** For the person; null where there is nothing to say. */
  message: string | null;
  advice: string | null;
}

export type SessionFailure =
  | 'signed-out'
  | 'conflict'
  | 'unreachable'
  /** What it is about belongs to somebody who is not signed in now. */
  | 'other-account';

/** The session cannot be used right now. */
export class SessionError extends Error {
  readonly code: SessionFailure;
  readonly advice: string;

  constructor(
    code: SessionFailure,
    message: string,
    advice: string,
    cause?: unknown
  ) {
    super(message, { cause });
    this.name = 'SessionError';
    this.code = code;
    this.advice = advice;
  }
}

/** Edits are kept until it is over: both failures are passing ones. */
export function asStorageError(error: SessionError): StorageError {
  return new StorageError(
    error.code === 'unreachable' ? 'unreachable' : 'login-refused',
    `${error.message} ${error.advice}`,
    { cause: error }
  );
}

export function signedOut(label: string, cause?: unknown): SessionError {
  return new SessionError(
    'signed-out',
    `The login at ${label} has ended, or was not taken.`,
    'Sign in again; what was not sent yet is kept.',
    cause
  );
}

export function otherAccount(label: string): SessionError {
  return new SessionError(
    'other-account',
    `Somebody else is signed in at ${label} now.`,
    'Sign in as before; what was not sent yet is kept until then.'
  );
}

function linkedAccount(label: string): SessionError {
  return new SessionError(
    'conflict',
    `${label} says that this account is linked to another one.`,
    'Sign in with your primary account.',
    new Error('HTTP status 409')
  );
}

/** @param status that refuses a login */
export function refusal(label: string, status: number): SessionError {
  return status === 409 ? linkedAccount(label) : signedOut(label);
}

export function outOfReach(label: string, cause: unknown): SessionError {
  return new SessionError(
    'unreachable',
    // It says which host, and what happened.
    cause instanceof OutboundError
      ? cause.message
      : `${label} cannot be reached, or does not answer as it should.`,
    'Nothing is lost; it is tried again.',
    cause
  );
}
