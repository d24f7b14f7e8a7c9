/**
 * Why a command of Slurm failed.
 */
import { BatchError } from '../batch-system.ts';
import type { CommandResult } from '../commands.ts';
import { slurmRefusal } from '../slurm-states.ts';

const AWAY =
  /Unable to contact slurm controller|Unable to connect to|Connection refused|Zero Bytes were transmitted|slurmdbd.*(down|not respond)|Could not establish|Resource temporarily unavailable/iu;
const SLOW = /Socket timed out|Connection timed out|Transport endpoint/iu;
const FULL = /No space left|quota exceeded/iu;
const BUSY =
  /rate limit|server too busy|Try again later|temporarily disabled/iu;
const UNKNOWN = /Invalid job id|does not exist|Job\/step already completing/iu;
const FORBIDDEN =
  /Access\/permission denied|permission denied|not authorized/iu;

/**
 * What a failed command says, in words.
 *
 * @param result with an exit status other than 0
 * @param name of the command
 * @param changes it was to change something
 */
export function failureOf(
  result: CommandResult,
  name: string,
  changes: boolean
): BatchError {
  const text = result.stderr.trim() || result.stdout.trim();
  const cause = `${name} ended with ${result.code}: ${text}`;
  if (SLOW.test(text)) {
    return new BatchError(
      'timeout',
      'Slurm answers too slowly at the moment. It is asked again by itself.',
      { cause, outcomeUnknown: changes }
    );
  }
  if (AWAY.test(text)) {
    return new BatchError(
      'unreachable',
      'Slurm does not answer: its controller is down, or being restarted. It is asked again by itself.',
      { cause }
    );
  }
  if (BUSY.test(text)) {
    return new BatchError(
      'busy',
      'Slurm asks for patience. It is asked again by itself.',
      { cause }
    );
  }
  if (FULL.test(text)) {
    return new BatchError(
      'no-space',
      'The disk of the site is full, or your quota there. Delete something, then try again.',
      { cause }
    );
  }
  if (UNKNOWN.test(text)) {
    return new BatchError('not-found', 'Slurm knows no such job any more.', {
      cause
    });
  }
  const refusal = slurmRefusal(text);
  if (refusal !== null) {
    return new BatchError('refused', refusal.message, { cause });
  }
  if (FORBIDDEN.test(text)) {
    return new BatchError(
      'not-permitted',
      'Slurm does not let you do that. Ask the staff of the site.',
      { cause }
    );
  }
  return new BatchError(
    'refused',
    `Slurm refused: ${lastLine(text) || `${name} ended with ${result.code}`}`,
    { cause }
  );
}

/** The last line of a complaint, without the name of who complains. */
export function lastLine(text: string): string {
  return (
    text
      .trim()
      .split('\n')
      .at(-1)
      ?.replace(/^\w+: (error: )?/u, '')
      .slice(0, 300) ?? ''
  );
}
