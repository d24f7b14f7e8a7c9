/**
 * One set of metadata from all that was found: each field from the source that
 * is trusted most, lists together, and a question where sources disagree on
 * what a reader would cite.
 */
import type {
  DraftMetadata,
  GatheredMetadata,
  MetadataField,
  MetadataOrigin,
  MetadataQuestion,
  MetadataSource
} from 'sciencemesh-contract';
import { nameKey, nameOf } from './people.ts';
import type { MetadataReading } from './reading.ts';

/**
 * Most trusted first. What a person typed, then what one has already looked
 * through for an earlier version; then what describes the whole, by hand or by
 * program; then what describes a part of it.
 */
export const TRUST: readonly MetadataOrigin[] = [
  'person',
  'earlier',
  'crate',
  'cff',
  'codemeta',
  'notebook',
  'job',
  'profile'
];

/** What was read, and from where. */
export interface FoundMetadata extends MetadataReading {
  origin: MetadataOrigin;
  /** The file, among those that are published. */
  path?: string;
}

/** Lists of which each source may know a part. */
const UNITED = ['keywords', 'related', 'funding'] as const;
type United = (typeof UNITED)[number];

/** What is new with each version, so that an earlier one says nothing of it. */
const OF_ONE_VERSION: ReadonlySet<MetadataField> = new Set([
  'version',
  'publicationDate',
  'dates'
]);

export function gatherMetadata(
  found: readonly FoundMetadata[]
): GatheredMetadata {
  const sources = [...found]
    .sort(
      (one, other) => TRUST.indexOf(one.origin) - TRUST.indexOf(other.origin)
    )
    .map(withoutVersion);
  const result: GatheredMetadata = { metadata: {}, sources: [], questions: [] };
  const takenFrom = new Map<string, FoundMetadata>();
  for (const source of sources) {
    for (const field of fieldsOf(source.metadata)) {
      if (!takenFrom.has(field) && !isUnited(field)) {
        Object.assign(result.metadata, { [field]: source.metadata[field] });
        takenFrom.set(field, source);
        result.sources.push(sourceOf(`/${field}`, source));
      }
    }
  }
  const moved = unite(result, sources);
  completeCreators(result, sources, takenFrom.get('creators'));
  for (const source of sources) {
    result.questions.push(
      ...source.questions.flatMap(question =>
        settled(question, source, takenFrom, moved.get(source))
      )
    );
  }
  result.questions.push(...differences(sources));
  return result;
}

function withoutVersion(source: FoundMetadata): FoundMetadata {
  if (source.origin !== 'earlier') {
    return source;
  }
  const metadata = Object.fromEntries(
    Object.entries(source.metadata).filter(
      ([field]) => !OF_ONE_VERSION.has(field as MetadataField)
    )
  ) as DraftMetadata;
  return { ...source, metadata };
}

function fieldsOf(metadata: DraftMetadata): MetadataField[] {
  return (Object.keys(metadata) as MetadataField[]).filter(
    field => metadata[field] !== undefined
  );
}

function isUnited(field: MetadataField): field is United {
  return (UNITED as readonly MetadataField[]).includes(field);
}

function sourceOf(
  field: string,
  { origin, path }: FoundMetadata
): MetadataSource {
  return { field, origin, ...(path === undefined ? {} : { path }) };
}

/** Where the items of a source's lists have gone: from pointer to pointer. */
type Moves = Map<string, string>;

function unite(
  result: GatheredMetadata,
  sources: readonly FoundMetadata[]
): Map<FoundMetadata, Moves> {
  const moved = new Map<FoundMetadata, Moves>();
  for (const field of UNITED) {
    const items: unknown[] = [];
    const places = new Map<string, number>();
    for (const source of sources) {
      const moves = moved.get(source) ?? new Map<string, string>();
      moved.set(source, moves);
      for (const [index, item] of (source.metadata[field] ?? []).entries()) {
        const key = keyOf(item);
        const place = places.get(key) ?? items.length;
        moves.set(`/${field}/${index}`, `/${field}/${place}`);
        if (place === items.length) {
          places.set(key, place);
          items.push(item);
          result.sources.push(sourceOf(`/${field}/${place}`, source));
        }
      }
    }
    if (items.length > 0) {
      Object.assign(result.metadata, { [field]: items });
    }
  }
  return moved;
}

/** What makes two items the same thing, whatever else they say. */
function keyOf(item: NonNullable<DraftMetadata[United]>[number]): string {
  if ('value' in item) {
    return item.value.toLowerCase();
  }
  return 'relation' in item
    ? `${item.relation} ${item.identifier}`
    : `${nameKey(item.funder.name)} ${item.awardNumber ?? ''}`;
}

/** Other sources know the ORCID or the affiliation of the same people. */
function completeCreators(
  result: GatheredMetadata,
  sources: readonly FoundMetadata[],
  taken: FoundMetadata | undefined
): void {
  const { creators } = result.metadata;
  if (creators === undefined) {
    return;
  }
  result.metadata.creators = creators.map((creator, index) => {
    let whole = creator;
    for (const source of sources) {
      const same = source.metadata.creators?.find(
        one =>
          one.kind === creator.kind &&
          nameKey(nameOf(one)) === nameKey(nameOf(creator))
      );
      if (source === taken || same === undefined) {
        continue;
      }
      const known = { ...same, ...whole };
      for (const key of Object.keys(known)) {
        if (!(key in whole)) {
          result.sources.push(sourceOf(`/creators/${index}/${key}`, source));
        }
      }
      whole = known;
    }
    return whole;
  });
}

/**
 * A question where its field is now; none where another source has answered.
 */
function settled(
  question: MetadataQuestion,
  source: FoundMetadata,
  takenFrom: ReadonlyMap<string, FoundMetadata>,
  moves: Moves | undefined
): MetadataQuestion[] {
  const [, field = '', index] = question.field.split('/');
  if (field === '') {
    return [question];
  }
  const before = `/${field}/${index ?? ''}`;
  const after = moves?.get(before);
  if (after !== undefined) {
    return [{ ...question, field: question.field.replace(before, after) }];
  }
  const winner = takenFrom.get(field);
  return winner === undefined || winner === source ? [question] : [];
}

/** What a reader would cite, in words that two sources can be compared by. */
const CITED = {
  title: ({ title }: DraftMetadata) => title && nameKey(title),
  version: ({ version }: DraftMetadata) => version?.replace(/^v(?=\d)/i, ''),
  creators: ({ creators }: DraftMetadata) =>
    creators
      ?.map(creator => nameKey(nameOf(creator)))
      .sort()
      .join('; '),
  licences: ({ licences }: DraftMetadata) =>
    licences
      ?.map(({ spdx, url, title }) => spdx ?? url ?? title)
      .sort()
      .join('; ')
} as const;

const WORDS: Record<keyof typeof CITED, string> = {
  title: 'titles',
  version: 'versions',
  creators: 'authors',
  licences: 'licences'
};

/** Of these every one describes the whole of what is published. */
const DESCRIBE_THE_WHOLE: readonly MetadataOrigin[] = [
  'crate',
  'cff',
  'codemeta'
];

function differences(sources: readonly FoundMetadata[]): MetadataQuestion[] {
  return (Object.keys(CITED) as (keyof typeof CITED)[]).flatMap(field => {
    const said = new Map<string, FoundMetadata>();
    // What a person has said is what it is.
    if (
      sources.some(
        ({ origin, metadata }) =>
          origin === 'person' && metadata[field] !== undefined
      )
    ) {
      return [];
    }
    for (const source of sources) {
      const words = CITED[field](source.metadata);
      if (
        DESCRIBE_THE_WHOLE.includes(source.origin) &&
        words !== undefined &&
        !said.has(words)
      ) {
        said.set(words, source);
      }
    }
    if (said.size < 2) {
      return [];
    }
    const choices = [...said.values()].map(source => ({
      label: `${source.path ?? source.origin}: ${shown(source.metadata, field)}`,
      value: source.metadata[field]
    }));
    return [
      {
        code: 'sources-differ' as const,
        field: `/${field}`,
        message: `The files name different ${WORDS[field]}. Choose which is right, and correct the others.`,
        choices
      }
    ];
  });
}

function shown(metadata: DraftMetadata, field: keyof typeof CITED): string {
  const words =
    field === 'creators'
      ? (metadata.creators ?? []).map(nameOf).join(', ')
      : field === 'licences'
        ? (metadata.licences ?? [])
            .map(({ spdx, title, url }) => spdx ?? title ?? url)
            .join(', ')
        : (metadata[field] ?? '');
  return words.length > 300 ? `${words.slice(0, 299)}…` : words;
}
