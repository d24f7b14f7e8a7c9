/**
 * Copies and moves between the drive and the files of the person, at
 * `/api/copies`. What is under way is a transfer like any other.
 */
import { Type, type Static } from 'typebox';
import { Bytes, Nullable, OneOf } from './scalars.ts';

/** A file or folder, wherever it is. */
export const CopyPlace = Type.Object(
  {
    drive: OneOf(
      ['jupyter', 'sciencemesh'],
      'The files of the person that Jupyter shows, or the drive of shares.'
    ),
    path: Type.String({
      maxLength: 4096,
      description: 'In that drive: names joined by `/`; empty for its root.'
    })
  },
  { additionalProperties: false }
);
export type CopyPlace = Static<typeof CopyPlace>;

export const CopyAction = OneOf(
  ['copy', 'move'],
  '`move`: what has arrived and was verified is deleted at its source.'
);
export type CopyAction = Static<typeof CopyAction>;

const order = {
  action: CopyAction,
  items: Type.Array(CopyPlace, {
    minItems: 1,
    maxItems: 1000,
    description: 'Files, and folders with all that is below.'
  }),
  target: CopyPlace
};

/** What would be copied where; nothing is decided yet. */
export const CopyQuestion = Type.Object(order, { additionalProperties: false });
export type CopyQuestion = Static<typeof CopyQuestion>;

export const CollisionPolicy = OneOf(
  ['keep-both', 'replace', 'skip'],
  'Where a name is taken. `keep-both`: a new name for the item. `replace` and `skip`: two folders become one, and files that are in both are replaced or left alone.'
);
export type CollisionPolicy = Static<typeof CollisionPolicy>;

export const CopyRequest = Type.Object(
  { ...order, collisions: CollisionPolicy },
  { additionalProperties: false }
);
export type CopyRequest = Static<typeof CopyRequest>;

/** Something that has the name of what is to be copied. */
export const CopyCollision = Type.Object({
  path: Type.String({ description: 'Relative to the target.' }),
  kind: OneOf(['file', 'folder'], 'What is there.'),
  size: Nullable(Bytes),
  modified: Nullable(Type.String()),
  replaceable: Type.Boolean({
    description: 'False for a file where a folder is wanted, and vice versa.'
  })
});
export type CopyCollision = Static<typeof CopyCollision>;

/** How much it is, and what is in the way; found out without writing. */
export const CopyPreview = Type.Object({
  files: Type.Integer({ minimum: 0 }),
  folders: Type.Integer({ minimum: 0 }),
  size: Type.Integer({ minimum: 0, description: 'Sum of the known sizes.' }),
  available: Nullable(
    Type.Integer({
      description: 'Bytes that the target has room for; null: not said.'
    })
  ),
  collisionCount: Type.Integer({ minimum: 0 }),
  collisions: Type.Array(CopyCollision, {
    description: 'The first of them, at most 100.'
  }),
  refused: Type.Array(
    Type.Object({ path: Type.String(), message: Type.String() }),
    { description: 'What cannot be copied and why, at most 100.' }
  )
});
export type CopyPreview = Static<typeof CopyPreview>;
