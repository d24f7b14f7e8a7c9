/**
 * Authors, contributors and whom to ask, as Dataverse has them: by name.
 */
import type {
  Contributor,
  Creator,
  PublicationMetadata
} from 'sciencemesh-contract';
import type { Json } from '../http/answers.ts';
import type { Remarks } from '../mapping/remarks.ts';
import { chosen, primitive, texts } from './fields.ts';
import { contributorTypes } from './vocabularies.ts';

/** @param field JSON pointer to this creator in the metadata */
export function authorFields(
  creator: Creator,
  field: string,
  remarks: Remarks
): Json[] {
  loseAddress(creator, field, remarks);
  const affiliations = creator.affiliations ?? [];
  affiliations.forEach(({ name, ror }, index) => {
    if (ror !== undefined) {
      remarks.lose(
        `${field}/affiliations/${index}/ror`,
        `Affiliations are kept by name there: the identifier of "${name}" is left out.`
      );
    }
  });
  const identifier =
    creator.kind === 'person'
      ? (['ORCID', creator.orcid] as const)
      : (['ROR', creator.ror] as const);
  return [
    ...texts({
      authorName: nameOf(creator, field, remarks),
      authorAffiliation:
        affiliations.map(({ name }) => name).join('; ') || undefined
    }),
    ...(identifier[1] === undefined
      ? []
      : [
          chosen('authorIdentifierScheme', identifier[0]),
          primitive('authorIdentifier', identifier[1])
        ])
  ];
}

/** @param field JSON pointer to this contributor in the metadata */
export function contributorFields(
  contributor: Contributor,
  field: string,
  remarks: Remarks
): Json[] {
  loseAddress(contributor, field, remarks);
  const identifier =
    contributor.kind === 'person'
      ? (['orcid', contributor.orcid] as const)
      : (['ror', contributor.ror] as const);
  if (identifier[1] !== undefined) {
    remarks.lose(
      `${field}/${identifier[0]}`,
      'Contributors are kept by name there, without their identifier.'
    );
  }
  if (contributor.affiliations !== undefined) {
    remarks.lose(
      `${field}/affiliations`,
      'Contributors are kept by name there, without their affiliation.'
    );
  }
  const type = contributorTypes[contributor.role];
  if (type === null) {
    remarks.lose(
      `${field}/role`,
      'There is no such role; it becomes "Related Person".'
    );
  }
  return [
    chosen('contributorType', type ?? 'Related Person'),
    primitive('contributorName', nameOf(contributor, field, remarks))
  ];
}

export function contactFields(
  contact: PublicationMetadata['contact'],
  remarks: Remarks
): Json[] {
  if (contact === undefined) {
    remarks.refuse(
      '/contact',
      'Say whom to ask about this: nothing is kept there without an e-mail address.'
    );
    return [];
  }
  if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/u.test(contact.email)) {
    remarks.refuse(
      '/contact/email',
      `"${contact.email}" is not an e-mail address.`
    );
  }
  return texts({
    datasetContactName: contact.name,
    datasetContactEmail: contact.email
  });
}

/** What it takes for a person: family name, comma, given name. */
function nameOf(
  creator: Creator | Contributor,
  field: string,
  remarks: Remarks
): string {
  const name =
    creator.kind === 'organisation'
      ? creator.name
      : [
          creator.family,
          ...(creator.given === undefined ? [] : [creator.given])
        ].join(', ');
  if (name.includes(', ') !== (creator.kind === 'person')) {
    remarks.lose(
      `${field}/kind`,
      `Whether "${name}" is a person is guessed there, from the comma.`
    );
  }
  return name;
}

function loseAddress(
  creator: Creator | Contributor,
  field: string,
  remarks: Remarks
): void {
  if (creator.kind === 'person' && creator.email !== undefined) {
    remarks.lose(
      `${field}/email`,
      'Addresses are kept there only of whom to ask.'
    );
  }
}
