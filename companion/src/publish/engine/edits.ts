/**
 * What the person changed in the metadata, and what is left of where the rest
 * came from.
 */
import { isDeepStrictEqual } from 'node:util';
import type {
  DraftMetadata,
  MetadataField,
  MetadataQuestion,
  MetadataSource
} from 'sciencemesh-contract';

interface Described {
  metadata: DraftMetadata;
  sources: readonly MetadataSource[];
  questions: readonly MetadataQuestion[];
}

/** @returns sources and questions that hold for the new metadata */
export function afterEdit(
  { metadata: before, sources, questions }: Described,
  after: DraftMetadata
): { sources: MetadataSource[]; questions: MetadataQuestion[] } {
  const fields = [
    ...new Set([...Object.keys(before), ...Object.keys(after)])
  ] as MetadataField[];
  const changed = fields.filter(
    field => !isDeepStrictEqual(before[field], after[field])
  );
  const isChanged = (pointer: string) =>
    changed.some(field => isWithin(pointer, `/${field}`));
  return {
    sources: [
      ...sources.filter(({ field }) => !isChanged(field)),
      ...changed.flatMap(field =>
        sourcesOf(field, before[field], after[field], sources)
      )
    ],
    questions: questions.filter(({ field }) => !isChanged(field))
  };
}

function sourcesOf(
  field: MetadataField,
  before: unknown,
  after: unknown,
  sources: readonly MetadataSource[]
): MetadataSource[] {
  if (after === undefined) {
    return [];
  }
  if (!Array.isArray(before) || !Array.isArray(after)) {
    return [{ field: `/${field}`, origin: 'person' }];
  }
  const whole = sources.find(source => source.field === `/${field}`);
  return after.flatMap((item: unknown, place): MetadataSource[] => {
    const at = `/${field}/${place}`;
    const was = before.findIndex(old => isDeepStrictEqual(old, item));
    if (was === -1) {
      return [{ field: at, origin: 'person' }];
    }
    const old = `/${field}/${was}`;
    const own = sources
      .filter(source => isWithin(source.field, old))
      .map(source => ({
        ...source,
        field: `${at}${source.field.slice(old.length)}`
      }));
    return own.some(source => source.field === at) || whole === undefined
      ? own
      : [{ ...whole, field: at }, ...own];
  });
}

function isWithin(pointer: string, top: string): boolean {
  return pointer === top || pointer.startsWith(`${top}/`);
}
