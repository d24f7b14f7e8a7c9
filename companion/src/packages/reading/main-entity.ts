/**
 * Which entity is the one to run.
 */
import { isRecord } from '../../http/json.ts';
import type { Crate, Entity } from '../crate/crate.ts';
import { hasType, idOf, listOf, textOf } from '../crate/json-ld.ts';
import { isPlaceholderTool } from './placeholders.ts';

/**
 * The entity that the package says is to be run, also when it turns out to be
 * none that can be. Null when the package does not say.
 */
export function findMain(crate: Crate): Entity | null {
  const { root, warnings } = crate;
  const references = listOf(root.mainEntity);
  if (references.length > 1) {
    warnings.add('several-values', root['@id'], root['@id'], 'mainEntity');
  }
  let dangling: Entity | null = null;
  for (const reference of references) {
    const id = idOf(reference);
    if (id === null || id === root['@id']) {
      continue;
    }
    if (typeof reference === 'string') {
      warnings.add('loose-reference', null, id);
    }
    const entity = crate.find(id);
    if (entity !== null) {
      return entity;
    }
    if (isRecord(reference)) {
      warnings.add('dangling-reference', null, id);
    }
    dangling ??= { '@id': id };
  }
  return dangling ?? launchTool(crate);
}

/**
 * The draft "Dispatcher Launch Context" has no `mainEntity` but an application
 * that brings its platform types and definition along (vre_rocrate branch
 * `example-ro-crate-from-wp5`).
 */
function launchTool(crate: Crate): Entity | null {
  for (const part of listOf(crate.root.hasPart)) {
    const id = idOf(part);
    const entity = id === null ? null : crate.find(id);
    if (
      entity !== null &&
      hasType(entity, 'SoftwareApplication') &&
      ('types' in entity || 'rawDefinition' in entity)
    ) {
      return entity;
    }
  }
  return null;
}

/** Tells a person when nothing is to be run, and what it might have been. */
export function noteNoMain(crate: Crate, main: Entity | null): void {
  const { warnings } = crate;
  const id = main?.['@id'] ?? '';
  if (main === null) {
    warnings.add('main-missing', null);
  } else if (isPlaceholderTool(id)) {
    warnings.add('main-placeholder', id);
  } else if (hasType(main, 'File', 'Dataset') && crate.find(id) !== null) {
    warnings.add('main-is-data', id, textOf(main.name) ?? id);
    return;
  } else {
    warnings.add('main-dangling', id);
  }
  for (const entity of crate.entities.values()) {
    if (entity !== main && mightRun(entity)) {
      const name = textOf(entity.name) ?? entity['@id'];
      warnings.add('main-among-files', entity['@id'], name);
    }
  }
}

function mightRun(entity: Entity): boolean {
  return (
    /\.ipynb$/i.test(entity['@id'].split(/[?#]/)[0] ?? '') ||
    hasType(entity, 'ComputationalWorkflow')
  );
}
