/**
 * What a host's answer means for somebody who asks about a file or a page, as
 * "check sources" tells it.
 */
import type { CheckState } from 'sciencemesh-contract';
import type { OutboundError } from '../../http/outbound.ts';

export interface SourceTrouble {
  state: CheckState;
  /** What happened and what to do, for the person. */
  message: string;
}

export interface StatusLine {
  status: number;
  host: string;
}

/** Null for an answer that is none of refusal. */
export function refusalOf(
  { status, host }: StatusLine,
  what: 'file' | 'page'
): SourceTrouble | null {
  if (status < 400) {
    return null;
  }
  switch (status) {
    case 401:
    case 403:
    case 407:
      return loginWanted(host, what);
    case 404:
    case 410:
      return {
        state: 'missing',
        message: `${host} does not have this ${what} (any more). Ask the sender for its new place.`
      };
    case 429:
    case 503:
      return {
        state: 'failed',
        message: `${host} has too much to do at the moment. Check again later.`
      };
    default:
      return {
        state: 'failed',
        message:
          status >= 500
            ? `${host} has a problem of its own (${status}). Check again later.`
            : `${host} answered with ${status}. Open the address in the browser to see why.`
      };
  }
}

export function loginWanted(
  host: string,
  what: 'file' | 'page'
): SourceTrouble {
  return {
    state: 'login',
    message:
      what === 'file'
        ? `${host} wants a login for this file. Sign in there, download it and put it into the working copy.`
        : `${host} wants a login for these files. Open the page, sign in, download them and put them into the working copy.`
  };
}

/** No answer, as a state of its file. */
export function troubleOf(error: OutboundError): SourceTrouble {
  return {
    state: error.code.endsWith('-refused') ? 'refused' : 'failed',
    message: error.message
  };
}
