/**
 * Publications: files on their way to a record with a DOI.
 */
import { Type, type Static } from 'typebox';
import { MetadataQuestion, MetadataSource } from './gathered-metadata.ts';
import { DraftMetadata } from './publication-metadata.ts';
import { RepositoryId } from './repositories.ts';
import { Bytes, Identifier, Nullable, OneOf, Timestamp } from './scalars.ts';

const closed = { additionalProperties: false } as const;

const JupyterPath = Type.String({
  minLength: 1,
  maxLength: 4096,
  description:
    'As JupyterLab names it: relative to the Jupyter root, or `ScienceMesh:` and a path of the drive.'
});

/** What is published: files and folders, a package, or what a job left. */
export const PublicationSubject = Type.Union([
  Type.Object(
    { paths: Type.Array(JupyterPath, { minItems: 1, maxItems: 10_000 }) },
    closed
  ),
  Type.Object({ packageId: Identifier }, closed),
  Type.Object({ jobId: Identifier }, closed)
]);
export type PublicationSubject = Static<typeof PublicationSubject>;

export const PublicationState = OneOf(
  [
    'form',
    'creating',
    'unsure',
    'draft',
    'uploading',
    'paused',
    'verified',
    'finishing',
    'review',
    'declined',
    'published',
    'discarded',
    'gone'
  ],
  '`form`: nothing exists at the repository. `unsure`: an answer was lost, and a draft may exist. `verified`: every file is there as it is here. `gone`: the draft was deleted at the repository.'
);
export type PublicationState = Static<typeof PublicationState>;

/** How names of folders are kept. */
export const FolderPolicy = OneOf(
  ['names', 'zip', 'flat'],
  '`names`: each file under its path. `zip`: one archive, with the crate, the notebook and what explains it beside it. `flat`: names without folders.'
);
export type FolderPolicy = Static<typeof FolderPolicy>;

/** All that the person decides; kept with each change. */
export const PublicationForm = Type.Object(
  {
    repositoryId: Nullable(RepositoryId),
    previous: Nullable(
      Type.String({
        description: 'Record of which this is a new version, by its identifier.'
      })
    ),
    excluded: Type.Array(Type.String(), {
      description: 'Paths among what is published that are left out.'
    }),
    names: Type.Record(Type.String(), Type.String(), {
      description:
        'What files are called at the repository, by their paths, where that is not their own name.'
    }),
    folders: FolderPolicy,
    metadata: DraftMetadata,
    community: Nullable(Type.String()),
    writeBack: Type.Boolean({
      description:
        'The DOI is written into the crate, the notebook, CITATION.cff.'
    }),
    senderIsTold: Type.Boolean()
  },
  closed
);
export type PublicationForm = Static<typeof PublicationForm>;

export const Publication = Type.Object(
  {
    id: Identifier,
    title: Type.String(),
    subject: PublicationSubject,
    state: PublicationState,
    message: Nullable(Type.String({ description: 'For the person.' })),
    form: PublicationForm,
    sources: Type.Array(MetadataSource),
    questions: Type.Array(MetadataQuestion),
    doi: Nullable(Type.String()),
    conceptDoi: Nullable(Type.String()),
    recordId: Nullable(Type.String()),
    recordUrl: Nullable(
      Type.String({ description: 'To look at: the draft, or the record.' })
    ),
    fileCount: Type.Integer({ minimum: 0 }),
    filesVerified: Type.Integer({ minimum: 0 }),
    size: Bytes,
    sent: Bytes,
    bytesPerSecond: Type.Number({ minimum: 0 }),
    secondsLeft: Nullable(Type.Number({ minimum: 0 })),
    /** Its next version, or the one it follows, where they are here. */
    previousId: Nullable(Identifier),
    nextId: Nullable(Identifier),
    changedThere: Type.Array(Type.String(), {
      description:
        'What somebody has changed in the draft at the repository, by its names there, and the form would write over: the person says which holds.'
    }),
    leftThere: Type.Array(Type.String(), {
      description:
        'What stays as it is in the draft, whatever the form says, by its names there.'
    }),
    writtenBack: Type.Array(Type.String(), {
      description: 'Files here into which the DOI was written, by their paths.'
    }),
    senderTold: Type.Boolean(),
    createdAt: Timestamp,
    changedAt: Timestamp,
    publishedAt: Nullable(Timestamp)
  },
  { description: 'Files on their way to a record with a DOI.' }
);
export type Publication = Static<typeof Publication>;

export const PublicationList = Type.Object({ items: Type.Array(Publication) });
export type PublicationList = Static<typeof PublicationList>;

export const NewPublication = Type.Object(
  {
    key: Type.String({
      minLength: 8,
      maxLength: 64,
      description: 'Made by the page, so that asking twice makes one.'
    }),
    subject: PublicationSubject
  },
  closed
);
export type NewPublication = Static<typeof NewPublication>;

/** Asks for the next version of what is published. */
export const NewVersion = Type.Object(
  { key: NewPublication.properties.key },
  closed
);
export type NewVersion = Static<typeof NewVersion>;

/** A draft at the repository that may be the one whose answer was lost. */
export const AdoptableDraft = Type.Object({
  recordId: Type.String(),
  title: Type.String(),
  createdAt: Nullable(Timestamp),
  url: Nullable(Type.String())
});
export type AdoptableDraft = Static<typeof AdoptableDraft>;

export const AdoptableDraftList = Type.Object({
  items: Type.Array(AdoptableDraft)
});
export type AdoptableDraftList = Static<typeof AdoptableDraftList>;

/** `recordId` null: none of them is; a new one is made. */
export const Adoption = Type.Object(
  { recordId: Nullable(Type.String()) },
  closed
);
export type Adoption = Static<typeof Adoption>;

/** Says what holds of a draft that was changed at the repository. */
export const DescriptionChoice = Type.Object(
  {
    holds: OneOf(
      ['form', 'repository'],
      '`form`: it is written over all that was changed there. `repository`: what was changed stays, and the rest is as in the form.'
    )
  },
  closed
);
export type DescriptionChoice = Static<typeof DescriptionChoice>;

export const PublicationEnd = Type.Object(
  {
    how: OneOf(['keep', 'review', 'publish'], 'What becomes of the draft.'),
    confirmation: Type.Optional(
      Type.String({
        description:
          'Name of the repository, typed in: publishing cannot be undone.'
      })
    )
  },
  closed
);
export type PublicationEnd = Static<typeof PublicationEnd>;

export const Citation = Type.Object({
  format: OneOf(['bibtex', 'csl', 'text'], 'How it is written.'),
  text: Type.String()
});
export type Citation = Static<typeof Citation>;

export const CitationQuery = Type.Object({
  format: OneOf(['bibtex', 'csl', 'text'], 'How it is written.')
});
