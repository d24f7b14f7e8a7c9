/**
 * What is wrong with metadata before any repository is asked: what the schema
 * says, and what it cannot say. One fault a field, the one that a person meets
 * first.
 */
import {
  ContributorRole,
  Institution,
  Person,
  PublicationMetadata,
  type DraftMetadata,
  type MetadataField
} from 'sciencemesh-contract';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import type { FieldError } from '../repository.ts';
import { edtfOf } from './dates.ts';
import { doiOf, orcidOf, rorOf } from './identifiers.ts';

/** @param today the first day on which an embargo has ended already */
export function metadataFaults(
  metadata: DraftMetadata,
  today: Date
): FieldError[] {
  const faults = [...schemaFaults(metadata), ...ruleFaults(metadata, today)];
  const seen = new Set<string>();
  return faults.filter(({ field }) => {
    const isNew = !seen.has(field);
    seen.add(field);
    return isNew;
  });
}

function schemaFaults(metadata: DraftMetadata): FieldError[] {
  const required: readonly string[] = PublicationMetadata.required;
  const names = Object.keys(PublicationMetadata.properties) as MetadataField[];
  return names.flatMap(name => {
    const value = metadata[name];
    if (value === undefined) {
      return required.includes(name) ? [missing(`/${name}`)] : [];
    }
    return name === 'creators' || name === 'contributors'
      ? peopleFaults(name, metadata[name] ?? [])
      : faultsOf(PublicationMetadata.properties[name], value, `/${name}`);
  });
}

type People = NonNullable<DraftMetadata['creators' | 'contributors']>;

/** By their kind, as a schema of either would complain about both. */
function peopleFaults(
  name: 'creators' | 'contributors',
  people: People
): FieldError[] {
  if (name === 'creators' && people.length === 0) {
    return [missing('/creators')];
  }
  return people.flatMap((person, index) => {
    const field = `/${name}/${index}`;
    const { role, ...agent } = { role: undefined, ...person };
    const schema = person.kind === 'organisation' ? Institution : Person;
    return [
      ...faultsOf(schema, agent, field),
      ...(name === 'creators'
        ? []
        : role === undefined
          ? [missing(`${field}/role`)]
          : faultsOf(ContributorRole, role, `${field}/role`))
    ];
  });
}

function faultsOf(
  schema: TSchema,
  value: unknown,
  field: string
): FieldError[] {
  return Value.Errors(schema, value).flatMap((error): FieldError[] => {
    const place = `${field}${error.instancePath}`;
    switch (error.keyword) {
      case 'required':
        return error.params.requiredProperties.map(name =>
          missing(`${place}/${name}`)
        );
      case 'minItems':
      case 'minProperties':
        return [missing(place)];
      case 'minLength':
        return error.params.limit === 1
          ? [missing(place)]
          : [fault(place, `Write at least ${error.params.limit} characters.`)];
      case 'maxLength':
        return [
          fault(place, `Shorten it to ${error.params.limit} characters.`)
        ];
      case 'maxItems':
        return [fault(place, `No more than ${error.params.limit} are taken.`)];
      case 'enum':
        return [fault(place, 'Choose one from the list.')];
      // A value that may not be there at all is told by the object around it.
      case 'boolean':
        return [];
      default:
        return [
          fault(place, 'This is not written as it has to be. Correct it.')
        ];
    }
  });
}

function ruleFaults(metadata: DraftMetadata, today: Date): FieldError[] {
  const { publicationDate, dates = [], related = [] } = metadata;
  return [
    ...dateFaults('/publicationDate', publicationDate),
    ...dates.flatMap(({ date }, index) =>
      dateFaults(`/dates/${index}/date`, date)
    ),
    ...embargoFaults(metadata, today),
    ...agentFaults('/creators', metadata.creators ?? []),
    ...agentFaults('/contributors', metadata.contributors ?? []),
    ...(metadata.funding ?? []).flatMap(({ funder, awardUrl }, index) => [
      ...rorFaults(`/funding/${index}/funder`, funder),
      ...addressFaults(`/funding/${index}/awardUrl`, awardUrl)
    ]),
    ...(metadata.licences ?? []).flatMap(({ url }, index) =>
      addressFaults(`/licences/${index}/url`, url)
    ),
    ...(metadata.keywords ?? []).flatMap(({ url }, index) =>
      addressFaults(`/keywords/${index}/url`, url)
    ),
    ...related.flatMap(({ scheme, identifier }, index) => {
      const field = `/related/${index}/identifier`;
      if (scheme === 'url') {
        return addressFaults(field, identifier);
      }
      return scheme === 'doi' && doiOf(identifier) === null
        ? [fault(field, 'This is no DOI: it begins with 10. and has a slash.')]
        : [];
    }),
    ...contactFaults(metadata.contact)
  ];
}

function dateFaults(field: string, date: string | undefined): FieldError[] {
  return date === undefined || edtfOf(date) !== null
    ? []
    : [
        fault(
          field,
          'There is no such date. Write year-month-day, or two of them with a slash, the earlier one first.'
        )
      ];
}

function embargoFaults({ access }: DraftMetadata, today: Date): FieldError[] {
  const until = access?.embargoUntil;
  const field = '/access/embargoUntil';
  if (until === undefined) {
    return [];
  }
  return edtfOf(until) === null || until <= today.toISOString().slice(0, 10)
    ? [fault(field, 'An embargo ends on a day to come. Choose a later one.')]
    : [];
}

function agentFaults(field: string, people: People): FieldError[] {
  return people.flatMap((person, index) => {
    const place = `${field}/${index}`;
    const orcid = person.kind === 'person' ? person.orcid : undefined;
    return [
      ...(orcid === undefined || orcidOf(orcid) !== null
        ? []
        : [
            fault(
              `${place}/orcid`,
              'This ORCID has a typing error: its last character does not fit the others.'
            )
          ]),
      ...(person.kind === 'organisation' ? rorFaults(place, person) : []),
      ...(person.affiliations ?? []).flatMap((affiliation, position) =>
        rorFaults(`${place}/affiliations/${position}`, affiliation)
      )
    ];
  });
}

function rorFaults(
  field: string,
  organisation: { ror?: string } | undefined
): FieldError[] {
  return organisation?.ror === undefined || rorOf(organisation.ror) !== null
    ? []
    : [
        fault(
          `${field}/ror`,
          'This ROR has a typing error: its last two digits do not fit the others.'
        )
      ];
}

function addressFaults(field: string, url: string | undefined): FieldError[] {
  return url === undefined || (/^https?:\/\//iu.test(url) && URL.canParse(url))
    ? []
    : [fault(field, 'This is no address of a page: it begins with https://.')];
}

function contactFaults(contact: DraftMetadata['contact']): FieldError[] {
  return contact === undefined ||
    /^[^\s@]+@[^\s@]+\.[^\s@]+$/u.test(contact.email)
    ? []
    : [fault('/contact/email', 'This is no e-mail address.')];
}

function missing(field: string): FieldError {
  return fault(field, 'This is missing. Fill it in.');
}

function fault(field: string, message: string): FieldError {
  return { field, message };
}
