/**
 * Why InvenioRDM did not do something, from its status and its words.
 */
import type { OutboundError } from '../../http/outbound.ts';
import { RepositoryError, type RepositoryFailure } from '../repository.ts';
import type { Json } from './pieces.ts';

export interface Asked {
  host: string;
  /** It changes something there. */
  changes: boolean;
}

/** Seconds to wait where it does not say how many. */
const DEFAULT_WAIT = 10;

/** From an answer with a status of 400 and above. */
export function refusalOf(
  status: number,
  value: unknown,
  retryAfter: string | undefined,
  { host, changes }: Asked
): RepositoryError {
  const words = wordsOf(value);
  const say = (code: RepositoryFailure, message: string) =>
    new RepositoryError(code, message, {
      cause: { status, words },
      // A server that failed, or a proxy that lost it, may have got this far.
      outcomeUnknown:
        changes && status >= 500 && status !== 503 && status !== 507,
      retryAfter:
        status === 429 || status === 503 ? secondsOf(retryAfter) : null
    });
  switch (status) {
    case 401:
      return say(
        'login-refused',
        `${host} does not take the token. Make a new one there.`
      );
    case 403:
      return words === null || words.startsWith('Permission denied')
        ? say(
            'scope-missing',
            `${host} does not let this token do that. Make one that may deposit and publish.`
          )
        : say('refused', `${host} says: ${words}`);
    case 404:
      return say('not-found', `${host} has no such draft, record or file.`);
    case 410:
      return say('gone', `It was deleted at ${host}.`);
    case 409:
    case 412:
      return say(
        'conflict',
        `The draft was changed at ${host} meanwhile. Look at it before it is changed again.`
      );
    case 413:
    case 507:
      return say('no-space', `There is no room left at ${host} for this.`);
    case 429:
    case 503:
      return say('busy', `${host} is busy. It is asked again by itself.`);
    default:
      return status >= 500
        ? say('server-failed', `${host} failed (${status}). Try again later.`)
        : say(
            codeOf(words),
            words === null
              ? `${host} refuses this (${status}).`
              : `${host} says: ${words}`
          );
  }
}

function codeOf(words: string | null): RepositoryFailure {
  return words !== null && /already exists/u.test(words)
    ? 'conflict'
    : words !== null && /exceed|quota|size limit/iu.test(words)
      ? 'no-space'
      : 'refused';
}

/** `message`, and what is said of single fields. */
export function wordsOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) {
    return null;
  }
  const { message, errors } = value as Json;
  const single = (Array.isArray(errors) ? errors : [errors]).flatMap(
    (entry: unknown) =>
      typeof entry === 'string'
        ? [entry]
        : (((entry ?? {}) as { messages?: unknown }).messages ?? [])
  );
  const all = [message, ...single].filter(
    word => typeof word === 'string' && word !== ''
  );
  return all.length === 0 ? null : all.join(' ').slice(0, 2000);
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
