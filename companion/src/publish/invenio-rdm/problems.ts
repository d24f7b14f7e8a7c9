/**
 * What InvenioRDM says of its fields, said of ours.
 *
 * `metadata.creators.1.person_or_org.name` is `/creators/1/family`. Lists have
 * the same order here and there (`body.ts`).
 */
import { pointerTo } from '../mapping/pointers.ts';
import type { FieldError } from '../repository.ts';

type Path = readonly string[];

/** Fields of the metadata by their names there; a list is one value here. */
const fields: Readonly<Record<string, string>> = {
  title: 'title',
  additional_titles: 'otherTitles',
  resource_type: 'resourceType',
  resource_types: 'resourceType',
  publication_date: 'publicationDate',
  publisher: 'publisher',
  creators: 'creators',
  contributors: 'contributors',
  contact_emails: 'contact/email',
  description: 'description',
  subjects: 'keywords',
  rights: 'licences',
  languages: 'language',
  version: 'version',
  dates: 'dates',
  funding: 'funding',
  related_identifiers: 'related',
  community_extension: 'own/community_extension'
};

const LISTS = new Set([
  'otherTitles',
  'creators',
  'contributors',
  'keywords',
  'licences',
  'dates',
  'funding',
  'related'
]);

/** Within an element of a list: the longest beginning that fits is taken. */
const within: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  otherTitles: { title: 'value', lang: 'language' },
  creators: {
    'person_or_org.family_name': 'family',
    'person_or_org.given_name': 'given',
    'person_or_org.name': 'family',
    'person_or_org.identifiers': 'orcid',
    affiliations: 'affiliations'
  },
  keywords: { subject: 'value' },
  licences: { id: 'spdx', title: 'title', link: 'url' },
  dates: { date: 'date', type: 'type', description: 'note' },
  funding: {
    funder: 'funder',
    'award.number': 'awardNumber',
    'award.title': 'awardTitle',
    'award.identifiers': 'awardUrl'
  },
  related: {
    identifier: 'identifier',
    scheme: 'scheme',
    relation_type: 'relation',
    resource_type: 'resourceType'
  }
};

/** Of files that come later the server speaks in each answer to a draft. */
const NOT_ABOUT_METADATA = new Set(['files', 'files.enabled']);

/** @param errors `errors` of an answer, whatever it is */
export function fieldErrors(errors: unknown): FieldError[] {
  if (!Array.isArray(errors)) {
    return [];
  }
  return errors.flatMap((entry: unknown): FieldError[] => {
    const { field, messages } = (entry ?? {}) as Record<string, unknown>;
    if (typeof field !== 'string' || NOT_ABOUT_METADATA.has(field)) {
      return [];
    }
    const message = sentence(messages);
    // Identifiers of people and organisations have one name there.
    const ours = pointerOf(field);
    const isRor = /\bROR\b/u.test(message);
    return [
      { field: isRor ? ours.replace(/\/orcid$/u, '/ror') : ours, message }
    ];
  });
}

/** JSON pointer into the metadata; empty for all of them. */
export function pointerOf(field: string): string {
  const [room, ...path] = field.split('.');
  switch (room) {
    case 'metadata':
      return metadataPointer(path);
    case 'custom_fields':
      return pointerTo('own', ...path.slice(0, 1));
    case 'access':
      return pointerTo('access', ...accessPath(path));
    default:
      return '';
  }
}

function metadataPointer([name, ...rest]: Path): string {
  const ours = fields[name ?? ''];
  if (ours === undefined) {
    return '';
  }
  const [index, ...inside] = rest;
  if (!LISTS.has(ours) || index === undefined || !/^\d+$/u.test(index)) {
    return `/${ours}`;
  }
  return `/${ours}/${index}${insidePointer(ours, inside)}`;
}

function insidePointer(list: string, path: Path): string {
  const names = within[list === 'contributors' ? 'creators' : list] ?? {};
  if (list === 'contributors' && path[0] === 'role') {
    return '/role';
  }
  for (let length = path.length; length > 0; length--) {
    const ours = names[path.slice(0, length).join('.')];
    if (ours !== undefined) {
      const next = path[length] ?? '';
      const isElement = ours === 'affiliations' && /^\d+$/u.test(next);
      return isElement ? `/${ours}/${next}` : `/${ours}`;
    }
  }
  return '';
}

function accessPath([name, inner]: Path): Path {
  if (name === 'embargo') {
    return [inner === 'reason' ? 'reason' : 'embargoUntil'];
  }
  return name === 'files' ? ['files'] : [];
}

function sentence(messages: unknown): string {
  const words = Array.isArray(messages)
    ? messages.filter(word => typeof word === 'string')
    : [];
  return words.length === 0
    ? 'The repository does not take this value.'
    : `The repository says: ${words.join(' ')}`;
}
