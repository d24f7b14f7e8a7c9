/**
 * What a repository proposes while somebody types.
 */
import type { Suggestion, SuggestionKind } from 'sciencemesh-contract';
import { at, listOf, objectOf, textOf } from '../http/answers.ts';
import { hitsOf } from './answers.ts';

/** Where each kind is looked up; null: InvenioRDM has no such thing. */
export function suggestionPath(
  kind: SuggestionKind,
  words: string
): string | null {
  const query = `size=10&suggest=${encodeURIComponent(words)}`;
  switch (kind) {
    case 'person':
      return `names?${query}`;
    case 'organisation':
      return `affiliations?${query}`;
    case 'funder':
      return `funders?${query}`;
    case 'award':
      return `awards?${query}`;
    case 'licence':
      return `vocabularies/licenses?${query}`;
    case 'keyword':
      return `subjects?${query}`;
    case 'community':
      return `communities?size=10&q=${encodeURIComponent(words)}`;
    case 'collection':
      return null;
  }
}

export function suggestionsOf(
  kind: SuggestionKind,
  answer: unknown
): Suggestion[] {
  return hitsOf(answer).flatMap(hit => suggestionOf(kind, hit) ?? []);
}

function suggestionOf(kind: SuggestionKind, hit: unknown): Suggestion | null {
  const id = textOf(at(hit, 'id'));
  const name = textOf(at(hit, 'name'));
  switch (kind) {
    case 'person':
      return person(hit);
    case 'organisation':
    case 'funder':
      return name === null
        ? null
        : {
            label: name,
            detail:
              textOf(at(hit, 'country_name')) ?? textOf(at(hit, 'country')),
            value: id !== null && ROR.test(id) ? { name, ror: id } : { name }
          };
    case 'award':
      return award(hit);
    case 'licence': {
      const label = translated(at(hit, 'title')) ?? id;
      const url = textOf(at(hit, 'props', 'url'));
      return label === null || id === null
        ? null
        : {
            label,
            detail: id,
            value: { spdx: id, title: label, ...(url === null ? {} : { url }) }
          };
    }
    case 'keyword': {
      const value = textOf(at(hit, 'subject'));
      const scheme = textOf(at(hit, 'scheme'));
      return value === null
        ? null
        : {
            label: value,
            detail: scheme,
            value: { value, ...(scheme === null ? {} : { scheme }) }
          };
    }
    case 'community':
      return id === null
        ? null
        : {
            label: textOf(at(hit, 'metadata', 'title')) ?? id,
            detail: textOf(at(hit, 'slug')),
            value: id
          };
    case 'collection':
      return null;
  }
}

const ROR = /^0[a-z0-9]{6}[0-9]{2}$/u;

function person(hit: unknown): Suggestion | null {
  const family = textOf(at(hit, 'family_name'));
  if (family === null) {
    return null;
  }
  const given = textOf(at(hit, 'given_name'));
  const orcid =
    listOf(at(hit, 'identifiers'))
      .filter(one => at(one, 'scheme') === 'orcid')
      .map(one => textOf(at(one, 'identifier')))
      .find(one => one !== null) ?? undefined;
  const affiliations = listOf(at(hit, 'affiliations')).flatMap(one => {
    const name = textOf(at(one, 'name'));
    const ror = textOf(at(one, 'id'));
    return name === null
      ? []
      : [ror !== null && ROR.test(ror) ? { name, ror } : { name }];
  });
  return {
    label: given === null ? family : `${family}, ${given}`,
    detail: orcid ?? affiliations[0]?.name ?? null,
    value: {
      kind: 'person',
      family,
      ...(given === null ? {} : { given }),
      ...(orcid === undefined ? {} : { orcid }),
      ...(affiliations.length === 0 ? {} : { affiliations })
    }
  };
}

function award(hit: unknown): Suggestion | null {
  const number = textOf(at(hit, 'number'));
  const title = translated(at(hit, 'title'));
  const funder = textOf(at(hit, 'funder', 'name'));
  const label = title ?? number;
  if (label === null) {
    return null;
  }
  const ror = textOf(at(hit, 'funder', 'id'));
  return {
    label,
    detail: number,
    value: {
      ...(funder === null
        ? {}
        : {
            funder:
              ror !== null && ROR.test(ror)
                ? { name: funder, ror }
                : { name: funder }
          }),
      ...(number === null ? {} : { awardNumber: number }),
      ...(title === null ? {} : { awardTitle: title })
    }
  };
}

/** English, or else whatever there is. */
function translated(value: unknown): string | null {
  const texts = Object.values(objectOf(value)).map(textOf);
  return textOf(at(value, 'en')) ?? texts.find(text => text !== null) ?? null;
}
