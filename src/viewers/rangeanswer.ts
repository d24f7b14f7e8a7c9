import type { TranslationBundle } from '@jupyterlab/translation';
import { ReadFailure } from './readfailure';

/**
 * A server's answer to a question for a range, whether it kept to it or not.
 */
export interface IAnsweredBytes {
  /**
   * The place in the file of the first byte that comes.
   */
  readonly start: number;

  /**
   * The size of the whole file; null where the server does not tell.
   */
  readonly size: number | null;

  /**
   * Differs when the file has changed, as far as the server tells.
   */
  readonly version: string;

  /**
   * The next bytes; null at the end.
   */
  readonly next: () => Promise<Uint8Array | null>;

  /**
   * Have the server send no more.
   */
  readonly cancel: () => Promise<void>;
}

/**
 * Read the head of an answer; null for one that is no part of the file.
 *
 * #### Notes
 * RFC 9110, section 14: a server may answer a range with the whole file (200)
 * or, where it begins after the end, with the size alone (416).
 */
export function answeredBytes(
  response: Response,
  start: number
): IAnsweredBytes | null {
  const version = [
    response.headers.get('etag'),
    response.headers.get('last-modified')
  ].join(' ');
  const range = response.headers.get('content-range') ?? '';
  switch (response.status) {
    case 206: {
      const [, first, size] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(range) ?? [];
      // A packed part cannot be told from a wrong one.
      if (
        first === undefined ||
        Number(first) !== start ||
        isPacked(response)
      ) {
        return null;
      }
      return {
        ...body(response),
        start,
        size: size === '*' ? null : Number(size),
        version
      };
    }
    case 200: {
      const length = response.headers.get('content-length');
      return {
        ...body(response),
        start: 0,
        size: length === null || isPacked(response) ? null : Number(length),
        version
      };
    }
    case 416: {
      const [, size] = /^bytes \*\/(\d+)$/.exec(range) ?? [];
      // An empty file has no first byte. Other places were inside the file
      // when its size was told.
      return size === undefined
        ? null
        : {
            ...body(response),
            start: Number(size),
            size: Number(size),
            version
          };
    }
    default:
      return null;
  }
}

/**
 * Say why a server sent no bytes.
 */
export function refusal(
  response: Response,
  trans: TranslationBundle
): ReadFailure {
  const { status } = response;
  switch (status) {
    case 401:
    case 403:
      return new ReadFailure(
        'file-refused',
        trans.__(
          'You are not allowed to read this file. Log in again, or ask its owner.'
        ),
        status
      );
    case 404:
    case 410:
      return new ReadFailure(
        'file-missing',
        trans.__(
          'The file is not there any more. It may have been moved or deleted.'
        ),
        status
      );
    default:
      return new ReadFailure(
        'file-unreadable',
        trans.__(
          'The server could not read the file (%1). Try again in a moment.',
          status
        ),
        status
      );
  }
}

function isPacked(response: Response): boolean {
  const encoding = response.headers.get('content-encoding') ?? 'identity';
  return encoding !== 'identity';
}

function body(response: Response): Pick<IAnsweredBytes, 'cancel' | 'next'> {
  const reader = response.body?.getReader() ?? null;
  return {
    next: async () => (await reader?.read())?.value ?? null,
    cancel: async () => {
      try {
        await reader?.cancel();
      } catch {
        // It has ended already, in whatever way.
      }
    }
  };
}
