/**
 * Why a repository did not do something, from its status and its words.
 */
import type { OutboundError } from '../../http/outbound.ts';
import {
  RepositoryError,
  type FieldError,
  type RepositoryFailure
} from '../repository.ts';

/** A request, as far as it matters for what its failure means. */
export interface Asked {
  host: string;
  /** It changes something there. */
  changes: boolean;
}

/** An answer with a status of 400 and above. */
export interface Refusal {
  status: number;
  /** What the server says, for the person. */
  words: string | null;
  /** The header of that name. */
  retryAfter: string | undefined;
}

/** What a server means by its words, where the status does not say it. */
export interface Meaning {
  code: RepositoryFailure;
  message: string;
  /** It is certain that nothing happened. */
  nothingHappened?: boolean;
  errors?: readonly FieldError[];
}

/** Seconds to wait where it does not say how many. */
const DEFAULT_WAIT = 10;

/**
 * @param meaning comes before what the status says; null: nothing special
 */
export function refusalOf(
  { status, words, retryAfter }: Refusal,
  { host, changes }: Asked,
  meaning: Meaning | null
): RepositoryError {
  const { code, message, nothingHappened, errors } =
    meaning ?? meaningOf(status, words, host);
  // A server that failed, or a proxy that lost it, may have got this far.
  const mayHaveHappened = status >= 500 && status !== 503 && status !== 507;
  return new RepositoryError(code, message, {
    cause: { status, words },
    outcomeUnknown: changes && mayHaveHappened && nothingHappened !== true,
    retryAfter: status === 429 || status === 503 ? secondsOf(retryAfter) : null,
    errors
  });
}

function meaningOf(
  status: number,
  words: string | null,
  host: string
): Meaning {
  switch (status) {
    case 401:
      return {
        code: 'login-refused',
        message: `${host} does not take the token. Make a new one there.`
      };
    case 403:
      return {
        code: 'scope-missing',
        message: `${host} does not let this token do that. Make one that may deposit and publish.`
      };
    case 404:
      return {
        code: 'not-found',
        message: `${host} has no such draft, record or file.`
      };
    case 410:
      return { code: 'gone', message: `It was deleted at ${host}.` };
    case 409:
    case 412:
      return {
        code: 'conflict',
        message: `The draft was changed at ${host} meanwhile. Look at it before it is changed again.`
      };
    case 413:
    case 507:
      return {
        code: 'no-space',
        message: `There is no room left at ${host} for this.`
      };
    case 429:
    case 503:
      return {
        code: 'busy',
        message: `${host} is busy. It is asked again by itself.`
      };
    default:
      return status >= 500
        ? {
            code: 'server-failed',
            message: `${host} failed (${status}). Try again later.`
          }
        : { code: 'refused', message: said(host, words, status) };
  }
}

/** The words of the server, for the person. */
export function said(
  host: string,
  words: string | null,
  status: number
): string {
  return words === null
    ? `${host} refuses this (${status}).`
    : `${host} says: ${words}`;
}

function secondsOf(text: string | undefined): number {
  const seconds = Number(text);
  if (text !== undefined && Number.isFinite(seconds) && seconds >= 0) {
    return seconds;
  }
  const date = Date.parse(text ?? '');
  return Number.isNaN(date)
    ? DEFAULT_WAIT
    : Math.max(0, Math.ceil((date - Date.now()) / 1000));
}

/** From a request without an answer. */
export function failureOf(
  error: OutboundError,
  { changes }: Asked
): RepositoryError {
  const say = (code: RepositoryFailure, mayHaveArrived: boolean) =>
    new RepositoryError(code, error.message, {
      cause: error,
      outcomeUnknown: changes && mayHaveArrived
    });
  switch (error.code) {
    case 'address-refused':
    case 'scheme-refused':
    case 'certificate':
      return say('unreachable', false);
    case 'unreachable':
      return say('unreachable', !neverConnected(error.cause));
    case 'timeout':
    case 'stalled':
      return say('timeout', true);
    case 'redirect-refused':
      return say('strange-answer', false);
    case 'broken-answer':
    case 'too-large':
      return say('strange-answer', true);
    case 'aborted':
      return say('aborted', true);
  }
}

const BEFORE_CONNECTION = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'ENODATA',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT'
]);

function neverConnected(cause: unknown): boolean {
  return (
    cause instanceof Error &&
    'code' in cause &&
    typeof cause.code === 'string' &&
    BEFORE_CONNECTION.has(cause.code)
  );
}
