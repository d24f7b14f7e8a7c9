/**
 * Why slurmrestd refuses. Statuses differ by release (a bad token is 500 on
 * 22.05 and 511 later), so its own error numbers decide.
 */
import type { SlurmrestdSiteConfig } from 'sciencemesh-contract';
import { BatchError } from '../batch-system.ts';
import { slurmRefusal } from '../slurm-states.ts';

/** One of `errors[]` in an answer. */
export interface RestError {
  description?: string;
  error_number?: number;
  error?: string;
}

/** `ESLURM_INVALID_JOB_ID`. */
const UNKNOWN_JOB = 2017;
/** `ESLURM_ACCESS_DENIED`. */
const DENIED = 2002;
/** `SLURM_PROTOCOL_AUTHENTICATION_ERROR`, and `ESLURM_AUTH_CRED_INVALID`. */
const LOGIN: readonly number[] = [1007, 2010];
/**
 * Send, receive and connect errors of its protocol: the controller is away. Of
 * some questions it says only "Unspecified error" then.
 */
const AWAY =
  /Unable to contact|Connection refused|Zero Bytes|connect failure|Unspecified error/iu;
const SLOW = /timed out/iu;

/**
 * @param errors what the answer says
 * @param changes it was to change something
 */
export function refusalOf(
  status: number,
  errors: readonly RestError[],
  config: Pick<SlurmrestdSiteConfig, 'signIn'>,
  changes: boolean
): BatchError {
  const text = errors
    .flatMap(({ description, error }) => [error, description])
    .filter(part => part !== undefined)
    .join('; ');
  const numbers = errors.map(({ error_number: number }) => number);
  const cause = `slurmrestd answered ${status}: ${text}`;
  const has = (...wanted: readonly number[]) =>
    numbers.some(number => number !== undefined && wanted.includes(number));
  if (status === 401 || status === 511 || has(...LOGIN)) {
    return new BatchError(
      'signed-out',
      `Slurm does not accept your token (any more). Sign in again: type "${config.signIn ?? 'scontrol token'}" in a terminal.`,
      { cause }
    );
  }
  if (has(UNKNOWN_JOB)) {
    return new BatchError('not-found', 'Slurm knows no such job any more.', {
      cause
    });
  }
  if (SLOW.test(text)) {
    return new BatchError(
      'timeout',
      'Slurm answers too slowly at the moment. It is asked again by itself.',
      { cause, outcomeUnknown: changes }
    );
  }
  if (AWAY.test(text) || status === 502 || status === 503) {
    return new BatchError(
      'unreachable',
      'Slurm does not answer: its controller is down, or being restarted. It is asked again by itself.',
      { cause, outcomeUnknown: changes && /Unspecified/iu.test(text) }
    );
  }
  const refusal = slurmRefusal(text);
  if (refusal !== null) {
    return new BatchError('refused', refusal.message, { cause });
  }
  return has(DENIED)
    ? new BatchError(
        'not-permitted',
        'Slurm does not let you do that. Ask the staff of the site.',
        { cause }
      )
    : new BatchError(
        'refused',
        `Slurm refused: ${(errors[0]?.error ?? text) || `status ${status}`}`,
        { cause }
      );
}
