/**
 * Search by name across the drive, at `/api/search`; the answer is one JSON
 * value a line, as they are found.
 */
import { Type, type Static } from 'typebox';
import { Bytes, Identifier, Nullable, OneOf } from './scalars.ts';

export const SearchQuery = Type.Object({
  q: Type.String({
    minLength: 1,
    maxLength: 200,
    description:
      'Words that the name holds, whatever their case and accents; or a pattern with `*` and `?` for the whole name.'
  }),
  share: Type.Optional(Identifier)
});
export type SearchQuery = Static<typeof SearchQuery>;

/** One line of the answer. */
export const SearchRow = Type.Union([
  Type.Object({
    type: Type.Literal('hit'),
    shareId: Identifier,
    path: Type.String({ description: 'In the drive.' }),
    name: Type.String(),
    kind: OneOf(['file', 'folder'], 'What it is.'),
    size: Nullable(Bytes),
    modified: Nullable(Type.String()),
    rank: Type.Integer({
      minimum: 0,
      description: '0 is the very name; larger ones fit less well.'
    })
  }),
  Type.Object({
    type: Type.Literal('share'),
    shareId: Identifier,
    name: Type.String({ description: 'In the drive.' }),
    state: OneOf(
      ['done', 'incomplete', 'failed'],
      '`incomplete`: some folders could not be looked into. `failed`: none.'
    ),
    files: Type.Integer({ minimum: 0 }),
    message: Nullable(Type.String({ description: 'For the person.' }))
  }),
  Type.Object({
    type: Type.Literal('progress'),
    shares: Type.Integer({ minimum: 0, description: 'Searched to the end.' }),
    files: Type.Integer({
      minimum: 0,
      description: 'Files and folders looked at so far.'
    })
  }),
  Type.Object({
    type: Type.Literal('end'),
    shares: Type.Integer({ minimum: 0 }),
    failed: Type.Integer({ minimum: 0 }),
    files: Type.Integer({ minimum: 0 }),
    limited: Type.Boolean({ description: 'There may be more hits.' })
  })
]);
export type SearchRow = Static<typeof SearchRow>;
