/**
 * `POST /ocm/notifications` (OCM-API draft-07, "Share Updates").
 *
 * A notification is believed only with the secret of the share: everything
 * else in it can be forged. So an embedded share, which has no secret of its
 * own, can be withdrawn only when its sender put one somewhere into the
 * protocol object; otherwise the answer is 403 and nothing changes.
 *
 * oCIS says that a share was withdrawn without any secret. That is heard (201)
 * and changes nothing; but the server of such a share is asked whether it is
 * still there. The answer is the same for shares that nobody knows.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { OcmError, OcmNotification, type Share } from 'sciencemesh-contract';
import { Type } from 'typebox';
import { isRecord } from '../http/json.ts';
import type { HttpServer } from '../http/server.ts';
import type { OcmContext } from './context.ts';
import { OcmRefusal } from './refusal.ts';
import { secretsOf } from './share-content.ts';
import { PLAIN_BODY_LIMIT } from './shares.ts';

export function addNotifications(
  server: HttpServer,
  context: OcmContext
): void {
  server.post(
    '/ocm/notifications',
    {
      bodyLimit: PLAIN_BODY_LIMIT,
      schema: {
        summary: 'Receive a notification about a share',
        security: [],
        body: OcmNotification,
        response: { 201: Type.Object({}), '4xx': OcmError, 501: OcmError }
      }
    },
    async (request, reply) => {
      const { body } = request;
      const type = body.notificationType ?? body.type;
      if (type === undefined) {
        throw new OcmRefusal(400, 'invalid', 'The notification has no type.', [
          { name: 'notificationType', message: 'is missing' }
        ]);
      }
      const action = ACTIONS.get(type);
      if (action === undefined) {
        throw new OcmRefusal(
          501,
          'notification-type',
          'Notifications of this type are not supported here.'
        );
      }
      if (type === 'SHARE_UNSHARED' && isUnproven(body)) {
        spread(body, context, request.ip);
      } else {
        for (const share of authenticate(body, context, request.ip)) {
          action(share, context);
        }
      }
      context.metrics.notificationsReceived.inc({ type });
      return reply.code(201).send({});
    }
  );
}

const ACTIONS: ReadonlyMap<
  string,
  (share: Share, context: OcmContext) => void
> = new Map([
  ['SHARE_UNSHARED', (share, { shares }) => shares.withdraw(share.id)],
  // Answers to shares that we send: understood, and we have sent none of
  // those that we received.
  ['SHARE_ACCEPTED', () => {}],
  ['SHARE_DECLINED', () => {}]
]);

/** Whether a notification has no secret at all; a wrong one is another thing. */
function isUnproven({ notification }: OcmNotification): boolean {
  return isRecord(notification) && !Object.hasOwn(notification, 'sharedSecret');
}

/** Passes on what nobody has proven, for hosts that may speak from there. */
function spread(
  body: OcmNotification,
  { settings, shares, onRumour }: OcmContext,
  source: string
): void {
  for (const share of shares.withProviderId(String(body.providerId))) {
    if (settings.policy.judge(share.provider, source) === null) {
      onRumour?.(share);
    }
  }
}

/**
 * Finds the shares whose secret the notification shows: ids of different
 * senders may be equal, and a sender may have sent one id twice.
 *
 * @throws OcmRefusal the same for unknown shares and wrong secrets, so that
 * ids cannot be found out
 */
function authenticate(
  body: OcmNotification,
  { settings, shares }: OcmContext,
  source: string
): Share[] {
  const secret = body.notification?.['sharedSecret'];
  if (typeof secret !== 'string' || secret === '') {
    throw new OcmRefusal(400, 'secret', 'The notification has no secret.', [
      {
        name: 'notification.sharedSecret',
        message: 'must be the secret of the share'
      }
    ]);
  }
  const found = shares
    .withProviderId(String(body.providerId))
    .filter(({ id }) =>
      secretsOf(shares.access(id) ?? {}).some(known => equal(known, secret))
    );
  if (found.length === 0) {
    throw new OcmRefusal(
      403,
      'secret',
      'There is no share with this providerId and sharedSecret.'
    );
  }
  for (const { provider } of found) {
    const refusal = settings.policy.judge(provider, source);
    if (refusal !== null) {
      throw new OcmRefusal(refusal.status, refusal.reason, refusal.message);
    }
  }
  return found;
}

/** In constant time, whatever the lengths. */
function equal(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
