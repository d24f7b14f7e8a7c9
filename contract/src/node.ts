/**
 * The companion itself and its own OCM node.
 */
import { Type, type Static } from 'typebox';
import { Nullable } from './scalars.ts';

export const Health = Type.Object({
  status: Type.Literal('ok'),
  version: Type.String(),
  busy: Type.Boolean({
    description: 'Bytes move or jobs are collected: do not cull.'
  })
});
export type Health = Static<typeof Health>;

/** What the empty state of the panel needs to say. */
export const NodeInfo = Type.Object({
  ocm: Type.Object({
    enabled: Type.Boolean({ description: 'The public OCM node is listening.' }),
    address: Nullable(
      Type.String({ description: 'What others type to share with this user.' })
    )
  }),
  workspace: Type.Object({
    folder: Type.String({
      description: 'Where working copies go, relative to the Jupyter root.'
    })
  })
});
export type NodeInfo = Static<typeof NodeInfo>;
