/**
 * Which entities of a crate are data: files, whole datasets behind a page, and
 * downloads of a dataset.
 */
import { isRecord } from '../../http/json.ts';
import { follow, type Crate, type Entity } from '../crate/crate.ts';
import {
  hasType,
  idOf,
  listOf,
  textOf,
  textsOrIdsOf
} from '../crate/json-ld.ts';
import { readAddress } from './addresses.ts';
import { extensionOf } from './media-types.ts';
import { relativePath, type IncludedPaths } from './sources.ts';

const FOLDERS = ['Dataset', 'RepositoryCollection', 'RepositoryObject'];

/** Types that, with a file behind them, are files by another name. */
const MAYBE_FILES = [
  'SoftwareSourceCode',
  'ComputationalWorkflow',
  'SoftwareApplication',
  'ImageObject',
  'VideoObject',
  'AudioObject',
  'DataDownload',
  'CreativeWork'
];

/** The crate's own documents, which no working copy needs as data. */
const OWN = [
  /^(?:\.\/)?ro-crate-metadata\.json(?:ld)?$/,
  /^(?:\.\/)?ro-crate-preview(?:\.html$|_files\/)/,
  /^\.sciencemesh\//,
  // What archivers and editors leave behind.
  /^__MACOSX\//,
  /(?:^|\/)(?:\.DS_Store$|\.git\/|\.ipynb_checkpoints\/)/
];

export function isOwnDocument(path: string): boolean {
  return OWN.some(pattern => pattern.test(path));
}

/**
 * The data of a crate, in the order of its parts; what is described but not
 * listed comes last.
 *
 * @param main the entity that is to be run, which is no data
 * @param undescribed also what comes with the package without a description
 */
export function dataEntities(
  crate: Crate,
  main: Entity | null,
  included: IncludedPaths,
  undescribed: boolean
): Entity[] {
  return new Gathering(crate, main).all(included, undescribed);
}

class Gathering {
  readonly #crate: Crate;
  readonly #main: Entity | null;
  readonly #found = new Map<string, Entity>();
  readonly #visited = new Set<string>();
  /** Paths of folders that the crate lists, with a slash at the end. */
  readonly #folders = new Map<string, Entity>();

  constructor(crate: Crate, main: Entity | null) {
    this.#crate = crate;
    this.#main = main;
    this.#visited.add(crate.root['@id']);
    for (const own of [crate.descriptor, main]) {
      if (own !== null) {
        this.#visited.add(own['@id']);
      }
    }
  }

  all(included: IncludedPaths, undescribed: boolean): Entity[] {
    const { root, entities, warnings } = this.#crate;
    const listed = listOf(root.hasPart).length > 0;
    this.#walk(root.hasPart);
    this.#walk(this.#main?.hasPart);
    for (const entity of entities.values()) {
      this.#downloads(entity);
      this.#bound(entity);
    }
    if (!listed && entities.size > 2) {
      warnings.add('has-part-missing', null);
    }
    for (const entity of entities.values()) {
      if (this.#visited.has(entity['@id'])) {
        continue;
      }
      const dataset = !listed && isWebDataset(entity);
      if (hasType(entity, 'File') || dataset) {
        if (listed) {
          warnings.add('not-listed', entity['@id'], nameOf(entity));
        }
        this.#visit(entity);
      }
    }
    this.#comesAlong(included, undescribed);
    return [...this.#found.values()];
  }

  /** Depth first, so that a folder's files stay together; cycles end. */
  #walk(parts: unknown): void {
    const stack = listOf(parts).reverse();
    while (stack.length > 0) {
      const part = stack.pop();
      const id = idOf(part);
      if (id === null || this.#visited.has(id)) {
        continue;
      }
      if (typeof part === 'string') {
        this.#crate.warnings.add('loose-reference', null, part);
      }
      const entity = this.#crate.find(id);
      if (entity === null) {
        this.#visited.add(id);
        this.#dangling(id);
      } else if (!this.#visited.has(entity['@id'])) {
        this.#visit(entity);
        // One by one: a call takes only so many arguments.
        for (const inner of [
          ...listOf(entity.hasPart),
          ...listOf(entity.hasFile)
        ].reverse()) {
          stack.push(inner);
        }
      }
    }
  }

  #visit(entity: Entity): void {
    const id = entity['@id'];
    this.#visited.add(id);
    if (isOwnDocument(id)) {
      return;
    }
    if (hasType(entity, 'File')) {
      this.#found.set(id, entity);
    } else if (hasType(entity, ...FOLDERS)) {
      this.#folder(entity);
    } else if (isFileByAnotherName(entity)) {
      this.#found.set(id, entity);
    } else if (hasType(entity, 'Person', 'Organization', 'Service')) {
      this.#crate.warnings.add('part-not-data', id, nameOf(entity));
    }
  }

  #folder(entity: Entity): void {
    const id = entity['@id'];
    const holds =
      listOf(entity.hasPart).length > 0 ||
      listOf(entity.distribution).length > 0;
    if (isWebDataset(entity)) {
      if (!holds) {
        this.#found.set(id, entity);
      }
      return;
    }
    const path = relativePath(id);
    if (path !== null) {
      this.#folders.set(path.endsWith('/') ? path : `${path}/`, entity);
    }
  }

  /** A part that is named but not described may still be there to fetch. */
  #dangling(id: string): void {
    this.#crate.warnings.add('dangling-reference', null, id);
    if (isOwnDocument(id)) {
      return;
    }
    const path = relativePath(id);
    if (path?.endsWith('/') === true) {
      this.#folders.set(path, { '@id': id, '@type': 'Dataset' });
    } else if (
      readAddress(id)?.type === 'web' ||
      (path !== null && extensionOf(path) !== null)
    ) {
      this.#found.set(id, { '@id': id, '@type': 'File' });
    }
  }

  /** `distribution` of a dataset: how Zenodo's JSON-LD lists its files. */
  #downloads(dataset: Entity): void {
    if (dataset.distribution === undefined) {
      return;
    }
    const root = dataset === this.#crate.root;
    for (const item of listOf(dataset.distribution)) {
      const download = this.#download(item);
      const url = textsOrIdsOf(download?.contentUrl)[0];
      if (download === null || url === undefined) {
        continue;
      }
      // The archive of the whole crate is no part of it.
      if (root && this.#found.size > 0 && /\.zip$|[?&]zip=/i.test(url)) {
        continue;
      }
      const id = download['@id'] === '' ? url : download['@id'];
      if (!this.#visited.has(id)) {
        this.#visited.add(id);
        this.#found.set(id, { ...download, '@id': id, '@type': 'File' });
      }
    }
  }

  #download(item: unknown): Entity | null {
    const [entity] = follow(this.#crate, item);
    if (entity !== undefined) {
      return entity.contentUrl === undefined && entity.url !== undefined
        ? { ...entity, contentUrl: entity.url }
        : entity;
    }
    const id = idOf(item);
    return id !== null && readAddress(id)?.type === 'web'
      ? { '@id': id, contentUrl: id }
      : null;
  }

  /** Addresses that only a parameter refers to are data just the same. */
  #bound(entity: Entity): void {
    if (entity.defaultValue === undefined && entity.slots === undefined) {
      return;
    }
    const values = [
      ...listOf(entity.defaultValue),
      ...listOf(entity.slots).flatMap(slot =>
        isRecord(slot) ? listOf(slot.value) : []
      )
    ];
    for (const value of values) {
      const id = isRecord(value)
        ? (idOf(value) ?? textOf(value.location))
        : null;
      if (
        id !== null &&
        this.#crate.find(id) === null &&
        !this.#visited.has(id) &&
        readAddress(id)?.type === 'web' &&
        !this.#isAddressOfFile(id)
      ) {
        this.#visited.add(id);
        this.#found.set(id, { '@id': id, '@type': 'File' });
      }
    }
  }

  #addresses: Set<string> | null = null;

  #isAddressOfFile(url: string): boolean {
    if (this.#addresses === null) {
      this.#addresses = new Set();
      for (const entity of this.#crate.entities.values()) {
        for (const address of textsOrIdsOf(entity.contentUrl)) {
          this.#addresses.add(address);
        }
        for (const address of textsOrIdsOf(entity.url)) {
          this.#addresses.add(address);
        }
      }
    }
    return this.#addresses.has(url);
  }

  /** Files in listed folders, and on request all others that come along. */
  #comesAlong(included: IncludedPaths, undescribed: boolean): void {
    const filled = new Set<string>();
    for (const path of included.keys()) {
      const folder = this.#folderOf(path);
      if (folder !== null) {
        filled.add(folder);
      }
      if (
        (folder !== null || undescribed) &&
        !isOwnDocument(path) &&
        this.#crate.find(path) === null &&
        !this.#found.has(path)
      ) {
        this.#found.set(path, { '@id': path, '@type': 'File' });
      }
    }
    for (const [folder, entity] of this.#folders) {
      if (!filled.has(folder) && listOf(entity.hasPart).length === 0) {
        this.#crate.warnings.add('folder-missing', entity['@id']);
      }
    }
  }

  #folderOf(path: string): string | null {
    for (
      let end = path.lastIndexOf('/');
      end > 0;
      end = path.lastIndexOf('/', end - 1)
    ) {
      const folder = path.slice(0, end + 1);
      if (this.#folders.has(folder)) {
        return folder;
      }
    }
    return null;
  }
}

function nameOf(entity: Entity): string {
  return textOf(entity.name) ?? entity['@id'];
}

/** A whole dataset that lies behind an address. */
function isWebDataset(entity: Entity): boolean {
  if (!hasType(entity, 'Dataset') || hasType(entity, 'FormalParameter')) {
    return false;
  }
  return [
    entity['@id'],
    ...textsOrIdsOf(entity.contentUrl),
    ...textsOrIdsOf(entity.url)
  ].some(text => readAddress(text) !== null);
}

function isFileByAnotherName(entity: Entity): boolean {
  const untyped = entity['@type'] === undefined;
  // `packed.cwl#step.cwl` is a part of a file.
  const part = /.#/.test(entity['@id']);
  if (part || (!untyped && !hasType(entity, ...MAYBE_FILES))) {
    return false;
  }
  const path = relativePath(entity['@id']);
  return (
    entity.contentUrl !== undefined ||
    (entity.url !== undefined && entity.encodingFormat !== undefined) ||
    (path !== null && extensionOf(path) !== null) ||
    (readAddress(entity['@id'])?.type === 'web' &&
      entity.encodingFormat !== undefined)
  );
}
