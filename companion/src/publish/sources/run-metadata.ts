/**
 * What the record of a job says about its results as a publication.
 */
import { systemName } from '../../provenance/sites.ts';
import { readRunRecord } from '../../provenance/run-record.ts';
import {
  follow,
  isCrateProblem,
  readCrate,
  type Crate,
  type Entity
} from '../../packages/crate/crate.ts';
import {
  hasType,
  idOf,
  listOf,
  textOf,
  textsOrIdsOf
} from '../../packages/crate/json-ld.ts';
import { oneLine } from '../../packages/crate/shown.ts';
import type { FoundMetadata } from '../metadata/gather.ts';
import { Gathering } from '../metadata/reading.ts';
import type { FinishedJob } from './finished-jobs.ts';

/** More names say nothing more to a reader; the crate has all of them. */
const MOST_NAMED = 30;

/** @param results absolute path of the folder of results */
export async function runMetadata(
  job: FinishedJob,
  results: string
): Promise<FoundMetadata> {
  const to = new Gathering();
  to.title(job.title);
  const crate = readCrate(await readRunRecord(results));
  const known = isCrateProblem(crate) ? null : crate;
  to.metadata.description = descriptionOf(job, known);
  if (job.endedAt !== null) {
    to.metadata.dates = [{ type: 'Created', date: dayOf(job.endedAt) }];
  }
  if (known !== null) {
    readOrigins(to, known);
  }
  return { origin: 'job', ...to.result() };
}

function descriptionOf(job: FinishedJob, crate: Crate | null): string {
  const when = job.startedAt ?? job.endedAt;
  const ran = `${job.title}: a job run by ${systemName(job.siteKind)}${when === null ? '' : ` on ${dayOf(when)}`}.`;
  const software = crate === null ? [] : softwareOf(crate);
  return software.length === 0
    ? ran
    : `${ran}\n\nSoftware: ${software.join(', ')}.`;
}

/** Names with their versions, in the order of the record. */
function softwareOf(crate: Crate): string[] {
  const names = [...crate.entities.values()]
    .filter(entity => hasType(entity, 'SoftwareApplication', 'ContainerImage'))
    .map(entity => {
      const name = oneLine(textOf(entity.name) ?? '', 100);
      const version = textOf(entity.softwareVersion) ?? textOf(entity.tag);
      return version === null || name.includes(version)
        ? name
        : `${name} ${oneLine(version, 60)}`;
    })
    .filter(name => name !== '');
  const named = [...new Set(names)];
  const more = named.length - MOST_NAMED;
  return more > 0 ? [...named.slice(0, MOST_NAMED), `and ${more} more`] : named;
}

/** Of what the results were made: inputs, the package, what ran. */
function readOrigins(to: Gathering, crate: Crate): void {
  const actions = [...crate.entities.values()].filter(entity =>
    hasType(entity, 'CreateAction')
  );
  const works = [
    ...follow(crate, crate.root.mainEntity),
    ...actions.flatMap(({ object }) =>
      follow(crate, object).flatMap(entity => membersOf(crate, entity))
    )
  ];
  for (const { isBasedOn, '@id': id } of works) {
    to.related('IsDerivedFrom', id);
    textsOrIdsOf(isBasedOn).forEach(one => to.related('IsDerivedFrom', one));
  }
  for (const value of listOf(crate.root.isBasedOn)) {
    const [entity] = follow(crate, value);
    const name = textOf(entity?.name);
    const more = name === null ? {} : { citation: oneLine(name) };
    to.related('IsDerivedFrom', idOf(value), more);
    for (const identifier of textsOrIdsOf(entity?.identifier)) {
      to.related('IsDerivedFrom', identifier, more);
    }
  }
}

/** Tasks that read the same files share a collection of them. */
function membersOf(crate: Crate, entity: Entity): Entity[] {
  return hasType(entity, 'Collection')
    ? follow(crate, entity.hasPart)
    : [entity];
}

function dayOf(time: string): string {
  return time.slice(0, 10);
}
