/**
 * "Check this share", at `/api/shares/:id/check`: one step a line as they are
 * made.
 */
import { Type, type Static } from 'typebox';
import { Nullable, OneOf } from './scalars.ts';

export const CheckStepName = OneOf(
  ['offer', 'discovery', 'token', 'list', 'read', 'write'],
  'What is tried, in this order.'
);
export type CheckStepName = Static<typeof CheckStepName>;

/** A step begins, or has ended. */
export const CheckStep = Type.Object({
  step: CheckStepName,
  title: Type.String({ description: 'What is tried, for the person.' }),
  state: OneOf(
    ['running', 'passed', 'noted', 'failed', 'skipped'],
    '`noted`: it works, and there is something to know.'
  ),
  message: Nullable(
    Type.String({ description: 'What was found; never a secret.' })
  ),
  advice: Nullable(Type.String({ description: 'What to do where it failed.' })),
  code: Nullable(
    Type.String({ description: 'Of a failure, e.g. `certificate`.' })
  ),
  milliseconds: Nullable(Type.Integer({ minimum: 0 }))
});
export type CheckStep = Static<typeof CheckStep>;
