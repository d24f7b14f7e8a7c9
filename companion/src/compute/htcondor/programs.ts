/**
 * HTCondor's commands, with what their failures mean.
 */
import type { HtcondorSiteConfig } from 'sciencemesh-contract';
import { BatchError, type BatchFailure } from '../batch-system.ts';
import {
  runCommand,
  type CommandOptions,
  type CommandResult
} from '../commands.ts';

export type ProgramOptions = Pick<
  CommandOptions,
  'signal' | 'input' | 'cwd' | 'environment' | 'changes'
> & {
  /** Default 30. */
  seconds?: number;
};

export interface Programs {
  /** Runs a command that talks with the schedd. */
  schedd(
    name: string,
    args: readonly string[],
    options: ProgramOptions
  ): Promise<CommandResult>;
  /** Runs a command that talks with the collector, or with nobody. */
  pool(
    name: string,
    args: readonly string[],
    options: ProgramOptions
  ): Promise<CommandResult>;
}

const SECONDS = 30;

export function createPrograms(config: HtcondorSiteConfig): Programs {
  const pool = config.pool === undefined ? [] : ['-pool', config.pool];
  const schedd = config.schedd === undefined ? [] : ['-name', config.schedd];
  const run = (argv: readonly [string, ...string[]], options: ProgramOptions) =>
    runCommand(argv, {
      ...options,
      seconds: options.seconds ?? SECONDS,
      programs: config.programs ?? null
    });
  return {
    schedd: (name, args, options) =>
      run([name, ...pool, ...schedd, ...args], options),
    pool: (name, args, options) => run([name, ...pool, ...args], options)
  };
}

/** What the person types to sign in again. */
export function signInCommand(config: HtcondorSiteConfig): string {
  return config.signIn ?? 'kinit';
}

/**
 * Texts of failures, each with what it means; the first that fits counts. That
 * no way of signing in has worked means that none was come by (1004 names
 * them) or, alone, that the daemon is too busy to shake hands.
 */
const MEANINGS: readonly [RegExp, BatchFailure][] = [
  [
    /credentials? cache|kerberos|ticket (?:has )?expired|token (?:has )?expired|AUTHENTICATE:1004|\b401\b/i,
    'signed-out'
  ],
  [
    /AUTHENTICATE:100[123]|can't find address|unable to locate|failed to (?:connect|fetch)|connection (?:refused|reset|timed out|closed)|can't connect|couldn't contact|communication error|SECMAN:2007|CEDAR:6001|no route to host|unknown host|no such schedd|failed to (?:begin|commit|create|end) (?:job submission|transaction|new cluster)|schedd at .* failed/i,
    'unreachable'
  ],
  [/max_jobs|limit|too many/i, 'refused'],
  [
    /permission denied|not authorized|not permitted|access denied/i,
    'not-permitted'
  ],
  [/no space left|disk quota/i, 'no-space'],
  [/not found|no such job|couldn't find/i, 'not-found']
];

/**
 * What a command that did not succeed means.
 *
 * @param changes it may have done what it was asked for all the same
 */
export function failureOf(
  program: string,
  { code, stderr, stdout }: CommandResult,
  config: HtcondorSiteConfig,
  changes = false
): BatchError {
  const said = `${stderr}\n${stdout}`;
  const [, failure] = MEANINGS.find(([pattern]) => pattern.test(said)) ?? [];
  const cause = new Error(`${program} ended with ${code}: ${said.trim()}`);
  const words = quotation(said);
  switch (failure) {
    case 'signed-out':
      return new BatchError(
        'signed-out',
        `Your login for HTCondor is not valid (any more). Type "${signInCommand(config)}" in a terminal.`,
        { cause }
      );
    case 'unreachable':
      return new BatchError(
        'unreachable',
        'HTCondor does not answer. Jobs that it has go on; try again later.',
        { cause, outcomeUnknown: changes }
      );
    case 'not-found':
      return new BatchError('not-found', `HTCondor has no such job.`, {
        cause
      });
    case 'not-permitted':
      return new BatchError(
        'not-permitted',
        `HTCondor does not permit this: ${words}`,
        { cause }
      );
    case 'no-space':
      return new BatchError(
        'no-space',
        `There is no space left for the files of the job: ${words}`,
        { cause }
      );
    default:
      return new BatchError('refused', `HTCondor said no: ${words}`, {
        cause
      });
  }
}

/** The lines of a complaint that tell something, on one line. */
export function quotation(said: string): string {
  const lines = said
    .split(/\r?\n/)
    .map(text => text.replace(/^\s*(?:ERROR|WARNING):?\s*/, '').trim())
    .filter(text => text !== '' && !/^(?:submitting job|-- )/i.test(text));
  const text = lines
    .join(' ')
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ')
    .slice(0, 500);
  return text === '' ? 'it gave no reason' : text;
}
