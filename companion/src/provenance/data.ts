/**
 * Files of a run: what it read, what it made, and what was written down about
 * it.
 */
import { posix } from 'node:path';
import type { JobManifest } from 'sciencemesh-contract';
import { mediaTypeOf } from '../contents/media-types.ts';
import { encodedPath, encodedUri } from '../packages/attached/attached-ids.ts';
import { isPlainAddress } from './discretion.ts';
import {
  fragment,
  type Graph,
  type Properties,
  type Reference
} from './graph.ts';
import type { PresentFile, SourcePackage } from './run-facts.ts';

export type InputRecord = JobManifest['inputs'][number];

/** A file in the folder of results. */
export function resultFile(
  graph: Graph,
  { path, sha256, size }: PresentFile,
  more: Properties = {},
  types: readonly string[] = []
): Reference {
  return graph.add(
    encodedPath(path),
    types.length === 0 ? 'File' : ['File', ...types],
    {
      name: posix.basename(path),
      contentSize: String(size),
      sha256,
      encodingFormat: mediaTypeOf(path),
      ...more
    }
  );
}

/**
 * Inputs stay where they were: they are described, and not part of the crate.
 */
export class Inputs {
  readonly #graph: Graph;
  readonly #package: SourcePackage | null;
  readonly #known = new Map<string, Reference>();
  readonly #collections = new Map<string, Reference>();
  /** They are mentioned by the crate, as the profile asks. */
  readonly collections: Reference[] = [];

  constructor(graph: Graph, from: SourcePackage | null) {
    this.#graph = graph;
    this.#package = from;
  }

  /**
   * What a task read.
   *
   * @param asOne tasks share them: a collection keeps thousands of tasks from
   * naming thousands of files each
   */
  read(inputs: readonly InputRecord[], asOne: boolean): Reference[] {
    const references = inputs.map(input => this.#input(input));
    const [first] = references;
    if (!asOne || first === undefined || references.length === 1) {
      return references;
    }
    const key = JSON.stringify(references);
    let collection = this.#collections.get(key);
    if (collection === undefined) {
      collection = this.#graph.add(
        fragment('inputs', this.#collections.size + 1),
        'Collection',
        {
          name: 'Files that each task read',
          hasPart: references,
          mainEntity: first
        }
      );
      this.#collections.set(key, collection);
      this.collections.push(collection);
    }
    return [collection];
  }

  #input({ path, sha256, size }: InputRecord): Reference {
    const key = JSON.stringify([path, sha256, size]);
    const known = this.#known.get(key);
    if (known !== undefined) {
      return known;
    }
    const address = this.#package?.addresses.get(path) ?? null;
    const reference = this.#graph.add(
      fragment('input', this.#known.size + 1, path),
      'CreativeWork',
      {
        name: path,
        contentSize: String(size),
        sha256,
        encodingFormat: mediaTypeOf(path),
        isBasedOn:
          address !== null && isPlainAddress(address)
            ? { '@id': encodedUri(address) }
            : null
      }
    );
    this.#known.set(key, reference);
    return reference;
  }
}
