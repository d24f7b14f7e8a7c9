/**
 * What Slurm's dry run does not catch: a wall time over the limit of the
 * queue (the job would wait for ever), an account that is not one's own.
 */
import type { JobFinding } from 'sciencemesh-contract';
import type { SiteFacts, SubmitOrder } from './batch-system.ts';
import { durationInWords } from './durations.ts';

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
      `The queue "${queue.name}" allows ${durationInWords(queue.seconds)} at most, and the job would wait for ever. Ask for less, or choose another queue.`
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
