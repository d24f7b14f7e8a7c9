/**
 * Transfers: bytes on their way, with one state a file.
 */
import { Type, type Static } from 'typebox';
import { Bytes, Identifier, Nullable, OneOf, Timestamp } from './scalars.ts';

export const TransferKind = OneOf(
  ['package', 'copy', 'move'],
  '`package`: a working copy of a package. `copy`, `move`: files and folders between the drive and the files of the person.'
);
export type TransferKind = Static<typeof TransferKind>;

export const TransferState = OneOf(
  ['queued', 'running', 'cancelled', 'failed', 'incomplete', 'done'],
  '`incomplete`: the rest arrived, some files did not; retry fetches only those. `failed`: nothing usable came of it.'
);
export type TransferState = Static<typeof TransferState>;

export const TransferFileState = OneOf(
  ['queued', 'running', 'done', 'kept', 'skipped', 'failed'],
  '`kept`: a file that the user had changed was left alone. `skipped`: left out by choice.'
);
export type TransferFileState = Static<typeof TransferFileState>;

export const TransferFile = Type.Object({
  path: Type.String({ description: 'Relative to the folder of the transfer.' }),
  url: Nullable(Type.String()),
  state: TransferFileState,
  size: Nullable(Bytes),
  received: Bytes,
  verified: Type.Boolean({ description: 'A checksum was given and agreed.' }),
  code: Nullable(
    Type.String({
      description: 'Of a failure, e.g. `login-required`, `checksum-mismatch`.'
    })
  ),
  message: Nullable(Type.String({ description: 'For the person.' }))
});
export type TransferFile = Static<typeof TransferFile>;

/** One finding about the notebook that was fetched; never a hindrance. */
export const Finding = Type.Object({
  code: OneOf(
    [
      'kernel-missing',
      'python2',
      'imports-missing',
      'syntax',
      'environment',
      'unreadable'
    ],
    'What was found.'
  ),
  message: Type.String(),
  offer: Nullable(
    Type.String({ description: 'A command that the person may run.' })
  )
});
export type Finding = Static<typeof Finding>;

export const Preflight = Type.Object({
  kernel: Type.Object({
    wanted: Nullable(Type.String()),
    offered: Nullable(Type.String())
  }),
  findings: Type.Array(Finding)
});
export type Preflight = Static<typeof Preflight>;

export const Transfer = Type.Object(
  {
    id: Identifier,
    kind: TransferKind,
    packageId: Nullable(Identifier),
    shareId: Nullable(Identifier),
    title: Type.String(),
    folder: Type.String({
      description:
        'Receives the files, as JupyterLab names it: relative to the Jupyter root, or `ScienceMesh:` and a path of the drive.'
    }),
    state: TransferState,
    message: Nullable(Type.String()),
    startedAt: Timestamp,
    endedAt: Nullable(Timestamp),
    size: Nullable(
      Type.Integer({ minimum: 0, description: 'Sum of the known sizes.' })
    ),
    received: Bytes,
    bytesPerSecond: Type.Number({ minimum: 0 }),
    fileCount: Type.Integer({ minimum: 0 }),
    filesDone: Type.Integer({ minimum: 0 }),
    filesFailed: Type.Integer({ minimum: 0 }),
    notebook: Nullable(
      Type.String({ description: 'To open, relative to the Jupyter root.' })
    ),
    preflight: Nullable(Preflight)
  },
  { description: 'Files on their way to one folder.' }
);
export type Transfer = Static<typeof Transfer>;

export const TransferList = Type.Object({ items: Type.Array(Transfer) });
export type TransferList = Static<typeof TransferList>;

export const TransferFileList = Type.Object({
  items: Type.Array(TransferFile)
});
export type TransferFileList = Static<typeof TransferFileList>;

/** With failed first, at most `limit`; a transfer may hold 10 000 files. */
export const TransferFileQuery = Type.Object({
  state: Type.Optional(TransferFileState),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10000 }))
});
export type TransferFileQuery = Static<typeof TransferFileQuery>;

/** What is fetched again beside the files that failed. */
export const TransferRetry = Type.Object(
  {
    include: Type.Optional(
      Type.Array(Type.String(), {
        description: 'Paths of files that had been left out.'
      })
    )
  },
  { additionalProperties: false }
);
export type TransferRetry = Static<typeof TransferRetry>;
