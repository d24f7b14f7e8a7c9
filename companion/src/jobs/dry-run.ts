/**
 * What would be sent, and what the site says of it without taking it.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobDraft, JobFinding } from 'sciencemesh-contract';
import {
  BatchError,
  PASSING,
  type BatchSystem,
  type SubmitOrder,
  type SubmitText
} from '../compute/batch-system.ts';
import type { Errand } from './errand.ts';
import { submitOrder, textFor } from './order.ts';
import type { SiteEntry } from './sites.ts';

/** Stands for a job that is not there yet. */
const DRY_RUN = 'dry-run';

/** The script of a draft; nothing is asked of the site. */
export function scriptOf(
  draft: JobDraft,
  entry: SiteEntry,
  folder: string,
  errand: Errand | null
): { order: SubmitOrder; text: SubmitText } {
  const order = submitOrder({
    job: { tag: DRY_RUN, name: draft.name },
    draft,
    config: entry.config,
    folder,
    after: [],
    errand
  });
  return { order, text: textFor(entry.system, order, draft) };
}

/**
 * Asks the site about a job whose files are in place, if empty.
 *
 * @param jobsFolder folder of all jobs' folders, which sites may know
 */
export async function askSite(
  draft: JobDraft,
  entry: SiteEntry,
  jobsFolder: string,
  errand: Errand | null,
  signal: AbortSignal
): Promise<readonly JobFinding[]> {
  const folder = join(jobsFolder, `${DRY_RUN}-${randomUUID()}`);
  await mkdir(folder, { mode: 0o700 });
  try {
    const { order, text } = scriptOf(draft, entry, folder, errand);
    for (const name of order.files) {
      await writeFile(join(folder, name), '', { mode: 0o600 });
    }
    return await validated(entry.system, order, text, signal);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A site that cannot be asked takes the job later. */
async function validated(
  system: BatchSystem,
  order: SubmitOrder,
  text: SubmitText,
  signal: AbortSignal
): Promise<readonly JobFinding[]> {
  try {
    return await system.validate(order, text, signal);
  } catch (problem) {
    if (!(problem instanceof BatchError)) {
      throw problem;
    }
    const level = PASSING.has(problem.code) ? 'warning' : 'error';
    const code = `site-${problem.code}`;
    return [{ level, code, field: 'siteId', message: problem.message }];
  }
}
