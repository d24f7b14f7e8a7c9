/**
 * The files of a publication, and how far each is.
 */
import { Type, type Static } from 'typebox';
import { Bytes, Nullable, OneOf } from './scalars.ts';

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
