/**
 * What a recorded address answers, in the words of HTTP.
 *
 * Everything here can be written as JSON in `recordings/<host>/index.json`;
 * the only exception is `release`, which a test holds in its hand.
 */
export interface Behaviour {
  /** Status code; default 200, or 302 with `redirect`. */
  status?: number;
  /** Headers to set last; `null` takes one away that would be sent. */
  headers?: Record<string, string | string[] | null>;

  /** Sends the caller elsewhere: an absolute or relative address. */
  redirect?: string;

  /** The body as text. */
  text?: string;
  /** The body as a JSON value. */
  json?: unknown;
  /** The body as a file: absolute, or relative to the folder of the host. */
  file?: string;
  /** The body as bytes that follow from the seed alone, never held whole. */
  generated?: { seed: string; size: number };
  /** The body as this many zero bytes: the raw material of a zip bomb. */
  zeros?: number;
  /** A body that never ends; the value seeds its bytes. */
  endless?: string;

  /** Media type; else it follows from the file name or the kind of body. */
  contentType?: string;
  /** File name for `Content-Disposition: attachment`. */
  attachment?: string;
  /** Entity tag; by default a strong one made of the content. */
  etag?: string | false;
  /** `Last-Modified`. */
  lastModified?: string;

  /** False: `Range` is ignored and not advertised, as on many servers. */
  ranges?: boolean;
  /** True: a range is served although `If-Range` no longer matches. */
  ignoresIfRange?: boolean;
  /** False: `HEAD` is answered 405, as by some download scripts. */
  head?: boolean;
  /** True: the body is sent with `Content-Encoding: gzip`, asked or not. */
  gzip?: boolean;
  /** A number to claim instead of the true length, or false for none. */
  contentLength?: number | false;
  /** Flips one bit of the byte at this place: right size, wrong checksum. */
  corruptAt?: number;

  /** Ends the connection in good order after this many bytes of the body. */
  truncateAfter?: number;
  /** Resets the connection after this many bytes of the body. */
  resetAfter?: number;
  /** Sends this many bytes of the body, then nothing more. */
  stallAfter?: number;
  /** Lets a stalled answer go on once it is fulfilled. */
  release?: Promise<void>;
  /** Bytes of the body in a second. */
  bytesPerSecond?: number;
}

/** A request as it reached the origin. */
export interface RecordedRequest {
  method: string;
  scheme: 'http' | 'https';
  host: string;
  port: number;
  /** Path with query, as sent. */
  path: string;
  headers: Record<string, string | string[] | undefined>;
  /** Status code of the answer; 0 as long as none was given. */
  status: number;
  /** Bytes of body handed to the connection so far. */
  bytesSent: number;
  /** True once the answer was sent whole. */
  finished: boolean;
}

/** Decides for each request anew what to answer. */
export type Answerer = (
  request: RecordedRequest
) => Behaviour | Promise<Behaviour>;

/**
 * One answer for all requests, one for each request in turn (the last stays),
 * or a function that decides.
 */
export type Answers = Behaviour | Behaviour[] | Answerer;

/** A login page with status 200, as institutions put before their files. */
export const loginPage: Behaviour = {
  contentType: 'text/html; charset=utf-8',
  etag: false,
  text:
    '<!doctype html><title>Sign in</title>' +
    '<form method="post"><label>User <input name="user"></label>' +
    '<label>Password <input name="password" type="password"></label>' +
    '<button>Sign in</button></form>'
};

/** 429 with the seconds after which the server wants to be asked again. */
export function tooManyRequests(retryAfter: number): Behaviour {
  return {
    status: 429,
    headers: { 'retry-after': String(retryAfter) },
    text: 'Too many requests'
  };
}

/** 503, with the seconds after which the server hopes to be back. */
export function unavailable(retryAfter?: number): Behaviour {
  return {
    status: 503,
    headers:
      retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) },
    text: 'Service unavailable'
  };
}
