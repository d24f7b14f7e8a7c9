/**
 * Metadata of a publication as the body of a draft at InvenioRDM.
 *
 * Lists keep their order and length, so that what the server says of the third
 * creator is about the third creator here (`problems.ts`).
 *
 * Source: inveniosoftware/invenio-rdm-records `services/schemas/`.
 */
import type {
  PublicationAccess,
  PublicationMetadata,
  RepositoryAbilities
} from 'sciencemesh-contract';
import type { RepositoryBody } from '../repository.ts';
import { contributorBody, creatorBody } from './creators.ts';
import { descriptionHtml } from '../mapping/description.ts';
import { fundingBody } from './funding.ts';
import type { Json } from '../http/answers.ts';
import { orNothing, Remarks, withoutGaps } from '../mapping/remarks.ts';
import type { Profile } from './profile.ts';
import { relatedBody, resourceTypeBody } from './relations.ts';
import { rightBody } from './rights.ts';

export function toBody(
  metadata: PublicationMetadata,
  abilities: RepositoryAbilities,
  profile: Profile
): RepositoryBody {
  const remarks = new Remarks();
  const body = withoutGaps({
    access: accessBody(metadata.access, abilities, remarks),
    files: { enabled: true },
    metadata: metadataBody(metadata, profile, remarks),
    custom_fields: customFields(metadata.own ?? {}, profile)
  });
  return { body, losses: remarks.losses, errors: remarks.errors };
}

function metadataBody(
  metadata: PublicationMetadata,
  profile: Profile,
  remarks: Remarks
): Json {
  const publisher = metadata.publisher ?? profile.publisher;
  if (publisher === null) {
    remarks.refuse(
      '/publisher',
      'Name the publisher: the DOI cannot be made without.'
    );
  }
  const type = resourceTypeBody(metadata.resourceType);
  return withoutGaps({
    ...(profile.shape === 'b2share'
      ? b2shareFields(metadata, type)
      : plainFields(metadata, type, remarks)),
    title: metadata.title,
    publication_date: metadata.publicationDate,
    publisher: publisher ?? undefined,
    creators: metadata.creators.map((creator, index) =>
      creatorBody(creator, `/creators/${index}`, profile, remarks)
    ),
    contributors: orNothing(
      (metadata.contributors ?? []).map((contributor, index) =>
        contributorBody(contributor, `/contributors/${index}`, profile, remarks)
      )
    ),
    additional_titles: orNothing(otherTitles(metadata, remarks)),
    description:
      metadata.description === undefined
        ? undefined
        : descriptionHtml(metadata.description),
    subjects: orNothing(keywords(metadata, remarks)),
    rights: orNothing(
      (metadata.licences ?? []).map((licence, index) =>
        rightBody(licence, `/licences/${index}`, remarks)
      )
    ),
    languages:
      metadata.language === undefined ? undefined : [{ id: metadata.language }],
    version: metadata.version,
    dates: orNothing(otherDates(metadata, remarks)),
    funding: orNothing(
      (metadata.funding ?? []).map((funding, index) =>
        fundingBody(funding, `/funding/${index}`, profile, remarks)
      )
    ),
    related_identifiers: orNothing(
      (metadata.related ?? []).map((related, index) =>
        relatedBody(related, `/related/${index}`, remarks)
      )
    )
  });
}

function plainFields(
  { contact }: PublicationMetadata,
  type: Json,
  remarks: Remarks
): Json {
  if (contact !== undefined) {
    remarks.lose(
      '/contact',
      'There is no place for whom to ask. Name that person as a contributor instead.'
    );
  }
  return { resource_type: type };
}

function b2shareFields(
  { contact, own }: PublicationMetadata,
  type: Json
): Json {
  return {
    resource_types: [type],
    contact_emails: contact === undefined ? undefined : [contact.email],
    community_extension: own?.[COMMUNITY_EXTENSION]
  };
}

/** What a community of B2SHARE asks for, by the name of the community. */
const COMMUNITY_EXTENSION = 'community_extension';

function customFields(
  own: Readonly<Record<string, unknown>>,
  { shape }: Profile
): Json | undefined {
  const fields = Object.entries(own).filter(
    ([name]) => shape !== 'b2share' || name !== COMMUNITY_EXTENSION
  );
  return fields.length === 0 ? undefined : Object.fromEntries(fields);
}

function otherTitles(
  { otherTitles = [] }: PublicationMetadata,
  remarks: Remarks
): Json[] {
  return otherTitles.map(({ value, language }, index) => {
    const isKnown = language !== undefined && /^[a-z]{3}$/u.test(language);
    if (language !== undefined && !isKnown) {
      remarks.lose(
        `/otherTitles/${index}/language`,
        `Languages are told by three letters there, so "${language}" is left out.`
      );
    }
    if (value.trim().length < 3) {
      remarks.refuse(
        `/otherTitles/${index}/value`,
        'Titles have three characters at least there.'
      );
    }
    return withoutGaps({
      title: value,
      type: { id: 'alternative-title' },
      lang: isKnown ? { id: language } : undefined
    });
  });
}

function otherDates(
  { dates = [] }: PublicationMetadata,
  remarks: Remarks
): Json[] {
  return dates.map(({ type, date, note }, index) => {
    if (type !== 'Coverage') {
      const id = type.toLowerCase();
      return withoutGaps({ date, type: { id }, description: note });
    }
    // Known to InvenioRDM 14 and later only.
    remarks.lose(
      `/dates/${index}/type`,
      'The time that the data are about is kept as another date, with a note.'
    );
    const description = note ?? 'Time that the data are about';
    return { date, type: { id: 'other' }, description };
  });
}

function keywords(
  { keywords = [], subjects = [] }: PublicationMetadata,
  remarks: Remarks
): Json[] {
  keywords.forEach(({ value, scheme, url }, index) => {
    if (scheme !== undefined || url !== undefined) {
      remarks.lose(
        `/keywords/${index}`,
        `"${value}" is kept as a word, without the vocabulary that it is from.`
      );
    }
  });
  if (subjects.length > 0) {
    remarks.lose(
      '/subjects',
      'Fields of research are not asked for there. Add them as keywords if they matter.'
    );
  }
  return keywords.map(({ value }) => ({ subject: value }));
}

/** The metadata are for everybody; Zenodo allows nothing else. */
function accessBody(
  { files, embargoUntil, reason }: PublicationAccess,
  { restrictedFiles }: RepositoryAbilities,
  remarks: Remarks
): Json {
  if (files === 'restricted' && !restrictedFiles) {
    remarks.refuse(
      '/access/files',
      'Files cannot be restricted there. Choose public, or another repository.'
    );
  }
  if (files === 'public' && embargoUntil !== undefined) {
    remarks.refuse(
      '/access/embargoUntil',
      'Public files have no embargo. Choose restricted: they become public on that day.'
    );
  }
  return withoutGaps({
    record: 'public',
    files,
    embargo:
      files === 'restricted' && embargoUntil !== undefined
        ? withoutGaps({ active: true, until: embargoUntil, reason })
        : undefined
  });
}
