import type { JobDraft, JobForm, JobSubject } from 'sciencemesh-contract';
import type { Outcome } from '../../companion/outcome';
import type { JobsClient } from '../client';

/**
 * What a form is opened for.
 */
export type FormStart =
  | { readonly subject: JobSubject; readonly siteId: string | null }
  | { readonly jobId: string };

/**
 * Have the companion fill a form.
 *
 * @param siteId - null for the site of the start
 * @param draft - what the form holds already
 */
export function askForm(
  client: JobsClient,
  start: FormStart,
  siteId: string | null,
  draft: JobDraft | null
): Promise<Outcome<JobForm>> {
  if ('subject' in start) {
    return client.form(start.subject, siteId ?? start.siteId);
  }
  // A job is run again where it ran; elsewhere, its file is what is known.
  return siteId === null || draft === null
    ? client.rerun(start.jobId)
    : client.form({ path: draft.source.path }, siteId);
}

/**
 * A draft for another site: the queue, the way of the data and the script are
 * that site's, all else stays.
 */
export function moved(draft: JobDraft, there: JobDraft): JobDraft {
  return {
    ...draft,
    siteId: there.siteId,
    resources: there.resources,
    environment: there.environment,
    inputs: { ...draft.inputs, way: null },
    after: [],
    script: null
  };
}
