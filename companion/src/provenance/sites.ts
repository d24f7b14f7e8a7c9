/**
 * Where a run took place: a site with its batch system.
 */
import type { SiteKind } from 'sciencemesh-contract';
import type { StoredJob } from '../store/job-records.ts';
import type { Discretion } from './discretion.ts';
import { fragment, type Graph, type Reference } from './graph.ts';

const SYSTEMS: Readonly<
  Record<SiteKind, { name: string; url: string | null }>
> = {
  htcondor: { name: 'HTCondor', url: 'https://htcondor.org/' },
  slurm: { name: 'Slurm', url: 'https://slurm.schedmd.com/' },
  slurmrestd: { name: 'Slurm', url: 'https://slurm.schedmd.com/' },
  local: { name: 'the machine of the companion', url: null }
};

export function systemName(kind: SiteKind): string {
  return SYSTEMS[kind].name;
}

/** The site as the place of an action (schema.org, `location`). */
export function sitePlace(
  graph: Graph,
  { queue, siteId, siteKind, siteName }: StoredJob,
  discretion: Discretion
): Reference {
  const { name, url } = SYSTEMS[siteKind];
  return graph.add(fragment('site', siteId), 'Place', {
    name: discretion.prose(siteName) || siteId,
    description:
      queue === null
        ? `Run by ${name}.`
        : `Run by ${name}, in the queue ${queue}.`,
    url
  });
}
