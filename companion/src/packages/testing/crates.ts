/**
 * Small crates for tests, each about one thing.
 */
import assert from 'node:assert/strict';
import { isCrateProblem, type CrateProblem } from '../crate/crate.ts';
import type { Package } from '../reading/package.ts';
import { readPackage, type ReadOptions } from '../reading/reader.ts';

export type Node = Record<string, unknown>;

export const DESCRIPTOR: Node = {
  '@id': 'ro-crate-metadata.json',
  '@type': 'CreativeWork',
  about: { '@id': './' },
  conformsTo: { '@id': 'https://w3id.org/ro/crate/1.1' }
};

export const LICENCE = 'https://spdx.org/licenses/MIT';

/** A crate whose root has the given properties and lists the given nodes. */
export function crateOf(root: Node, ...nodes: Node[]): Node {
  return {
    '@context': 'https://w3id.org/ro/crate/1.1/context',
    '@graph': [
      DESCRIPTOR,
      {
        '@id': './',
        '@type': 'Dataset',
        name: 'A package',
        license: { '@id': LICENCE },
        hasPart: nodes
          .filter(node => node['@type'] === 'File')
          .map(node => ({ '@id': node['@id'] })),
        ...root
      },
      ...nodes
    ]
  };
}

/** A crate with one file, and that file as it was read. */
export function fileOf(
  node: Node,
  options?: ReadOptions
): Package['files'][number] {
  const [file] = read(crateOf({}, { '@type': 'File', ...node }), options).files;
  assert.ok(file, 'the crate has a file');
  return file;
}

/** A crate with the given main entity. */
export function mainOf(node: Node, ...nodes: Node[]): Node {
  return crateOf(
    { mainEntity: { '@id': node['@id'] } },
    {
      '@type': ['File', 'SoftwareSourceCode', 'ComputationalWorkflow'],
      ...node
    },
    ...nodes
  );
}

/** Reads what must be a crate. */
export function read(document: unknown, options?: ReadOptions): Package {
  const result = readPackage(document, options);
  assert.ok(!isCrateProblem(result), 'it is a crate');
  return result;
}

/** Reads what must not be a crate. */
export function problemOf(document: unknown): CrateProblem {
  const result = readPackage(document);
  assert.ok(isCrateProblem(result), 'it is no crate');
  return result;
}

export function codesOf({ warnings }: Package): string[] {
  return [...new Set(warnings.map(({ code }) => code))];
}
