/**
 * This machine as a site whose folders cannot be seen from where jobs are
 * made: what a running job leaves there is known by `tail` alone.
 */
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  printedFile,
  type BatchSystem,
  type KnownJob,
  type SubmitOrder
} from '../../compute/batch-system.ts';
import { createSystem, type CreateSystem } from '../site-registry.ts';

/** @param away a folder that nobody but the jobs looks into */
export function farMachine(away: string): CreateSystem {
  return (config, options) => atDistance(createSystem(config, options), away);
}

function atDistance(near: BatchSystem, away: string): BatchSystem {
  const there = <T extends { tag: string }>(job: T) => ({
    ...job,
    folder: join(away, job.tag)
  });
  return {
    kind: near.kind,
    describe: signal => near.describe(signal),
    render: order => near.render(there(order)),
    validate: (order, text, signal) => near.validate(order, text, signal),
    find: (tag, signal) => near.find(tag, signal),
    report: (jobs, signal) => near.report(jobs.map(there), signal),
    explain: (job, signal) => near.explain(there(job), signal),
    tail: (job, ...rest) => near.tail(there(job), ...rest),
    hold: (job, ...rest) => near.hold(there(job), ...rest),
    release: (job, ...rest) => near.release(there(job), ...rest),
    cancel: (job, ...rest) => near.cancel(there(job), ...rest),
    discard: (job, signal) => near.discard(there(job), signal),
    close: () => near.close(),

    async submit(order: SubmitOrder, text, signal) {
      const { folder } = there(order);
      await mkdir(folder, { recursive: true });
      await copyAll(order.files, order.folder, folder);
      return near.submit(there(order), text, signal);
    },

    async retrieve(job: KnownJob, signal) {
      await near.retrieve(there(job), signal);
      for (let task = 0; task < job.tasks; task += 1) {
        const printed = (['stdout', 'stderr'] as const).map(stream =>
          printedFile(stream, task, job.tasks)
        );
        const files = [...job.outputs(task), ...printed];
        await copyAll(files, there(job).folder, job.folder);
      }
    }
  };
}

async function copyAll(
  names: readonly string[],
  from: string,
  to: string
): Promise<void> {
  for (const name of names) {
    await copyFile(join(from, name), join(to, name));
  }
}
