/**
 * What a publication would be, before anything is sent: what to look at, what
 * gets lost, what changed since the version before.
 */
import { Type, type Static } from 'typebox';
import { Bytes, Nullable, OneOf } from './scalars.ts';

/** Something to look at before files leave. */
export const PublicationFinding = Type.Object({
  code: OneOf(
    [
      'secret',
      'not-executed',
      'out-of-order',
      'absolute-path',
      'too-large',
      'too-many',
      'over-quota',
      'name-refused',
      'names-clash',
      'licence-missing',
      'unreadable',
      'nothing-selected',
      'field'
    ],
    'What was found.'
  ),
  severity: OneOf(
    ['error', 'warning', 'note'],
    'Nothing is created while there is an error.'
  ),
  path: Nullable(Type.String()),
  field: Nullable(
    Type.String({ description: 'JSON pointer into the metadata.' })
  ),
  message: Type.String({ description: 'For the person.' }),
  fix: Nullable(
    Type.Object({
      action: OneOf(
        [
          'leave-out',
          'zip',
          'rename',
          'run',
          'choose-licence',
          'clear-outputs'
        ],
        'What the page offers to do.'
      ),
      label: Type.String()
    })
  )
});
export type PublicationFinding = Static<typeof PublicationFinding>;

/** A file or folder that was selected, or that a package or a job is. */
export const PublicationRoot = Type.Object({
  path: Type.String({
    description: 'Among what is published; empty: its content is all of it.'
  }),
  display: Type.String({ description: 'Where JupyterLab has it.' })
});
export type PublicationRoot = Static<typeof PublicationRoot>;

/** What a repository cannot keep of the metadata. */
export const MetadataLoss = Type.Object({
  field: Type.String({ description: 'JSON pointer into the metadata.' }),
  message: Type.String({ description: 'For the person.' })
});
export type MetadataLoss = Static<typeof MetadataLoss>;

/**
 * What would happen: nothing is sent for it. Requests and bytes are those of
 * files that the repository does not have yet, as far as that is known here.
 */
export const PublicationPlan = Type.Object({
  findings: Type.Array(PublicationFinding),
  losses: Type.Array(MetadataLoss),
  preview: Type.Unknown({ description: 'What the repository would be told.' }),
  requests: Type.Integer({ minimum: 0 }),
  seconds: Nullable(Type.Number({ minimum: 0 })),
  bytes: Bytes,
  roots: Type.Array(PublicationRoot)
});
export type PublicationPlan = Static<typeof PublicationPlan>;

/** What changed since the version before; nothing is sent for it. */
export const PublicationChanges = Type.Object({
  added: Type.Array(Type.String()),
  changed: Type.Array(Type.String()),
  removed: Type.Array(Type.String()),
  unchanged: Type.Integer({ minimum: 0 }),
  bytes: Bytes
});
export type PublicationChanges = Static<typeof PublicationChanges>;
