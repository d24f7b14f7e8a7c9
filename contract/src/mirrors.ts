/**
 * Working copies of shared folders, in which kernels run.
 */
import { Type, type Static } from 'typebox';
import { Bytes, Identifier, Nullable, OneOf, Timestamp } from './scalars.ts';

const DrivePath = Type.String({
  minLength: 1,
  maxLength: 8192,
  description: 'Path in the drive, no leading slash.'
});

const PathInMirror = Type.String({
  minLength: 1,
  maxLength: 8192,
  description: "Path below the mirror's folder."
});

export const MirrorState = OneOf(
  ['looking', 'fetching', 'ready', 'stopped', 'failed'],
  '`looking` lists what the share holds; `stopped` by the person; `failed`: the share could not be listed, `message` says why.'
);
export type MirrorState = Static<typeof MirrorState>;

/** A working copy of one folder of a share. */
export const Mirror = Type.Object(
  {
    id: Identifier,
    shareId: Identifier,
    path: Type.String({ description: 'Folder in the drive.' }),
    kind: OneOf(
      ['copy', 'mount'],
      '`mount`: the share is mounted on this machine, nothing is copied.'
    ),
    folder: Type.String({
      description: 'Where the files are on this machine, for the person.'
    }),
    state: MirrorState,
    message: Nullable(Type.String({ description: 'For the person.' })),
    writable: Type.Boolean({ description: 'Changes can go to the share.' }),
    files: Type.Integer({ minimum: 0, description: 'Files that are here.' }),
    arriving: Type.Object(
      {
        files: Type.Integer({ minimum: 0 }),
        totalFiles: Type.Integer({ minimum: 0 }),
        bytes: Bytes,
        totalBytes: Bytes
      },
      { description: 'The files that this fetching brings in, and so far.' }
    ),
    left: Type.Object(
      { files: Type.Integer({ minimum: 0 }), bytes: Bytes },
      { description: 'Too large to come by themselves; fetch them by name.' }
    ),
    changed: Type.Integer({
      minimum: 0,
      description:
        'Files made, changed, deleted or renamed here, of which the share does not know.'
    }),
    rearranged: Type.Integer({
      minimum: 0,
      description:
        'Of these, deleted or renamed and not in conflict; each is decided by itself.'
    }),
    conflicts: Type.Integer({
      minimum: 0,
      description: 'Of these, changed at the share as well.'
    }),
    failed: Type.Integer({ minimum: 0 }),
    sending: Type.Integer({ minimum: 0 }),
    lookedAt: Nullable(Timestamp)
  },
  { description: 'A working copy of a shared folder.' }
);
export type Mirror = Static<typeof Mirror>;

export const MirrorList = Type.Object({ items: Type.Array(Mirror) });
export type MirrorList = Static<typeof MirrorList>;

export const MirrorFileState = OneOf(
  [
    'here',
    'arriving',
    'left',
    'new',
    'changed',
    'deleted',
    'renamed',
    'conflict',
    'sending',
    'failed'
  ],
  '`left` is at the share only; `new` and `changed` are offered for upload; `deleted` and `renamed` were that here, and are offered to be it at the share; `failed`: `message` says why.'
);
export type MirrorFileState = Static<typeof MirrorFileState>;

export const MirrorFile = Type.Object({
  path: PathInMirror,
  from: Nullable(
    Type.String({ description: 'Path at the share of a renamed file.' })
  ),
  size: Nullable(Bytes),
  state: MirrorFileState,
  message: Nullable(Type.String({ description: 'For the person.' }))
});
export type MirrorFile = Static<typeof MirrorFile>;

export const MirrorFileList = Type.Object({
  items: Type.Array(MirrorFile),
  total: Type.Integer({ minimum: 0 })
});
export type MirrorFileList = Static<typeof MirrorFileList>;

export const MirrorFileQuery = Type.Object({
  show: Type.Optional(
    OneOf(
      ['all', 'left', 'changed', 'failed'],
      '`changed`: all that is offered for upload, conflicts included.'
    )
  ),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 }))
});
export type MirrorFileQuery = Static<typeof MirrorFileQuery>;

/** Which folder a kernel is to work in. */
export const MirrorRequest = Type.Object(
  { path: DrivePath },
  { additionalProperties: false }
);
export type MirrorRequest = Static<typeof MirrorRequest>;

/** Files to fetch although they are large. */
export const MirrorFetch = Type.Object(
  { paths: Type.Array(PathInMirror, { minItems: 1, maxItems: 10_000 }) },
  { additionalProperties: false }
);
export type MirrorFetch = Static<typeof MirrorFetch>;

export const MirrorResolution = OneOf(
  ['keep-both', 'overwrite'],
  'Where the share has changed too. `keep-both`: ours goes beside theirs under another name, what was deleted here comes back; `overwrite`: ours takes the place of what was seen there, what was deleted here is deleted there.'
);
export type MirrorResolution = Static<typeof MirrorResolution>;

/** Files to send to the share, or to delete or rename there as here. */
export const MirrorUpload = Type.Object(
  {
    files: Type.Array(
      Type.Object(
        {
          path: PathInMirror,
          resolution: Type.Optional(MirrorResolution)
        },
        { additionalProperties: false }
      ),
      { minItems: 1, maxItems: 10_000 }
    )
  },
  { additionalProperties: false }
);
export type MirrorUpload = Static<typeof MirrorUpload>;
