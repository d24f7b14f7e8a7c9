/**
 * What is proposed while somebody types, when the repository does not answer
 * or does not know: what earlier forms hold, and SPDX's list of licences.
 */
import type {
  Contributor,
  Creator,
  Organisation,
  PublicationForm,
  Suggestion,
  SuggestionKind,
  SuggestionQuery
} from 'sciencemesh-contract';

const MOST = 10;

/** @param forms what was filled in so far, the newest first */
export async function suggestionsHere(
  { kind, q }: SuggestionQuery,
  forms: readonly PublicationForm[]
): Promise<Suggestion[]> {
  const words = wordsOf(q);
  const used = forms.flatMap(form => usedIn(kind, form));
  const listed = kind === 'licence' ? await licences() : [];
  const found = [...used, ...listed].filter(one => fits(one, words));
  return unlike(kind === 'licence' ? closestFirst(found, q) : found).slice(
    0,
    MOST
  );
}

/** Who types the beginning of an SPDX identifier means that one. */
function closestFirst(
  suggestions: readonly Suggestion[],
  q: string
): Suggestion[] {
  const wanted = fold(q.trim());
  const distance = ({ value }: Suggestion): number => {
    const spdx = fold(identifiersIn(value).spdx ?? '');
    return wanted !== '' && spdx.startsWith(wanted)
      ? spdx.length - wanted.length
      : Infinity;
  };
  return suggestions.toSorted((one, other) => {
    const [near, far] = [distance(one), distance(other)];
    // Two that are equally far away stay as they are.
    return near === far ? 0 : near - far;
  });
}

/** What is known here first: people cite the same few again and again. */
export function together(
  here: readonly Suggestion[],
  there: readonly Suggestion[]
): Suggestion[] {
  // Half of them at most, where the repository has something to say.
  const kept = here.slice(0, Math.max(MOST / 2, MOST - there.length));
  return unlike([...kept, ...there]);
}

function usedIn(
  kind: SuggestionKind,
  { community, metadata }: PublicationForm
): Suggestion[] {
  const { contributors = [], creators = [], funding = [] } = metadata;
  const people = [...creators, ...contributors.map(withoutRole)];
  switch (kind) {
    case 'person':
      return people.flatMap(personOf);
    case 'organisation':
      return people.flatMap(organisationsOf).map(organisation);
    case 'funder':
      return funding.map(({ funder }) => organisation(funder));
    case 'award':
      return funding.flatMap(value => {
        const label = value.awardTitle ?? value.awardNumber;
        return label === undefined
          ? []
          : [{ label, detail: value.awardNumber ?? value.funder.name, value }];
      });
    case 'licence':
      return (metadata.licences ?? []).flatMap(value => {
        const label = value.title ?? value.spdx;
        return label === undefined
          ? []
          : [{ label, detail: value.spdx ?? value.url ?? null, value }];
      });
    case 'keyword':
      return (metadata.keywords ?? []).map(value => ({
        label: value.value,
        detail: value.scheme ?? null,
        value
      }));
    case 'community':
    case 'collection':
      return community === null
        ? []
        : [{ label: community, detail: null, value: community }];
  }
}

function withoutRole(contributor: Contributor): Creator {
  const creator: Creator & { role?: Contributor['role'] } = { ...contributor };
  delete creator.role;
  return creator;
}

function personOf(creator: Creator): Suggestion[] {
  if (creator.kind === 'organisation') {
    return [];
  }
  const { affiliations, family, given, orcid } = creator;
  return [
    {
      label: given === undefined ? family : `${family}, ${given}`,
      detail: orcid ?? affiliations?.[0]?.name ?? null,
      value: creator
    }
  ];
}

function organisationsOf(creator: Creator): Organisation[] {
  const { affiliations = [] } = creator;
  if (creator.kind === 'person') {
    return affiliations;
  }
  const { name, ror } = creator;
  return [{ name, ...(ror === undefined ? {} : { ror }) }, ...affiliations];
}

function organisation(value: Organisation): Suggestion {
  return { label: value.name, detail: value.ror ?? null, value };
}

/** Loaded when somebody looks for a licence. */
async function licences(): Promise<Suggestion[]> {
  const { default: list } = await import('spdx-license-list');
  return Object.entries(list).map(([spdx, { name, url }]) => ({
    label: name,
    detail: spdx,
    value: { spdx, title: name, ...(url === '' ? {} : { url }) }
  }));
}

function fits(
  { detail, label }: Suggestion,
  words: readonly string[]
): boolean {
  const text = fold(`${label} ${detail ?? ''}`);
  return words.every(word => text.includes(word));
}

function wordsOf(text: string): string[] {
  return fold(text).split(/\s+/u).filter(Boolean);
}

function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Each person, organisation or word once: by its identifier, or its name. */
function unlike(suggestions: readonly Suggestion[]): Suggestion[] {
  const seen = new Set<string>();
  return suggestions.filter(suggestion => {
    const key = identityOf(suggestion);
    return seen.has(key) ? false : seen.add(key);
  });
}

function identityOf({ detail, label, value }: Suggestion): string {
  const { orcid, ror, spdx } = identifiersIn(value);
  return fold(orcid ?? ror ?? spdx ?? `${label} ${detail ?? ''}`);
}

function identifiersIn(
  value: unknown
): Partial<Record<'orcid' | 'ror' | 'spdx', string>> {
  return typeof value === 'object' && value !== null ? value : {};
}
