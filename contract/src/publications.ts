/**
 * Publications: files on their way to a record with a DOI.
 */
import { Type, type Static } from 'typebox';
import {
  DraftMetadata,
  MetadataQuestion,
  MetadataSource
} from './publication-metadata.ts';
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

export const PublicationFileState = OneOf(
  [
    'planned',
    'left-out',
    'sending',
    'sent',
    'verified',
    'unchanged',
    'changed',
    'failed'
  ],
  '`left-out`: by the person, or as what programs make; `message` says which. `unchanged`: taken over from the version before, nothing was sent. `changed`: it changed here while it was sent.'
);
export type PublicationFileState = Static<typeof PublicationFileState>;

export const PublicationFile = Type.Object({
  path: Type.String({ description: 'Among what is published.' }),
  key: Type.String({ description: 'Its name at the repository.' }),
  size: Bytes,
  sent: Bytes,
  state: PublicationFileState,
  checksum: Nullable(
    Type.String({ description: 'Of what is here, e.g. `md5:9e10…`.' })
  ),
  remoteChecksum: Nullable(Type.String()),
  message: Nullable(Type.String({ description: 'For the person.' }))
});
export type PublicationFile = Static<typeof PublicationFile>;

export const PublicationFileList = Type.Object({
  items: Type.Array(PublicationFile),
  total: Type.Integer({ minimum: 0 }),
  next: Nullable(Type.String({ description: 'For `after`; null: the end.' }))
});
export type PublicationFileList = Static<typeof PublicationFileList>;

export const PublicationFileQuery = Type.Object({
  after: Type.Optional(
    Type.String({ description: 'Path of the last file that is known.' })
  ),
  most: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 20_000,
      description: 'Default 1000.'
    })
  )
});
export type PublicationFileQuery = Static<typeof PublicationFileQuery>;

/** Something to look at before files leave. */
export const PublicationFinding = Type.Object({
  code: OneOf(
    [
      'secret',
      'not-executed',
      'out-of-order',
      'absolute-path',
      'too-large',
      'too-many',
      'over-quota',
      'name-refused',
      'names-clash',
      'licence-missing',
      'unreadable',
      'nothing-selected',
      'field'
    ],
    'What was found.'
  ),
  severity: OneOf(
    ['error', 'warning', 'note'],
    'Nothing is created while there is an error.'
  ),
  path: Nullable(Type.String()),
  field: Nullable(
    Type.String({ description: 'JSON pointer into the metadata.' })
  ),
  message: Type.String({ description: 'For the person.' }),
  fix: Nullable(
    Type.Object({
      action: OneOf(
        [
          'leave-out',
          'zip',
          'rename',
          'run',
          'choose-licence',
          'clear-outputs'
        ],
        'What the page offers to do.'
      ),
      label: Type.String()
    })
  )
});
export type PublicationFinding = Static<typeof PublicationFinding>;

/** A file or folder that was selected, or that a package or a job is. */
export const PublicationRoot = Type.Object({
  path: Type.String({
    description: 'Among what is published; empty: its content is all of it.'
  }),
  display: Type.String({ description: 'Where JupyterLab has it.' })
});
export type PublicationRoot = Static<typeof PublicationRoot>;

/** What a repository cannot keep of the metadata. */
export const MetadataLoss = Type.Object({
  field: Type.String({ description: 'JSON pointer into the metadata.' }),
  message: Type.String({ description: 'For the person.' })
});
export type MetadataLoss = Static<typeof MetadataLoss>;

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

/**
 * What would happen: nothing is sent for it. Requests and bytes are those of
 * files that the repository does not have yet, as far as that is known here.
 */
export const PublicationPlan = Type.Object({
  findings: Type.Array(PublicationFinding),
  losses: Type.Array(MetadataLoss),
  preview: Type.Unknown({ description: 'What the repository would be told.' }),
  requests: Type.Integer({ minimum: 0 }),
  seconds: Nullable(Type.Number({ minimum: 0 })),
  bytes: Bytes,
  roots: Type.Array(PublicationRoot)
});
export type PublicationPlan = Static<typeof PublicationPlan>;

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

/** What changed since the version before; nothing is sent for it. */
export const PublicationChanges = Type.Object({
  added: Type.Array(Type.String()),
  changed: Type.Array(Type.String()),
  removed: Type.Array(Type.String()),
  unchanged: Type.Integer({ minimum: 0 }),
  bytes: Bytes
});
export type PublicationChanges = Static<typeof PublicationChanges>;
