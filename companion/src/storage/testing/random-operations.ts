/**
 * Random operations on a storage beside the same ones on a model in memory.
 */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import type { Storage, StorageFailure } from '../storage.ts';
import { StorageError } from '../storage.ts';
import { getText, list, put } from './files.ts';

/** Paths to what is there: null for a folder, the text of a file. */
type Model = Map<string, string | null>;

export type Operation =
  | { type: 'write'; path: string; content: string; isNew: boolean }
  | { type: 'makeFolder'; path: string }
  | { type: 'move' | 'copy'; from: string; to: string }
  | { type: 'delete'; path: string };

const name = fc.constantFrom('a', 'b', 'ü', 'c d');
const path = fc
  .array(name, { minLength: 1, maxLength: 3 })
  .map(names => names.join('/'));

/** Any operation on a handful of paths, so that they meet. */
export const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({
    type: fc.constant('write' as const),
    path,
    content: fc.string({ maxLength: 20 }),
    isNew: fc.boolean()
  }),
  fc.record({ type: fc.constant('makeFolder' as const), path }),
  fc.record({
    type: fc.constantFrom('move' as const, 'copy' as const),
    from: path,
    to: path
  }),
  fc.record({ type: fc.constant('delete' as const), path })
);

const seed = Number(
  process.env['SCIENCEMESH_SEED'] ?? Math.floor(Math.random() * 2 ** 31)
);

/** Parameters for `fc.assert`; a failure prints seed and counterexample. */
export const TRIALS = {
  numRuns: Number(process.env['SCIENCEMESH_TRIALS'] ?? 10),
  seed
};

/** @param folder makes an empty folder in the storage */
export function describeRandomOperations(
  storage: () => Storage,
  folder: () => Promise<string>
): void {
  it(`does what a model does (SCIENCEMESH_SEED=${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(operation, { minLength: 5, maxLength: 15 }),
        async operations => {
          const root = await folder();
          const model: Model = new Map();
          for (const each of operations) {
            const expected = apply(model, each);
            const actual = await codeOf(carryOut(storage(), root, each));
            assert.equal(
              actual === null,
              expected === null,
              `${JSON.stringify(each)}: ${actual} instead of ${expected}`
            );
          }
          assert.deepEqual(await contentOf(storage(), root), sorted(model));
        }
      ),
      { ...TRIALS, endOnFailure: true }
    );
  });
}

/** Does it to the storage. */
export function carryOut(
  storage: Storage,
  root: string,
  operation: Operation
): Promise<unknown> {
  switch (operation.type) {
    case 'write':
      return put(
        storage,
        `${root}/${operation.path}`,
        operation.content,
        operation.isNew ? { type: 'new' } : { type: 'any' }
      );
    case 'makeFolder':
      return storage.makeFolder(`${root}/${operation.path}`);
    case 'move':
    case 'copy':
      return storage[operation.type](
        `${root}/${operation.from}`,
        `${root}/${operation.to}`
      );
    case 'delete':
      return storage.delete(`${root}/${operation.path}`);
  }
}

/** Does it to the model; tells why it cannot be done. */
export function apply(
  model: Model,
  operation: Operation
): StorageFailure | null {
  const parentIsThere = (path: string) =>
    !path.includes('/') ||
    model.get(path.slice(0, path.lastIndexOf('/'))) === null;
  switch (operation.type) {
    case 'write': {
      const there = model.get(operation.path);
      if (there === null) {
        return 'wrong-kind';
      }
      if (!parentIsThere(operation.path)) {
        return 'not-found';
      }
      if (there !== undefined && operation.isNew) {
        return 'exists';
      }
      model.set(operation.path, operation.content);
      return null;
    }
    case 'makeFolder':
      if (model.has(operation.path)) {
        return 'exists';
      }
      if (!parentIsThere(operation.path)) {
        return 'not-found';
      }
      model.set(operation.path, null);
      return null;
    case 'move':
    case 'copy':
      return transplant(model, operation);
    case 'delete':
      if (!model.has(operation.path)) {
        return 'not-found';
      }
      below(model, operation.path).forEach(path => model.delete(path));
      return null;
  }
}

function transplant(
  model: Model,
  { type, from, to }: Extract<Operation, { from: string }>
): StorageFailure | null {
  if (from === to || to.startsWith(`${from}/`)) {
    return 'name-refused';
  }
  if (!model.has(from)) {
    return 'not-found';
  }
  if (model.has(to)) {
    return 'exists';
  }
  const parent = to.includes('/') ? to.slice(0, to.lastIndexOf('/')) : null;
  if (parent !== null && model.get(parent) !== null) {
    return 'not-found';
  }
  for (const path of below(model, from)) {
    model.set(to + path.slice(from.length), model.get(path) ?? null);
    if (type === 'move') {
      model.delete(path);
    }
  }
  return null;
}

function below(model: Model, path: string): string[] {
  return [...model.keys()].filter(
    each => each === path || each.startsWith(`${path}/`)
  );
}

/** All that is in a folder of a storage, read. */
export async function contentOf(
  storage: Storage,
  root: string
): Promise<[string, string | null][]> {
  const found: Model = new Map();
  const walk = async (folder: string): Promise<void> => {
    for (const entry of await list(storage, folder)) {
      const path = entry.path.slice(root.length + 1);
      if (entry.kind === 'folder') {
        found.set(path, null);
        await walk(entry.path);
      } else {
        found.set(path, await getText(storage, entry.path));
      }
    }
  };
  await walk(root);
  return sorted(found);
}

export function sorted(model: Model): [string, string | null][] {
  return [...model].sort(([a], [b]) => (a < b ? -1 : 1));
}

async function codeOf(
  attempt: Promise<unknown>
): Promise<StorageFailure | null> {
  try {
    await attempt;
    return null;
  } catch (error) {
    if (error instanceof StorageError) {
      return error.code;
    }
    throw error;
  }
}
