/**
 * What would go wrong with a job: what the site's dry run says, and what it
 * does not catch (a wall time over the limit, an account that is not one's).
 */
import type { JobFinding } from 'sciencemesh-contract';
import type { SiteFacts, SubmitOrder, SubmitText } from '../batch-system.ts';
import type { CommandResult } from '../commands.ts';
import { slurmRefusal } from '../slurm-states.ts';
import { failureOf, lastLine } from './answers.ts';

/** What can be known without asking for the job itself. */
export function checkLimits(
  { resources }: SubmitOrder,
  facts: SiteFacts
): JobFinding[] {
  const queue =
    resources.queue === null
      ? facts.queues.find(candidate => candidate.default)
      : facts.queues.find(({ name }) => name === resources.queue);
  const findings: JobFinding[] = [];
  const error = (code: string, field: string, message: string) =>
    findings.push({ level: 'error', code, field, message });
  if (queue === undefined && resources.queue !== null) {
    error(
      'queue-unknown',
      'resources.queue',
      `The site has no queue "${resources.queue}". Choose one of: ${facts.queues.map(({ name }) => name).join(', ')}.`
    );
  }
  if (queue !== undefined && !queue.open) {
    findings.push({
      level: 'warning',
      code: 'queue-closed',
      field: 'resources.queue',
      message: `The queue "${queue.name}" takes no jobs at the moment; yours waits until it does.`
    });
  }
  if (
    queue?.seconds !== undefined &&
    queue.seconds !== null &&
    resources.seconds > queue.seconds
  ) {
    error(
      'walltime-over-limit',
      'resources.seconds',
      `The queue "${queue.name}" allows ${inWords(queue.seconds)} at most, and the job would wait for ever. Ask for less, or choose another queue.`
    );
  }
  if (
    resources.account !== null &&
    facts.accounts.length > 0 &&
    !facts.accounts.includes(resources.account)
  ) {
    error(
      'account-refused',
      'resources.account',
      `The account "${resources.account}" is not yours here. Choose one of: ${facts.accounts.join(', ')}.`
    );
  }
  return findings;
}

/** What a person has made of the script. */
export function checkScript({ text }: SubmitText): JobFinding[] {
  const lines = text.split('\n');
  const findings: JobFinding[] = [];
  if (!text.startsWith('#!')) {
    findings.push({
      level: 'error',
      code: 'script-refused',
      field: 'script',
      message:
        'The script must begin with a line such as "#!/bin/bash". Put one there.'
    });
  }
  const first = lines.findIndex(line => !/^\s*(#|$)/u.test(line));
  const late = lines.findIndex(
    (line, at) => first >= 0 && at > first && line.startsWith('#SBATCH')
  );
  if (late >= 0) {
    findings.push({
      level: 'warning',
      code: 'option-ignored',
      field: 'script',
      message: `Slurm does not read line ${late + 1} ("${lines[late]?.slice(0, 60)}"), because it stands after the first command. Move it up.`
    });
  }
  return findings;
}

/**
 * What `sbatch --test-only` found.
 *
 * @throws BatchError when the site could not be asked
 */
export function readTestOnly(result: CommandResult): JobFinding[] {
  if (result.code === 0) {
    const start = /to start at (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)/u.exec(
      result.stderr
    )?.[1];
    return start === undefined
      ? []
      : [
          {
            level: 'note',
            code: 'start-estimate',
            field: null,
            message: `Slurm expects to start it at ${start.replace('T', ' ')} UTC.`
          }
        ];
  }
  const failure = failureOf(result, 'sbatch', false);
  if (failure.code !== 'refused' && failure.code !== 'not-permitted') {
    throw failure;
  }
  const known = slurmRefusal(result.stderr);
  return [
    {
      level: 'error',
      code: known?.code ?? 'refused',
      field: known?.field ?? null,
      message:
        known?.message ?? `Slurm would refuse it: ${lastLine(result.stderr)}`
    }
  ];
}

/** E.g. "1 hour", "2 days", "90 minutes". */
function inWords(seconds: number): string {
  const units: readonly (readonly [number, string])[] = [
    [86_400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
    [1, 'second']
  ];
  const [size, name] = units.find(([unit]) => seconds % unit === 0) ?? [
    1,
    'second'
  ];
  const count = seconds / size;
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}
