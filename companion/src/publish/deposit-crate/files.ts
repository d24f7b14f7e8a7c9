/**
 * The files of a publication in its crate: each that goes along is a part of
 * it, and what does not go along is described as something elsewhere.
 */
import { posix } from 'node:path';
import { mediaTypeOf } from '../../contents/media-types.ts';
import { encodedPath } from '../../packages/attached/attached-ids.ts';
import type { Crate } from '../../packages/crate/crate.ts';
import {
  hasType,
  idOf,
  listOf,
  typesOf
} from '../../packages/crate/json-ld.ts';
import { fragment } from '../../provenance/graph.ts';
import type { SelectedFile } from '../selected-file.ts';
import {
  DESCRIPTOR,
  oneOrMore,
  pathOf,
  ROOT,
  type CrateGraph,
  type Entity
} from './crate-graph.ts';

/** What a crate says of bytes that may have changed since. */
const ABOUT_BYTES = ['checksum', 'md5', 'sha1', 'sha256', 'sha512'];

/** Files by their names in the deposit, and all folders that hold any. */
export class Deposited {
  readonly files: ReadonlyMap<string, SelectedFile>;
  readonly #folders = new Set<string>(['']);
  readonly #names: ReadonlyMap<string, string>;
  readonly #originals: ReadonlyMap<string, string>;

  /** @param names what files are called there, by path; others keep theirs */
  constructor(
    files: readonly SelectedFile[],
    names: ReadonlyMap<string, string> = new Map()
  ) {
    const named = files.map(
      ({ path }) => [path, names.get(path) ?? path] as const
    );
    this.#names = new Map(named);
    this.#originals = new Map(named.map(([path, name]) => [name, path]));
    this.files = new Map(
      files.map(file => {
        const path = names.get(file.path) ?? file.path;
        return [path, { ...file, path }];
      })
    );
    for (const path of this.files.keys()) {
      for (
        let folder = posix.dirname(path);
        folder !== '.' && !this.#folders.has(folder);
        folder = posix.dirname(folder)
      ) {
        this.#folders.add(folder);
      }
    }
  }

  holds(path: string): boolean {
    return this.files.has(path) || this.#folders.has(path);
  }

  isFolder(path: string): boolean {
    return this.#folders.has(path);
  }

  /** Where a file or folder of the person's is; null: not there. */
  placeOf(path: string): string | null {
    return this.#names.get(path) ?? (this.isFolder(path) ? path : null);
  }

  /** What the person calls a file that is called otherwise here. */
  formerNameOf(path: string): string | null {
    const original = this.#originals.get(path)?.normalize('NFC') ?? path;
    return original === path ? null : original;
  }
}

/**
 * Identifiers of what a crate calls its data, as they are in the deposit.
 *
 * @param place path in the deposit of a path in the crate; null: not there
 */
export function placesOf(
  crate: Crate,
  deposited: Deposited,
  place: (path: string) => string | null = path => deposited.placeOf(path)
): Map<string, string> {
  const ids = new Map<string, string>();
  if (crate.descriptor !== null) {
    ids.set(crate.descriptor['@id'], DESCRIPTOR);
  }
  ids.set(crate.root['@id'], ROOT);
  for (const entity of crate.entities.values()) {
    const id = entity['@id'];
    if (ids.has(id) || !hasType(entity, 'File', 'Dataset')) {
      continue;
    }
    const local = pathOf(id);
    const path = local === null ? null : place(local);
    if (path !== null && deposited.holds(path)) {
      ids.set(id, encodedPath(path, deposited.isFolder(path)));
    } else if (local !== null || /^(?:\/|file:)/.test(id)) {
      // Where it lies on this machine is nobody's business.
      ids.set(id, fragment('elsewhere', local ?? posix.basename(id)));
    }
  }
  return ids;
}

/** Describes every file; what does not go along is no data of this crate. */
export function describeFiles(
  graph: CrateGraph,
  deposited: Deposited,
  checksums: ReadonlyMap<string, string>
): void {
  for (const entity of graph.entities.values()) {
    if (entity['@id'].startsWith('#elsewhere-')) {
      const types = typesOf(entity).filter(
        type => type !== 'File' && type !== 'Dataset'
      );
      entity['@type'] = oneOrMore(
        types.length === 0 ? ['CreativeWork'] : types
      );
    }
  }
  for (const entity of graph.entities.values()) {
    if (hasType(entity, 'Dataset')) {
      entity['hasPart'] = oneOrMore(
        listOf(entity['hasPart'])
          .map(idOf)
          .filter(id => id !== null && !id.startsWith('#elsewhere-'))
          .map(id => ({ '@id': id }))
      );
    }
  }
  for (const file of deposited.files.values()) {
    const entity = describeFile(graph, file, checksums.get(file.path));
    const former = deposited.formerNameOf(file.path);
    if (former !== null) {
      // Notebooks and programs still look for it under that.
      entity['alternateName'] = oneOrMore([
        ...new Set([...listOf(entity['alternateName']), former])
      ]);
    }
  }
  nameCrates(graph, deposited);
  addParts(graph, deposited);
}

function describeFile(
  graph: CrateGraph,
  { path, size }: SelectedFile,
  sha256: string | undefined
): Entity {
  const id = encodedPath(path);
  const entity = graph.entities.get(id) ?? { '@id': id };
  graph.entities.set(id, entity);
  const types = typesOf(entity).filter(type => type !== 'File');
  entity['@type'] = oneOrMore(['File', ...types]);
  entity['name'] ??= posix.basename(path);
  entity['encodingFormat'] ??= mediaTypeOf(path);
  const isSame = entity['contentSize'] === String(size);
  if (sha256 !== undefined || !isSame) {
    const isTrue = sha256 !== undefined && entity['sha256'] === sha256;
    for (const property of isTrue ? [] : ABOUT_BYTES) {
      Reflect.deleteProperty(entity, property);
    }
  }
  entity['contentSize'] = String(size);
  if (sha256 !== undefined) {
    entity['sha256'] = sha256;
  }
  return entity;
}

/** Crates in folders (RO-Crate 1.2, "Referencing other RO-Crates"). */
function nameCrates(graph: CrateGraph, deposited: Deposited): void {
  for (const path of deposited.files.keys()) {
    if (posix.basename(path) === DESCRIPTOR) {
      const folder = posix.dirname(path);
      const entity: Entity = {
        '@id': encodedPath(folder, true),
        '@type': 'Dataset',
        name: posix.basename(folder)
      };
      graph.add(entity);
      const known = graph.entities.get(entity['@id']) ?? entity;
      graph.refer(known, 'conformsTo', ['https://w3id.org/ro/crate']);
      graph.refer(known, 'subjectOf', [encodedPath(path)]);
    }
  }
}

/** What no folder of the crate lists is listed by the crate itself. */
function addParts(graph: CrateGraph, deposited: Deposited): void {
  const listed = new Set<string>();
  for (const entity of graph.entities.values()) {
    if (hasType(entity, 'Dataset')) {
      listOf(entity['hasPart']).forEach(part => listed.add(idOf(part) ?? ''));
    }
  }
  const parts = [...graph.entities.values()].filter(
    entity =>
      entity !== graph.root &&
      hasType(entity, 'File', 'Dataset') &&
      !listed.has(entity['@id']) &&
      deposited.holds(pathOf(entity['@id']) ?? '\0')
  );
  graph.refer(
    graph.root,
    'hasPart',
    parts.map(entity => entity['@id'])
  );
}
