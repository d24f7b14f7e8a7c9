/**
 * Whether a repository keeps what it was told, but for what it is said to
 * lose, and whether it loses all of that.
 */
import assert from 'node:assert/strict';
import type {
  DraftMetadata,
  MetadataLoss,
  PublicationMetadata
} from 'sciencemesh-contract';

type Tree = Record<string, unknown> | unknown[];

/** @param kept what was read back by other means than the adapter's */
export function assertKept(
  sent: PublicationMetadata,
  kept: DraftMetadata,
  losses: readonly MetadataLoss[]
): void {
  const plain = { ...sent, ...wordsOf(sent) };
  const read = { ...kept, ...wordsOf(kept) };
  const fields = losses.map(({ field }) => field);
  const missing = Object.entries(without(plain, fields)).filter(
    ([name, value]) => !contains((read as Record<string, unknown>)[name], value)
  );
  assert.deepEqual(missing, [], 'lost without a word');
  for (const field of fields) {
    const others = fields.filter(
      other => other !== field && !field.startsWith(`${other}/`)
    );
    assert.ok(
      !contains(read, without(plain, others)),
      `${field} is said to be lost and is there`
    );
  }
}

/** Markdown and HTML of the same text have the same words. */
function wordsOf({ description }: DraftMetadata): { description?: string } {
  return description === undefined
    ? {}
    : {
        description: description.replaceAll(/<[^>]*>|[#*\s]/gu, '')
      };
}

/** Without what stands at these JSON pointers. */
function without(
  metadata: PublicationMetadata,
  pointers: readonly string[]
): Tree & Record<string, unknown> {
  const copy = structuredClone(metadata) as Record<string, unknown>;
  for (const pointer of pointers) {
    const path = pointer.split('/').slice(1);
    const last = path.pop() ?? '';
    const parent = path.reduce<unknown>(
      (inner, name) => (inner as Record<string, unknown> | undefined)?.[name],
      copy
    );
    if (Array.isArray(parent)) {
      // In its place, so that those after it keep their numbers.
      parent[Number(last)] = undefined;
    } else if (typeof parent === 'object' && parent !== null) {
      delete (parent as Record<string, unknown>)[last];
    }
  }
  return copy;
}

/** Elements of a list in whatever order they are. */
function contains(whole: unknown, part: unknown): boolean {
  if (part === undefined) {
    return true;
  }
  if (Array.isArray(part)) {
    const left = Array.isArray(whole) ? [...(whole as unknown[])] : [];
    return part.every(element => {
      if (element === undefined) {
        return true;
      }
      const at = left.findIndex(each => contains(each, element));
      left.splice(at, at < 0 ? 0 : 1);
      return at >= 0;
    });
  }
  if (typeof part === 'object' && part !== null) {
    return Object.entries(part).every(([name, value]) =>
      contains((whole as Record<string, unknown> | undefined)?.[name], value)
    );
  }
  return whole === part;
}
