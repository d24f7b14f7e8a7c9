/**
 * What a server keeps of a person's own files: earlier states, and what was
 * deleted. Addresses end in a path of the drive: `/api/versions/<path>`.
 */
import { Type, type Static } from 'typebox';
import { Bytes, Nullable, OneOf, Timestamp } from './scalars.ts';

/** The server's own; nothing can be read from it. */
const KeptId = Type.String({
  minLength: 1,
  maxLength: 4096,
  description: "The server's own."
});

/** An earlier state of a file. */
export const Version = Type.Object({
  id: KeptId,
  modified: Nullable(Timestamp),
  size: Nullable(Bytes)
});
export type Version = Static<typeof Version>;

export const VersionList = Type.Object({
  items: Type.Array(Version, { description: 'Newest first.' })
});
export type VersionList = Static<typeof VersionList>;

export const VersionQuery = Type.Object({
  id: KeptId,
  download: Type.Optional(
    Type.String({ description: '`1`: to be saved, and not to be shown.' })
  )
});
export type VersionQuery = Static<typeof VersionQuery>;

/** What was the present state until then becomes a version. */
export const RestoreVersion = Type.Object(
  { id: KeptId },
  { additionalProperties: false }
);
export type RestoreVersion = Static<typeof RestoreVersion>;

/** A file or a folder that was deleted. */
export const DeletedItem = Type.Object({
  id: KeptId,
  path: Type.String({ description: 'Where it was in the drive.' }),
  kind: OneOf(['file', 'folder'], 'What it is.'),
  size: Nullable(Bytes),
  deletedAt: Nullable(Timestamp)
});
export type DeletedItem = Static<typeof DeletedItem>;

export const DeletedList = Type.Object({
  items: Type.Array(DeletedItem, { description: 'Newest first.' }),
  since: Type.String({
    description:
      'Beginning of the time that these are from. As `until` of the next question it leads to what was deleted before.'
  })
});
export type DeletedList = Static<typeof DeletedList>;

export const DeletedQuery = Type.Object({
  until: Type.Optional(
    Type.String({
      maxLength: 40,
      description: 'End of the time that is looked at; default now.'
    })
  )
});
export type DeletedQuery = Static<typeof DeletedQuery>;

export const RestoreDeleted = Type.Object(
  {
    id: KeptId,
    path: Type.String({
      maxLength: 8192,
      description: 'Where it was in the drive, and comes back to.'
    }),
    makeFolder: Type.Optional(
      Type.Boolean({
        description: 'Make the folder that it was in, where that is gone.'
      })
    )
  },
  { additionalProperties: false }
);
export type RestoreDeleted = Static<typeof RestoreDeleted>;

export const RestoredDeleted = Type.Object({
  path: Type.String({ description: 'In the drive.' })
});
export type RestoredDeleted = Static<typeof RestoredDeleted>;

export const PurgeDeleted = Type.Object(
  { id: KeptId },
  { additionalProperties: false }
);
export type PurgeDeleted = Static<typeof PurgeDeleted>;
