/**
 * Building blocks that several schemas share.
 */
import { Type, type Static, type TEnum, type TSchema } from 'typebox';

/** A value or null: "known to be absent", which is not "left out". */
export const Nullable = <T extends TSchema>(schema: T) =>
  Type.Union([schema, Type.Null()]);

/** One of the given words; `description` says what the choice is about. */
export const OneOf = <const T extends string[]>(
  values: readonly [...T],
  description: string
): TEnum<T> => Type.Enum<T>(values, { description });

/** Point in time, ISO 8601 in UTC with milliseconds. */
export const Timestamp = Type.String({
  description: 'Point in time, ISO 8601, UTC.'
});

/** Size in bytes; always an integer. */
export const Bytes = Type.Integer({ minimum: 0, description: 'Bytes.' });

/** Opaque identifier made by the companion (UUID). */
export const Identifier = Type.String({
  minLength: 1,
  maxLength: 64,
  pattern: '^[A-Za-z0-9-]+$',
  description: 'Identifier made by the companion.'
});

/** Path parameters of every route that addresses one thing. */
export const ById = Type.Object({ id: Identifier });
export type ById = Static<typeof ById>;

/**
 * What every failed request answers. `message` is one or two sentences for the
 * person (what happened, what to do); Jupyter's own clients show it as it is.
 */
export const Problem = Type.Object(
  {
    code: Type.String({
      description: 'Stable, for programs, e.g. `share-not-found`.'
    }),
    message: Type.String({ description: 'For the person.' })
  },
  { description: 'A failed request.' }
);
export type Problem = Static<typeof Problem>;
