/**
 * Jupyter's Contents API over the drive, at `/api/contents` (REST API of
 * jupyter_server 2, "contents").
 */
import { Type, type Static } from 'typebox';
import { Identifier, Nullable, OneOf } from './scalars.ts';

/** What the person may do with one file or folder. */
export const ContentRights = Type.Object({
  read: Type.Boolean(),
  write: Type.Boolean({ description: 'Change the bytes of this file.' }),
  create: Type.Boolean({ description: 'Make items in this folder.' }),
  move: Type.Boolean(),
  delete: Type.Boolean(),
  share: Type.Boolean()
});
export type ContentRights = Static<typeof ContentRights>;

export const ContentReach = OneOf(
  ['ready', 'waiting', 'unreachable', 'failing', 'refused', 'gone'],
  'How the server of the share was last seen: `waiting` never asked yet, `failing` answers with errors of its own, `refused` does not take our credentials, `gone` withdrawn or unknown there.'
);
export type ContentReach = Static<typeof ContentReach>;

export const ContentSync = OneOf(
  ['none', 'pending', 'sending', 'conflict', 'failed'],
  'An edit that is not at the server yet: `pending` waits for the server, `conflict` waits for the person.'
);
export type ContentSync = Static<typeof ContentSync>;

/** What a model carries beside what Jupyter knows; every entry has it. */
export const ContentShare = Type.Object({
  shareId: Nullable(Identifier),
  owner: Nullable(Type.String({ description: 'For the person.' })),
  provider: Nullable(
    Type.String({
      description:
        'Whose server has it, as the person knows it: a host, or the provider where they are signed in.'
    })
  ),
  byLogin: Type.Optional(
    Type.Boolean({
      description:
        'Reached with the login of the person at the provider, not with a key that came with the share.'
    })
  ),
  page: Type.Optional(
    Type.String({
      description:
        'Of own files: the page of the space that it is in, at the provider.'
    })
  ),
  versions: Type.Optional(
    Type.Boolean({
      description: 'Earlier states of files are at `/api/versions`.'
    })
  ),
  trash: Type.Optional(
    Type.Boolean({
      description: 'What is deleted in this space is at `/api/trash`.'
    })
  ),
  rights: Nullable(ContentRights),
  reach: ContentReach,
  sync: ContentSync,
  problem: Nullable(
    Type.String({ description: 'Why this item cannot be used, if so.' })
  )
});
export type ContentShare = Static<typeof ContentShare>;

export const ContentType = OneOf(
  ['notebook', 'file', 'directory'],
  'As Jupyter divides them.'
);
export type ContentType = Static<typeof ContentType>;

export const ContentFormat = OneOf(
  ['text', 'base64', 'json'],
  'How `content` is written.'
);
export type ContentFormat = Static<typeof ContentFormat>;

/** One file or folder (`Contents.IModel` of @jupyterlab/services). */
export const ContentModel = Type.Object({
  name: Type.String(),
  path: Type.String({ description: 'Path in the drive, no leading slash.' }),
  type: ContentType,
  writable: Type.Boolean(),
  created: Type.String(),
  last_modified: Type.String(),
  mimetype: Nullable(Type.String()),
  size: Type.Optional(Nullable(Type.Integer({ minimum: 0 }))),
  content: Type.Unknown(),
  format: Nullable(ContentFormat),
  hash: Type.Optional(
    Nullable(
      Type.String({
        description:
          'Tells this state from others. A folder has one where its content is asked for: `If-None-Match` with it is answered 304 as long as nothing has changed.'
      })
    )
  ),
  hash_algorithm: Type.Optional(Nullable(Type.String())),
  message: Type.Optional(
    Type.String({ description: 'What is wrong with the notebook, if so.' })
  ),
  sciencemesh: ContentShare
});
export type ContentModel = Static<typeof ContentModel>;

/** Tells open pages that something in the drive is not what they know. */
export const ContentChange = Type.Object({
  kind: OneOf(
    ['created', 'saved', 'deleted', 'renamed', 'refresh'],
    '`refresh`: look at this folder again; within a share also at all below it.'
  ),
  path: Type.String({ description: 'Path in the drive; empty for the root.' }),
  oldPath: Nullable(Type.String())
});
export type ContentChange = Static<typeof ContentChange>;

/** A save that is kept here until the server has it. */
export const OutboxItem = Type.Object(
  {
    id: Identifier,
    shareId: Identifier,
    path: Type.String({ description: 'Path in the drive.' }),
    size: Type.Integer({ minimum: 0 }),
    savedAt: Type.String(),
    state: OneOf(
      ['waiting', 'sending', 'conflict', 'failed'],
      '`waiting`: sent as soon as the server takes it; `failed`: only the person can help.'
    ),
    attempts: Type.Integer({ minimum: 0 }),
    nextAttemptAt: Nullable(Type.String()),
    message: Nullable(Type.String({ description: 'For the person.' }))
  },
  { description: 'An edit that is not at the server yet.' }
);
export type OutboxItem = Static<typeof OutboxItem>;

export const OutboxList = Type.Object({ items: Type.Array(OutboxItem) });
export type OutboxList = Static<typeof OutboxList>;

/** What the person decides about an edit in conflict, or gives up. */
export const OutboxDecision = Type.Object(
  {
    action: OneOf(
      ['retry', 'overwrite', 'keep-both', 'discard'],
      '`keep-both`: the edit is sent under another name beside the file.'
    )
  },
  { additionalProperties: false }
);
export type OutboxDecision = Static<typeof OutboxDecision>;
