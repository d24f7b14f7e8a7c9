/**
 * What a step of a check has found, in words.
 */
import { OutboundError } from '../http/outbound.ts';
import { DiscoveryError } from '../ocm/peer.ts';
import { TokenError } from '../ocm/token.ts';
import { StorageError } from '../storage/storage.ts';
import { adviceFor } from './share-check-advice.ts';

/** What a step has found. */
export interface Finding {
  state: 'passed' | 'noted' | 'failed' | 'skipped';
  message: string;
  advice?: string;
  code?: string;
}

/** A step that is not made, and why. */
export function skipped(message: string): Finding {
  return { state: 'skipped', message };
}

/** What a step threw, in words; what is no failure of a step goes on. */
export function failed(error: unknown): Finding {
  if (error instanceof StorageError || error instanceof OutboundError) {
    if (error.code === 'aborted') {
      throw error;
    }
    return {
      state: 'failed',
      code: error.code,
      message: error.message,
      advice: adviceFor(error.code, null)
    };
  }
  if (error instanceof DiscoveryError) {
    return {
      state: 'failed',
      code: 'discovery',
      message: error.message,
      advice:
        'The share may work all the same where it names its own address; the next steps tell.'
    };
  }
  if (error instanceof TokenError) {
    return {
      state: 'failed',
      code: error.isSecretUnknown ? 'secret-unknown' : 'token-refused',
      message: `The server gave no token (${error.message}).`,
      advice: error.isSecretUnknown
        ? 'The share was probably taken back. Ask its sender to share it again.'
        : 'Try again later; if that does not help, tell the operators of the server.'
    };
  }
  throw error;
}
