/**
 * Received shares as the user sees them.
 */
import { Type, type Static } from 'typebox';
import { ProviderId } from './providers.ts';
import { Identifier, Nullable, OneOf, Timestamp } from './scalars.ts';

/** Who a share names as sender or owner. Nothing here is proven. */
export const Party = Type.Object({
  address: Type.String({
    description: 'OCM address as received, `identifier@host`.'
  }),
  displayName: Nullable(Type.String()),
  host: Type.String({
    description: 'Host part of the address, lower case (after the last `@`).'
  })
});
export type Party = Static<typeof Party>;

export const ShareKind = OneOf(
  ['package', 'folder', 'file', 'other'],
  'What was shared; `package` is a Package for Processing (an RO-Crate).'
);
export type ShareKind = Static<typeof ShareKind>;

export const ShareState = OneOf(
  ['pending', 'accepted', 'declined'],
  'What the recipient has decided.'
);
export type ShareState = Static<typeof ShareState>;

export const DeliveryState = OneOf(
  ['queued', 'sent', 'failed'],
  'Where the notification of the decision to the sender stands.'
);

/** Answer to the sender of a WebDAV share (OCM notification). */
export const Delivery = Type.Object({
  type: OneOf(['SHARE_ACCEPTED', 'SHARE_DECLINED'], 'OCM notification type.'),
  state: DeliveryState,
  attempts: Type.Integer({ minimum: 0 }),
  message: Nullable(
    Type.String({ description: 'The last failure, for the person.' })
  )
});
export type Delivery = Static<typeof Delivery>;

export const Share = Type.Object(
  {
    id: Identifier,
    source: ProviderId,
    kind: ShareKind,
    state: ShareState,
    hidden: Type.Boolean(),
    seen: Type.Boolean({ description: 'False counts for the badge.' }),
    withdrawnAt: Nullable(Timestamp),
    name: Type.String({ description: 'Never empty; a fallback is made.' }),
    description: Type.String(),
    sender: Party,
    owner: Party,
    provider: Type.String({ description: "The sender's host." }),
    providerId: Type.String({ description: "The sender's id of the share." }),
    authenticity: OneOf(
      ['claimed', 'signed'],
      '`claimed`: unsigned, show "claims to be …".'
    ),
    recipient: Type.String({ description: '`shareWith` as received.' }),
    resourceType: Type.String(),
    shareType: Type.String(),
    protocols: Type.Array(Type.String(), {
      description: 'Names in the protocol object, e.g. `embedded`, `webdav`.'
    }),
    permissions: Type.Array(Type.String()),
    receivedAt: Timestamp,
    expiresAt: Nullable(Timestamp),
    delivery: Nullable(Delivery),
    page: Nullable(
      Type.String({
        description: "Its page in the provider's own web interface."
      })
    ),
    copying: Type.Boolean({
      description:
        'The provider says that it copies the files of this package by itself. It may say so for ever; see the capability `setsBack`.'
    }),
    package: Nullable(
      Type.Object({
        id: Identifier,
        workingCopy: Nullable(
          Type.String({
            description: 'Newest working copy, relative to the Jupyter root.'
          })
        )
      })
    )
  },
  { description: 'A received share.' }
);
export type Share = Static<typeof Share>;

export const ShareList = Type.Object({ items: Type.Array(Share) });
export type ShareList = Static<typeof ShareList>;

export const ShareQuery = Type.Object({
  filter: Type.Optional(
    OneOf(
      ['all', 'pending', 'accepted', 'declined', 'hidden', 'visible'],
      'Which shares; `visible` (default) is all that is neither hidden nor declined.'
    )
  ),
  search: Type.Optional(
    Type.String({
      maxLength: 200,
      description: 'Words in name, sender or provider.'
    })
  )
});
export type ShareQuery = Static<typeof ShareQuery>;

/** Changes that a person makes to a received share; all optional. */
export const ShareChange = Type.Object(
  {
    state: Type.Optional(ShareState),
    hidden: Type.Optional(Type.Boolean()),
    seen: Type.Optional(Type.Boolean())
  },
  { additionalProperties: false, minProperties: 1 }
);
export type ShareChange = Static<typeof ShareChange>;
