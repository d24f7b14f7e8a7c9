/** Whatever keeps us from somebody's CERNBox, in the form of an account. */
import { CernboxError } from '../../cernbox/list-answer.ts';
import { SessionError } from '../../cernbox/session-state.ts';
import { GatewayError } from '../../cs3/gateway-error.ts';
import { OutboundError } from '../../http/outbound.ts';
import { AccountError, OtherUserError } from '../account.ts';

/** What does not pass by itself; all else does. */
const FINAL: ReadonlySet<GatewayError['code']> = new Set([
  'not-found',
  'not-permitted',
  'unsupported',
  'too-large'
]);

/** It is not there, is no gateway, or takes no login that HTTP takes. */
const AWAY: ReadonlySet<GatewayError['code']> = new Set([
  'unreachable',
  'certificate',
  'timeout',
  'unsupported',
  'broken-answer',
  'login-refused'
]);

/** Of a server that is too busy or too slow: the same may work later. */
const LATER: readonly number[] = [408, 425, 429];

/** Of what is not there (any more). */
const GONE: readonly (number | null)[] = [404, 410];

/** A server that is told not to has no such list; all else passes. */
const ABSENT: readonly (number | null)[] = [404, 405, 501];

export interface Reached {
  label: string;
  /** Of the gateway, for people; null: there is none. */
  gateway: string | null;
}

/** Does something, and puts whatever keeps us from the server in one form. */
export async function reaching<T>(
  reached: Reached,
  work: () => Promise<T>
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof AccountError
      ? error
      : (accountError(error, reached) ?? error);
  }
}

/** @returns null for what is our own mistake */
export function accountError(
  error: unknown,
  { gateway, label }: Reached
): AccountError | null {
  const advice = `If it lasts, tell the operators of ${label}.`;
  if (error instanceof SessionError && error.code === 'other-account') {
    return new OtherUserError(error.message, error.advice, error);
  }
  if (error instanceof SessionError) {
    return new AccountError('passing', error.message, {
      advice: error.advice,
      cause: error
    });
  }
  if (isStopped(error)) {
    return new AccountError('passing', `${label} did not answer in time.`, {
      advice,
      cause: error
    });
  }
  if (error instanceof GatewayError) {
    const { code, message } = error;
    return new AccountError(FINAL.has(code) ? 'refused' : 'passing', message, {
      advice: isAway(error)
        ? `Packages are listed all the same. To open new ones, this JupyterLab has to reach the CS3 gateway at ${gateway ?? label}: tell whoever runs it.`
        : advice,
      cause: error
    });
  }
  if (error instanceof CernboxError) {
    const message = error.message.replace(/^CERNBox\b/, label);
    return isRefusal(error.status)
      ? new AccountError('refused', message, {
          advice: GONE.includes(error.status)
            ? 'Reload the list: what was shared may be gone.'
            : advice,
          cause: error
        })
      : new AccountError('passing', message, { advice, cause: error });
  }
  return error instanceof OutboundError
    ? new AccountError('passing', error.message, { advice, cause: error })
    : null;
}

/** Another way may be there where the gateway is not. */
export function isAway(error: unknown): boolean {
  return error instanceof GatewayError && AWAY.has(error.code);
}

/** Whether a server says that it has no such list. */
export function isAbsent(failure: unknown): boolean {
  return failure instanceof CernboxError && ABSENT.includes(failure.status);
}

function isRefusal(status: number | null): boolean {
  return status !== null && status < 500 && !LATER.includes(status);
}

/** Somebody has lost patience; every layer says so in words of its own. */
function isStopped(error: unknown): boolean {
  return error instanceof OutboundError || error instanceof GatewayError
    ? error.code === 'aborted'
    : error instanceof Error &&
        ['AbortError', 'TimeoutError'].includes(error.name);
}
