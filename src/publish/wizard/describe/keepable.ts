import type {
  Creator,
  DraftMetadata,
  Organisation
} from 'sciencemesh-contract';
import { DATE } from './problems';

/**
 * The part of metadata that the companion keeps: what is half typed (a person
 * without a name, half a date) is no value yet.
 */
export function keepable(metadata: DraftMetadata): DraftMetadata {
  const { access, contact, creators, contributors, funding, language } =
    metadata;
  const kept: DraftMetadata = {
    ...metadata,
    title: textOf(metadata.title, 3),
    publicationDate: matching(metadata.publicationDate, DATE),
    publisher: textOf(metadata.publisher),
    version: textOf(metadata.version),
    language: matching(language, /^[a-z]{3}$/),
    creators: listOf(creators?.flatMap(agent)),
    contributors: listOf(
      contributors?.flatMap(one =>
        one.role ? agent(one).map(kept => ({ ...kept, role: one.role })) : []
      )
    ),
    contact:
      contact?.name && contact.email
        ? { name: contact.name, email: contact.email }
        : undefined,
    keywords: listOf(metadata.keywords?.filter(({ value }) => value)),
    licences: listOf(
      metadata.licences?.filter(({ spdx, title, url }) => spdx ?? title ?? url)
    ),
    otherTitles: listOf(metadata.otherTitles?.filter(({ value }) => value)),
    dates: listOf(
      metadata.dates?.filter(({ date, type }) => type && DATE.test(date ?? ''))
    ),
    funding: listOf(
      funding?.flatMap(one =>
        organisation(one.funder).map(funder => ({ ...one, funder }))
      )
    ),
    related: listOf(
      metadata.related?.filter(
        ({ identifier, relation, scheme }) => identifier && relation && scheme
      )
    ),
    access: access && {
      ...access,
      embargoUntil: matching(access.embargoUntil, /^\d{4}-\d\d-\d\d$/),
      reason: textOf(access.reason)
    }
  };
  // What has no value does not travel.
  return JSON.parse(JSON.stringify(kept)) as DraftMetadata;
}

function textOf(text: string | undefined, least = 1): string | undefined {
  return text !== undefined && text.length >= least ? text : undefined;
}

function matching(text: string | undefined, shape: RegExp): string | undefined {
  return text !== undefined && shape.test(text) ? text : undefined;
}

/** An empty list says as much as none. */
function listOf<T>(list: T[] | undefined): T[] | undefined {
  return list && list.length > 0 ? list : undefined;
}

function agent(one: Creator): Creator[] {
  const affiliations = listOf(one.affiliations?.flatMap(organisation));
  if (one.kind === 'organisation') {
    return organisation(one).map(kept => ({ ...kept, affiliations }));
  }
  return one.family
    ? [
        {
          ...one,
          affiliations,
          given: textOf(one.given),
          email: textOf(one.email),
          orcid: matching(one.orcid, /^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$/)
        }
      ]
    : [];
}

function organisation<T extends Organisation>(one: T | undefined): T[] {
  return one?.name
    ? [{ ...one, ror: matching(one.ror, /^0[a-z0-9]{6}[0-9]{2}$/) }]
    : [];
}
