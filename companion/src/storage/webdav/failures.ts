/**
 * From what a server answers, or does not, to a failure that a person
 * understands. Sentences name the server and nothing else of an address.
 */
import { OutboundError, type OutboundResponse } from '../../http/outbound.ts';
import { StorageError, type StorageFailure } from '../storage.ts';

/** A time to come back that is further away is not believed. */
const LONGEST_PAUSE = 24 * 60 * 60 * 1000;

/** Milliseconds that a server asks to wait (RFC 9110, 10.2.3). */
export function patienceOf(
  value: string | undefined,
  now = Date.now()
): number | null {
  const text = value?.trim() ?? '';
  const pause = /^\d{1,9}$/.test(text)
    ? Number(text) * 1000
    : // Without a month, `Date.parse` makes dates of nearly everything.
      Date.parse(/[a-z]{3}/i.test(text) ? text : '') - now;
  return Number.isFinite(pause)
    ? Math.min(Math.max(pause, 0), LONGEST_PAUSE)
    : null;
}

/**
 * What a status of 300 and above means.
 *
 * @param what the item, for the sentence
 */
export function failureOf(
  response: Pick<OutboundResponse, 'status' | 'headers'>,
  label: string,
  what: string
): StorageError {
  const { status } = response;
  const it = withinSentence(what);
  const retryAfter = patienceOf(response.headers['retry-after']);
  const fail = (code: StorageFailure, message: string) =>
    new StorageError(code, message, {
      retryAfter,
      cause: new Error(`HTTP status ${status}`)
    });
  switch (status) {
    case 401:
      return fail(
        'login-refused',
        `${label} does not accept the credentials of this share. They may have expired or the share may have been withdrawn; ask its sender.`
      );
    case 403:
      return fail(
        'not-permitted',
        `${label} does not allow this for ${it}. Ask the sender of the share for more rights.`
      );
    case 404:
    case 410:
      return fail('not-found', `${what} is not at ${label} (any more).`);
    case 405:
    case 501:
      return fail('unsupported', `${label} cannot do this with ${it}.`);
    case 408:
    case 504:
      return fail(
        'timeout',
        `${label} took too long with ${it}. Try again later.`
      );
    case 409:
      return fail(
        'not-found',
        `The folder of ${it} is not at ${label} (any more).`
      );
    case 412:
      return fail(
        'changed',
        `${what} was changed at ${label} in the meantime. Look at it again.`
      );
    case 413:
      return fail('too-large', `${what} is larger than ${label} takes.`);
    case 414:
    case 400:
    case 422:
      return fail(
        'name-refused',
        `${label} does not take ${it} under this name. Try another one.`
      );
    case 423:
      return fail(
        'locked',
        `${what} is locked at ${label}, probably because somebody works on it. Try again later.`
      );
    case 429:
    case 503:
      return fail(
        'busy',
        `${label} asks for patience${pauseText(retryAfter)}. Try again later.`
      );
    case 507:
      return fail(
        'no-space',
        `There is no space left at ${label}. Ask the sender of the share to make room.`
      );
  }
  if (status >= 500) {
    return fail(
      'server-failed',
      `${label} had an error of its own (${status}) with ${it}. Try again later; if it goes on, its operator can help.`
    );
  }
  if (status >= 300 && status < 400) {
    return fail(
      'broken-answer',
      `${label} sends on to another address for ${it}. That often means that a login is needed or that the share has moved.`
    );
  }
  return fail(
    'broken-answer',
    `${label} gave an answer for ${it} that makes no sense here (${status}).`
  );
}

/** Names of files begin with a quotation mark and stay as they are. */
function withinSentence(what: string): string {
  return what.charAt(0).toLowerCase() + what.slice(1);
}

function pauseText(milliseconds: number | null): string {
  return milliseconds === null || milliseconds < 1000
    ? ''
    : ` for ${Math.ceil(milliseconds / 1000)} seconds`;
}

/** Anything thrown, as the one kind of error that a storage fails with. */
export function toStorageError(error: unknown, label: string): StorageError {
  if (error instanceof StorageError) {
    return error;
  }
  if (!(error instanceof OutboundError)) {
    return new StorageError(
      'broken-answer',
      `What ${label} answered cannot be used. Try again; if it goes on, its operator can help.`,
      { cause: error }
    );
  }
  return new StorageError(codeOf(error), error.message, { cause: error });
}

function codeOf(error: OutboundError): StorageFailure {
  switch (error.code) {
    case 'address-refused':
    case 'scheme-refused':
      return 'not-permitted';
    case 'unreachable':
    case 'certificate':
      return 'unreachable';
    case 'timeout':
    case 'stalled':
      return 'timeout';
    case 'redirect-refused':
    case 'broken-answer':
    case 'too-large':
      return 'broken-answer';
    case 'aborted':
      return 'aborted';
  }
}

/** A page for people where a document or a file should be. */
export function webPage(label: string): StorageError {
  return new StorageError(
    'broken-answer',
    `${label} answered with a web page where files should be. That often means that a login is needed or that the service is down for maintenance.`
  );
}

/** The bytes of a file do not have its checksum, at whichever end of the way. */
export function damaged(
  label: string,
  what: string,
  algorithm: string
): StorageError {
  return new StorageError(
    'damaged',
    `${what} is damaged: its bytes do not have the checksum (${algorithm.toUpperCase()}) that ${label} tells. Try again; if it goes on, tell the owner of the file.`,
    { cause: new Error(`wrong ${algorithm}`) }
  );
}

/** Nothing that could be shown to be right. */
export function senseless(label: string, cause: string): StorageError {
  return new StorageError(
    'broken-answer',
    `${label} gave an answer that cannot be right. Try again; if it goes on, its operator can help.`,
    { cause: new Error(cause) }
  );
}
