/**
 * What of a draft does not fit its site.
 */
import type { JobDraft, JobFinding, Site } from 'sciencemesh-contract';
import { durationInWords } from '../compute/durations.ts';
import { shown } from './input-survey.ts';

/** It would not run. */
export function error(
  code: string,
  field: string,
  message: string
): JobFinding {
  return { level: 'error', code, field, message };
}

/** A site that is away takes the job later; one that is broken does not. */
export function siteFindings({
  message,
  name,
  signIn,
  state
}: Site): JobFinding[] {
  switch (state) {
    case 'ready':
    case 'unknown':
      return [];
    case 'signed-out':
      return [
        error(
          'site-signed-out',
          'siteId',
          `${message ?? `Your login at ${name} has expired.`}${signIn === null ? '' : ` Sign in again with: ${signIn}`}`
        )
      ];
    case 'unreachable':
      return [
        {
          level: 'warning',
          code: 'site-unreachable',
          field: 'siteId',
          message: `${message ?? `${name} does not answer.`} The job is sent as soon as it answers.`
        }
      ];
    case 'broken':
      return [
        error(
          'site-broken',
          'siteId',
          message ?? `${name} cannot be used as it is configured.`
        )
      ];
  }
}

export function queueFindings(
  { resources }: JobDraft,
  { accounts, name, queues }: Site
): JobFinding[] {
  const { account, cpus, memoryMebibytes, queue: wanted, seconds } = resources;
  const findings: JobFinding[] = [];
  if (account !== null && accounts.length > 0 && !accounts.includes(account)) {
    findings.push(
      error(
        'account-unknown',
        'resources.account',
        `You cannot charge "${shown(account)}" at ${name}. Yours: ${accounts.slice(0, 10).join(', ')}.`
      )
    );
  }
  if (queues.length === 0) {
    return findings;
  }
  const queue = queues.find(one =>
    wanted === null ? one.default : one.name === wanted
  );
  if (queue === undefined) {
    return wanted === null
      ? findings
      : [
          ...findings,
          error(
            'queue-unknown',
            'resources.queue',
            `${name} has no queue "${shown(wanted)}". There are: ${queues.map(one => one.name).join(', ')}.`
          )
        ];
  }
  const over = (limit: number | null, value: number) =>
    limit !== null && value > limit;
  if (over(queue.seconds, seconds)) {
    findings.push(
      error(
        'walltime-over-limit',
        'resources.seconds',
        `The queue ${queue.name} gives ${durationInWords(queue.seconds ?? 0)} at most. Ask for less time, or choose a longer queue.`
      )
    );
  }
  if (over(queue.cpus, cpus)) {
    findings.push(
      error(
        'cpus-over-limit',
        'resources.cpus',
        `The machines of ${queue.name} have ${queue.cpus} ${queue.cpus === 1 ? 'processor' : 'processors'}. Ask for fewer.`
      )
    );
  }
  if (over(queue.memoryMebibytes, memoryMebibytes)) {
    findings.push(
      error(
        'memory-over-limit',
        'resources.memoryMebibytes',
        `The machines of ${queue.name} have ${queue.memoryMebibytes} MiB of memory. Ask for less.`
      )
    );
  }
  if (!queue.open) {
    findings.push({
      level: 'warning',
      code: 'queue-closed',
      field: 'resources.queue',
      message: `The queue ${queue.name} takes no jobs now; yours would wait until it does.`
    });
  }
  return findings;
}
