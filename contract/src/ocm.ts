/**
 * Wire format of Open Cloud Mesh as we receive it (OCM-API 1.0 to draft-07).
 *
 * Peers add members of their own and leave out required ones, so these schemas
 * hold what must be there to be understood at all; everything else is read
 * tolerantly in `companion/src/ocm`.
 */
import { Type, type Static } from 'typebox';

const Text = (maxLength: number) => Type.String({ maxLength });

/** `POST /ocm/shares`. */
export const ShareCreation = Type.Object({
  shareWith: Type.String({ minLength: 1, maxLength: 1024 }),
  name: Type.Optional(Type.Union([Text(4096), Type.Null()])),
  description: Type.Optional(Type.Union([Text(65536), Type.Null()])),
  providerId: Type.Union([
    Type.String({ minLength: 1, maxLength: 1024 }),
    Type.Number()
  ]),
  owner: Type.Optional(Type.Union([Text(1024), Type.Null()])),
  sender: Type.Optional(Type.Union([Text(1024), Type.Null()])),
  ownerDisplayName: Type.Optional(Type.Union([Text(1024), Type.Null()])),
  senderDisplayName: Type.Optional(Type.Union([Text(1024), Type.Null()])),
  shareType: Type.Optional(Type.Union([Text(64), Type.Null()])),
  resourceType: Type.Optional(Type.Union([Text(128), Type.Null()])),
  expiration: Type.Optional(Type.Union([Type.Number(), Text(64), Type.Null()])),
  protocol: Type.Optional(Type.Unknown()),
  protocols: Type.Optional(Type.Unknown())
});
export type ShareCreation = Static<typeof ShareCreation>;

/** Answer of `POST /ocm/shares`, 201. */
export const ShareCreated = Type.Object({
  recipientDisplayName: Type.String()
});
export type ShareCreated = Static<typeof ShareCreated>;

/** `POST /ocm/notifications`; OCM-stub writes `type` for `notificationType`. */
export const OcmNotification = Type.Object({
  notificationType: Type.Optional(Text(128)),
  type: Type.Optional(Text(128)),
  resourceType: Type.Optional(Type.Union([Text(128), Type.Null()])),
  providerId: Type.Union([
    Type.String({ minLength: 1, maxLength: 1024 }),
    Type.Number()
  ]),
  notification: Type.Optional(
    Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()])
  )
});
export type OcmNotification = Static<typeof OcmNotification>;

/** Body of a refused OCM request (OCM-API 1.2 and later). */
export const OcmError = Type.Object({
  message: Type.String(),
  validationErrors: Type.Optional(
    Type.Array(Type.Object({ name: Type.String(), message: Type.String() }))
  )
});
export type OcmError = Static<typeof OcmError>;

/** `GET /.well-known/ocm`. */
export const Discovery = Type.Object({
  enabled: Type.Boolean(),
  apiVersion: Type.String(),
  endPoint: Type.String(),
  provider: Type.String(),
  resourceTypes: Type.Array(
    Type.Object({
      name: Type.String(),
      shareTypes: Type.Array(Type.String()),
      protocols: Type.Record(Type.String(), Type.Unknown())
    })
  ),
  capabilities: Type.Array(Type.String()),
  criteria: Type.Array(Type.String())
});
export type Discovery = Static<typeof Discovery>;
