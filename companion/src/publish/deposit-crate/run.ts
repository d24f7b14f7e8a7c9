/**
 * The record of the job that made the files, in the crate that they are
 * deposited with (Workflow Run RO-Crate 0.5).
 */
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Crate } from '../../packages/crate/crate.ts';
import { idOf, listOf } from '../../packages/crate/json-ld.ts';
import { placesOf, type Deposited } from './files.ts';
import { DESCRIPTOR, ROOT, type CrateGraph } from './crate-graph.ts';

/** Profiles that ask for the workflow itself among the files. */
const OF_WORKFLOWS =
  /^https:\/\/w3id\.org\/(?:ro\/wfrun\/(?:workflow|provenance)\/|workflowhub\/workflow-ro-crate\/)/;

/**
 * @param results absolute path of the folder that the record describes, links
 * resolved
 */
export function addRun(
  graph: CrateGraph,
  record: Crate,
  results: string,
  deposited: Deposited
): void {
  const byPlace = new Map(
    [...deposited.files.values()].map(({ path, real }) => [real, path])
  );
  const ids = new Map<string, string | null>(
    placesOf(
      record,
      deposited,
      path => byPlace.get(join(results, path)) ?? null
    )
  );
  for (const entity of record.entities.values()) {
    const id = entity['@id'];
    const known = graph.entities.get(id);
    // The same name for something else: of a fragment it can be another one.
    if (
      id.startsWith('#') &&
      !ids.has(id) &&
      known !== undefined &&
      !isDeepStrictEqual({ ...known }, { ...entity })
    ) {
      ids.set(id, graph.freeId(id));
    }
  }
  const before = { ...graph.root };
  graph.takeOver(record, ids);
  const target = (id: string) => ids.get(id) ?? id;
  for (const property of ['conformsTo', 'isBasedOn', 'mentions'] as const) {
    graph.root[property] = before[property];
    graph.refer(
      graph.root,
      property,
      [...listOf(before[property]), ...listOf(record.root[property])].flatMap(
        value => {
          const id = idOf(value);
          return id === null ? [] : [target(id)];
        }
      )
    );
  }
  graph.refer(
    graph.descriptor,
    'conformsTo',
    listOf(record.descriptor?.['conformsTo'])
      .map(idOf)
      .filter(id => id !== null)
      .filter(id => OF_WORKFLOWS.test(id))
  );
}

/** Claims no profile of workflows without the workflow. */
export function dropWorkflowClaims(graph: CrateGraph): void {
  const { root } = graph;
  const main = graph.entities.get(idOf(listOf(root['mainEntity'])[0]) ?? '');
  if (main !== undefined && !main['@id'].startsWith('#elsewhere-')) {
    return;
  }
  if (main !== undefined) {
    Reflect.deleteProperty(root, 'mainEntity');
  }
  for (const id of [ROOT, DESCRIPTOR]) {
    const entity = graph.entities.get(id);
    if (entity !== undefined) {
      entity['conformsTo'] = listOf(entity['conformsTo']).filter(
        profile => !OF_WORKFLOWS.test(idOf(profile) ?? '')
      );
    }
  }
}
