/**
 * What an HTTP answer means for a file that is wanted.
 */
import type { OutboundResponse } from '../http/outbound.ts';
import { FileFailure } from './file-failure.ts';
import type { Validators } from './journal-records.ts';

/** How the body that follows continues what is there. */
export type Continuation =
  /** The body is the whole file. */
  | { type: 'whole'; total: number | null }
  /** The body goes on at the place that was asked for. */
  | { type: 'rest'; total: number | null }
  /** There is no rest: what is there is the whole file. */
  | { type: 'complete' }
  /** The range was not understood; ask again without one. */
  | { type: 'again' };

/**
 * @param from the byte that was asked for; 0 for the whole file
 * @param known what an earlier answer said about the file
 * @throws FileFailure for an answer without the file
 */
export function readAnswer(
  response: OutboundResponse,
  from: number,
  known: Validators | null
): Continuation {
  const { status, headers } = response;
  const range = parseContentRange(headers['content-range']);
  switch (status) {
    case 200:
      return {
        type: 'whole',
        total: response.decoded ? null : lengthOf(headers['content-length'])
      };
    case 206:
      return from > 0 &&
        range?.start === from &&
        !response.decoded &&
        agree(headers.etag, known?.etag) &&
        agree(range.total, known?.total)
        ? { type: 'rest', total: range.total }
        : { type: 'again' };
    case 416:
      return from > 0 && range?.total === from
        ? { type: 'complete' }
        : { type: 'again' };
    default:
      throw refusal(response);
  }
}

/** What a later attempt needs in order to go on, as RFC 9110 allows it. */
export function validatorsOf(
  response: OutboundResponse,
  total: number | null
): Validators {
  const { headers, decoded } = response;
  const etag = headers.etag ?? null;
  return {
    // Weak tags name the meaning, not the bytes (RFC 9110, 13.1.5).
    etag: etag !== null && /^"[^"]*"$/.test(etag) && !decoded ? etag : null,
    lastModified: decoded ? null : (headers['last-modified'] ?? null),
    total
  };
}

/** Seconds or a date (RFC 9110, 10.2.3), as milliseconds from now. */
export function parseRetryAfter(
  value: string | undefined,
  now = Date.now()
): number | null {
  if (value === undefined) {
    return null;
  }
  const milliseconds = /^\s*\d+\s*$/.test(value)
    ? Number(value) * 1000
    : Date.parse(value) - now;
  return Number.isFinite(milliseconds) ? Math.max(0, milliseconds) : null;
}

/** Some servers send a part of another version, `If-Range` or not. */
function agree<T>(one: T | null | undefined, other: T | null | undefined) {
  return (one ?? other) === (other ?? one);
}

function parseContentRange(
  value: string | undefined
): { start: number | null; total: number | null } | null {
  const match = /^\s*bytes\s+(?:(\d+)-\d+|\*)\/(\d+|\*)\s*$/i.exec(value ?? '');
  return match
    ? {
        start: match[1] === undefined ? null : Number(match[1]),
        total: match[2] === '*' ? null : Number(match[2])
      }
    : null;
}

function lengthOf(value: string | undefined): number | null {
  return value !== undefined && /^\d+$/.test(value) ? Number(value) : null;
}

function refusal(response: OutboundResponse): FileFailure {
  const { status } = response;
  const host = new URL(response.url).hostname;
  const retryAfter = parseRetryAfter(response.headers['retry-after']);
  const again = { afterMilliseconds: retryAfter };
  switch (status) {
    case 401:
    case 403:
      return loginRequired(host);
    case 404:
    case 410:
      return new FileFailure(
        'not-found',
        `${host} does not have this file (any more). Ask the sender of the package where it is now.`
      );
    case 425:
    case 429:
      return new FileFailure(
        'busy',
        `${host} asks for fewer requests. Retry later.`,
        { again }
      );
    case 408:
    case 500:
    case 502:
    case 503:
    case 504:
    case 507:
    case 509:
    case 520:
    case 521:
    case 522:
    case 523:
    case 524:
      return new FileFailure(
        'server-error',
        `${host} has a problem of its own (${status}). Retry later.`,
        { again }
      );
    default:
      return new FileFailure(
        'unexpected-answer',
        `${host} answered with ${status} instead of the file. Open the address in the browser to see why.`
      );
  }
}

/** The host keeps the file for people whom it knows. */
export function loginRequired(host: string): FileFailure {
  return new FileFailure(
    'login-required',
    `${host} wants a login for this file. Open its address in the browser, put the file into the working copy under the name shown here, then retry.`
  );
}
