/**
 * What a person chose for a folder on a site, proposed again the next time.
 */
import type { JobDraft, JobResources } from 'sciencemesh-contract';

export interface Choice {
  resources: JobResources;
  environment: JobDraft['environment'];
  outputs: string[];
  results: string;
}

/** @param folder of the source, as JupyterLab names it */
export function choiceScope(siteId: string, folder: string): string {
  return `${siteId}\n${folder}`;
}

export function choiceOf({
  environment,
  outputs,
  resources,
  results
}: JobDraft): Choice {
  return { environment, outputs, resources, results };
}
