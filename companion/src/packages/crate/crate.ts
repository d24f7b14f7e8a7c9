/**
 * The graph of an RO-Crate metadata document, read tolerantly.
 *
 * Works on compacted keys, so RO-Crate 1.0 to 1.3 read alike: their contexts
 * differ only in the expanded form (RO-Crate 1.3, section "Context").
 */
import { isRecord } from '../../http/json.ts';
import { flatten } from './flatten.ts';
import {
  hasType,
  idOf,
  listOf,
  textsOrIdsOf,
  type JsonObject
} from './json-ld.ts';
import { WarningList } from './warnings.ts';

/** One node of the graph with its keys as they came. */
export type Entity = Readonly<Record<string, unknown>> & {
  readonly '@id': string;
};

export interface Crate {
  /** The document as it came. */
  document: unknown;
  /** Every entity by id; duplicates are merged. */
  entities: ReadonlyMap<string, Entity>;
  root: Entity;
  descriptor: Entity | null;
  /** What was odd about the graph; the reader adds to it. */
  warnings: WarningList;
  /** The entity of an id, also when written with `./` or percent-encoded. */
  find(id: string): Entity | null;
}

/** Why a document is no crate at all. */
export interface CrateProblem {
  code: 'not-a-crate';
  /** One sentence for the person. */
  message: string;
}

export function isCrateProblem(value: object): value is CrateProblem {
  return 'code' in value && value.code === 'not-a-crate';
}

/** Reads any JSON value; everything but "this is no crate" is a warning. */
export function readCrate(document: unknown): Crate | CrateProblem {
  const nodes = nodesOf(document);
  if (nodes === null) {
    return problem('it holds no @graph with entities');
  }
  const warnings = new WarningList();
  const entities = flatten(nodes, warnings);
  const find = finder(entities);
  const descriptor = findDescriptor(entities, find);
  const root = findRoot(entities, find, descriptor, warnings);
  if (root === null) {
    return problem('nothing in it describes a dataset');
  }
  if (descriptor === null) {
    warnings.add('descriptor-missing', null);
  } else {
    noteVersions(descriptor, warnings);
  }
  if (isRecord(document) && document['@context'] === undefined) {
    warnings.add('context-missing', null);
  }
  return { document, entities, root, descriptor, warnings, find };
}

/** The entities that a property refers to; dangling references are left out. */
export function follow(crate: Crate, value: unknown): Entity[] {
  return listOf(value).flatMap(item => {
    const id = idOf(item);
    if (id !== null) {
      return crate.find(id) ?? [];
    }
    // An object written in place, without an identifier of its own.
    return isRecord(item) && item['@value'] === undefined
      ? { ...item, '@id': '' }
      : [];
  });
}

function problem(reason: string): CrateProblem {
  return {
    code: 'not-a-crate',
    message: `This is not an RO-Crate: ${reason}.`
  };
}

function nodesOf(document: unknown): unknown[] | null {
  if (Array.isArray(document)) {
    return document.some(isEntityLike) ? document : null;
  }
  if (!isRecord(document)) {
    return null;
  }
  const graph = document['@graph'];
  if (graph === undefined) {
    // RO-Crate 0.x was one nested object under its own context.
    const nested =
      hasType(document, 'Dataset') &&
      listOf(document['@context']).some(
        context =>
          typeof context === 'string' && context.includes('w3id.org/ro/crate')
      );
    return nested ? [document] : null;
  }
  const nodes = Array.isArray(graph) ? graph : [graph];
  return nodes.some(isEntityLike) ? nodes : null;
}

function isEntityLike(value: unknown): value is JsonObject {
  return isRecord(value) && (idOf(value) !== null || '@type' in value);
}

/** Ids are looked up exactly first, then by what they mean. */
function finder(
  entities: ReadonlyMap<string, Entity>
): (id: string) => Entity | null {
  let meanings: Map<string, Entity> | null = null;
  return id => {
    const exact = entities.get(id);
    if (exact !== undefined) {
      return exact;
    }
    if (meanings === null) {
      meanings = new Map();
      for (const [key, entity] of entities) {
        const meaning = meaningOf(key);
        if (!meanings.has(meaning)) {
          meanings.set(meaning, entity);
        }
      }
    }
    return meanings.get(meaningOf(id)) ?? null;
  };
}

function meaningOf(id: string): string {
  const plain = id.startsWith('./') ? id.slice(2) : id;
  if (!plain.includes('%')) {
    return plain;
  }
  try {
    return decodeURI(plain);
  } catch {
    return plain;
  }
}

const DESCRIPTOR_NAME = /(?:^|[/-])ro-crate-metadata\.json(?:ld)?$/;
const CRATE_PROFILE = 'https://w3id.org/ro/crate';

/**
 * RO-Crate 1.2, section "Finding the Root Data Entity": by the well-known id
 * first, then by what an entity says it conforms to. A crate may contain other
 * crates, so names in folders count last.
 */
function findDescriptor(
  entities: ReadonlyMap<string, Entity>,
  find: (id: string) => Entity | null
): Entity | null {
  for (const name of ['ro-crate-metadata.json', 'ro-crate-metadata.jsonld']) {
    const entity = entities.get(name) ?? entities.get(`./${name}`);
    if (entity !== undefined) {
      return entity;
    }
  }
  let candidate: Entity | null = null;
  for (const entity of entities.values()) {
    const about = listOf(entity.about).map(idOf)[0] ?? null;
    if (about === null || find(about) === null) {
      continue;
    }
    if (DESCRIPTOR_NAME.test(entity['@id'])) {
      return entity;
    }
    if (
      candidate === null &&
      textsOrIdsOf(entity.conformsTo).some(profile =>
        profile.startsWith(CRATE_PROFILE)
      )
    ) {
      candidate = entity;
    }
  }
  return candidate;
}

function findRoot(
  entities: ReadonlyMap<string, Entity>,
  find: (id: string) => Entity | null,
  descriptor: Entity | null,
  warnings: WarningList
): Entity | null {
  for (const reference of listOf(descriptor?.about)) {
    const id = idOf(reference);
    const entity = id === null ? null : find(id);
    if (typeof reference === 'string') {
      warnings.add('loose-reference', null, 'about');
    }
    if (entity !== null && entity !== descriptor) {
      return entity;
    }
  }
  for (const id of ['./', '.', '/']) {
    const entity = entities.get(id);
    if (entity !== undefined) {
      return entity;
    }
  }
  if (descriptor !== null) {
    warnings.add('root-missing', null);
    return { '@id': './', '@type': 'Dataset' };
  }
  return onlyWhole(entities);
}

/** Without any sign of a root: the one dataset that is no part of another. */
function onlyWhole(entities: ReadonlyMap<string, Entity>): Entity | null {
  const parts = new Set<string>();
  const datasets: Entity[] = [];
  for (const entity of entities.values()) {
    for (const part of listOf(entity.hasPart)) {
      parts.add(idOf(part) ?? '');
    }
    if (hasType(entity, 'Dataset')) {
      datasets.push(entity);
    }
  }
  const wholes = datasets.filter(entity => !parts.has(entity['@id']));
  return wholes.length === 1 ? (wholes[0] ?? null) : null;
}

const KNOWN_VERSION = /^https:\/\/w3id\.org\/ro\/crate\/(?:0\.\d|1\.[0-3])/;
const PACKAGE_PROFILE = 'https://w3id.org/eosc-vre/req-packager/';

function noteVersions(descriptor: Entity, warnings: WarningList): void {
  for (const profile of textsOrIdsOf(descriptor.conformsTo)) {
    const version = profile.startsWith(`${CRATE_PROFILE}/`);
    const unknown = version
      ? /\/crate\/\d/.test(profile) && !KNOWN_VERSION.test(profile)
      : profile.startsWith(PACKAGE_PROFILE) &&
        !profile.startsWith(`${PACKAGE_PROFILE}1.`);
    if (unknown) {
      warnings.add('newer-version', descriptor['@id'], '', profile);
    }
  }
}
