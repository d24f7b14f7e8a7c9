import type { Publication, PublicationState } from 'sciencemesh-contract';

/**
 * What the person has to do, or can do, with the publications of a group.
 */
export type GroupName =
  'declined' | 'uploads' | 'drafts' | 'reviews' | 'published' | 'over';

/**
 * A publication; of what is published, the newest version with those before.
 */
export interface IEntry {
  readonly publication: Publication;

  /**
   * The newest first.
   */
  readonly earlier: readonly Publication[];
}

/**
 * Publications that stand under one heading.
 */
export interface IGroup {
  readonly name: GroupName;
  readonly entries: readonly IEntry[];
}

/**
 * The publications under their headings: what waits for the person first, what
 * is over last.
 *
 * @param publications - what was begun last first
 */
export function grouped(
  publications: readonly Publication[]
): readonly IGroup[] {
  const members = new Map<GroupName, Publication[]>(
    GROUPS.map(name => [name, []])
  );
  for (const publication of publications) {
    members.get(groupOf(publication.state))?.push(publication);
  }
  return GROUPS.map(name => {
    const own = members.get(name) ?? [];
    return {
      name,
      entries:
        name === 'published'
          ? underConcepts(own, publications)
          : own.map(publication => ({ publication, earlier: [] }))
    };
  }).filter(({ entries }) => entries.length > 0);
}

/**
 * Whether a publication holds every word that is looked for.
 *
 * @param repositoryName - empty where it is not known
 */
export function holds(
  publication: Publication,
  repositoryName: string,
  search: string
): boolean {
  const words = search.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const { conceptDoi, doi, title } = publication;
  const text = [title, doi, conceptDoi, repositoryName]
    .join('\n')
    .toLocaleLowerCase();
  return words.every(word => text.includes(word));
}

const GROUPS: readonly GroupName[] = [
  'declined',
  'uploads',
  'drafts',
  'reviews',
  'published',
  'over'
];

function groupOf(state: PublicationState): GroupName {
  switch (state) {
    case 'declined':
      return 'declined';
    case 'uploading':
    case 'paused':
      return 'uploads';
    case 'form':
    case 'creating':
    case 'unsure':
    case 'draft':
    case 'verified':
    case 'finishing':
      return 'drafts';
    case 'review':
      return 'reviews';
    case 'published':
      return 'published';
    case 'discarded':
    case 'gone':
      return 'over';
  }
}

/**
 * Versions of one thing stand under its concept DOI; where a repository has
 * none (a Dataverse gives all versions one DOI), under the version that they
 * follow.
 */
function underConcepts(
  published: readonly Publication[],
  all: readonly Publication[]
): readonly IEntry[] {
  const known = new Map(all.map(one => [one.id, one]));
  const versions = new Map<string, Publication[]>();
  for (const publication of published) {
    const concept = publication.conceptDoi ?? first(publication, known).id;
    const others = versions.get(concept);
    if (others) {
      others.push(publication);
    } else {
      versions.set(concept, [publication]);
    }
  }
  return [...versions.values()].flatMap(([publication, ...earlier]) =>
    publication ? [{ publication, earlier }] : []
  );
}

function first(
  publication: Publication,
  known: ReadonlyMap<string, Publication>
): Publication {
  const passed = new Set<string>();
  let one = publication;
  while (one.previousId !== null && !passed.has(one.id)) {
    passed.add(one.id);
    const previous = known.get(one.previousId);
    if (!previous) {
      break;
    }
    one = previous;
  }
  return one;
}
