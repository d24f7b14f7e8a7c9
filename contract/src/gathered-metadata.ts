/**
 * Metadata of a publication as they are found beside its files.
 */
import { Type, type Static } from 'typebox';
import { DraftMetadata } from './publication-metadata.ts';
import { OneOf } from './scalars.ts';

const closed = { additionalProperties: false } as const;

export const MetadataOrigin = OneOf(
  [
    'crate',
    'cff',
    'codemeta',
    'notebook',
    'earlier',
    'job',
    'profile',
    'person'
  ],
  '`earlier`: a publication made from the same folder. `profile`: what is known of the person. `person`: typed in.'
);
export type MetadataOrigin = Static<typeof MetadataOrigin>;

/** Where a value comes from, so that the form can say so. */
export const MetadataSource = Type.Object(
  {
    field: Type.String({ description: 'JSON pointer into the metadata.' }),
    origin: MetadataOrigin,
    path: Type.Optional(
      Type.String({ description: 'The file, among those that are published.' })
    )
  },
  closed
);
export type MetadataSource = Static<typeof MetadataSource>;

/** What was found in the sources and cannot be taken as it is. */
export const MetadataQuestion = Type.Object(
  {
    code: OneOf(
      [
        'creator-is-a-machine',
        'creator-missing',
        'licence-ambiguous',
        'licence-unknown',
        'identifier-wrong',
        'date-unclear',
        'sources-differ',
        'source-unreadable',
        'personal-data'
      ],
      'What was found.'
    ),
    field: Type.String({
      description:
        'JSON pointer into the metadata; ends in `-` (RFC 6902) where the answer adds to a list, and is empty where the whole source is meant.'
    }),
    message: Type.String({ description: 'For the person.' }),
    choices: Type.Array(
      Type.Object(
        {
          label: Type.String({ minLength: 1, maxLength: 1000 }),
          value: Type.Unknown()
        },
        closed
      ),
      { description: 'Each with the value that it gives the field.' }
    )
  },
  closed
);
export type MetadataQuestion = Static<typeof MetadataQuestion>;

/** Metadata as they were gathered: a start for the form. */
export const GatheredMetadata = Type.Object(
  {
    metadata: DraftMetadata,
    sources: Type.Array(MetadataSource),
    questions: Type.Array(MetadataQuestion)
  },
  closed
);
export type GatheredMetadata = Static<typeof GatheredMetadata>;
