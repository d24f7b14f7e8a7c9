/**
 * `POST /ocm/shares` (OCM-API draft-07, "Share Creation Notification").
 *
 * Takes a share, keeps it, answers. Nothing else happens on arrival: Reva for
 * one keeps its side of a share only after our answer, so asking back would
 * fail, and nothing of a stranger is fetched without a person's click.
 */
import {
  OcmError,
  ShareCreated,
  ShareCreation,
  type Party
} from 'sciencemesh-contract';
import { tooLarge } from '../http/json-body.ts';
import type { HttpServer } from '../http/server.ts';
import type { NewShare } from '../store/share-row.ts';
import { isAddressOf, parseAddress } from './address.ts';
import type { OcmContext } from './context.ts';
import { OcmRefusal } from './refusal.ts';
import { contentHash, readContent } from './share-content.ts';
import { displayName, plainText } from './share-name.ts';

/** Bodies without a crate have no reason to be larger. */
export const PLAIN_BODY_LIMIT = 64 * 1024;
/** Bodies with an embedded crate. */
export const CRATE_BODY_LIMIT = 8 * 1024 * 1024;

export function addShares(server: HttpServer, context: OcmContext): void {
  const { settings, shares, metrics } = context;
  server.post(
    '/ocm/shares',
    {
      bodyLimit: CRATE_BODY_LIMIT,
      schema: {
        summary: 'Receive a share',
        security: [],
        body: ShareCreation,
        response: { 201: ShareCreated, '4xx': OcmError, 501: OcmError }
      }
    },
    async (request, reply) => {
      const share = readShare(request.body, context, {
        source: request.ip,
        bytes: request.bodyBytes,
        text: request.bodyText
      });
      const { share: kept, isNew } = shares.receive(share);
      if (isNew) {
        metrics.sharesReceived.inc({ kind: kept.kind });
      }
      request.log.info(
        { share: kept.id, provider: kept.provider, kind: kept.kind, isNew },
        'share received'
      );
      return reply
        .code(201)
        .send({ recipientDisplayName: settings.displayName });
    }
  );
}

/** @throws OcmRefusal when the share is not to be taken */
function readShare(
  body: ShareCreation,
  { settings }: OcmContext,
  request: { source: string; bytes: number; text: string }
): NewShare {
  const content = readContent(body);
  if (request.bytes > PLAIN_BODY_LIMIT && !hasCrate(content)) {
    throw tooLarge(PLAIN_BODY_LIMIT);
  }
  const { sender, owner, provider } = readParties(body);
  const refusal = settings.policy.judge(provider, request.source);
  if (refusal !== null) {
    throw new OcmRefusal(refusal.status, refusal.reason, refusal.message);
  }
  const shareType = body.shareType ?? 'user';
  if (shareType !== 'user') {
    throw new OcmRefusal(
      501,
      'share-type',
      'Only shares with a single user (shareType "user") are supported here.'
    );
  }
  if (!isAddressOf(body.shareWith, settings.user, settings.host)) {
    throw new OcmRefusal(
      404,
      'recipient',
      'There is no such user at this server.',
      [{ name: 'shareWith', message: 'is not a user of this server' }]
    );
  }
  if ('status' in content) {
    throw new OcmRefusal(
      content.status,
      'protocol',
      `The share cannot be used: "${content.field}" ${content.message}.`,
      [{ name: content.field, message: content.message }]
    );
  }
  return {
    kind: content.kind,
    name: displayName(body.name, content.crate?.document, content.kind),
    description: plainText(body.description ?? ''),
    sender,
    owner,
    provider,
    providerId: String(body.providerId),
    authenticity: 'claimed',
    recipient: body.shareWith,
    resourceType: body.resourceType ?? '',
    shareType,
    protocols: content.protocols,
    permissions: content.permissions,
    expiresAt: expiry(body.expiration),
    user: settings.user,
    contentHash: contentHash(body),
    access: content.access,
    crate: content.crate?.textIn(request.text) ?? null
  };
}

function hasCrate(content: ReturnType<typeof readContent>): boolean {
  return !('status' in content) && content.crate !== null;
}

/**
 * The sender's host is whom we deal with; the owner may be at home elsewhere
 * (EOSC's Dispatcher passes on the identity that its user logged in with).
 *
 * @throws OcmRefusal when nobody is named as sender
 */
function readParties(body: ShareCreation): {
  sender: Party;
  owner: Party;
  provider: string;
} {
  // Nextcloud once named the owner only.
  const senderText = body.sender?.trim() || body.owner?.trim() || '';
  const sender = parseAddress(senderText);
  if (sender === null) {
    throw new OcmRefusal(400, 'sender', 'The sender has no valid address.', [
      { name: 'sender', message: 'must be an address like marie@example.org' }
    ]);
  }
  const ownerText = body.owner?.trim() || senderText;
  return {
    sender: {
      address: senderText,
      displayName: optionalName(body.senderDisplayName),
      host: sender.host
    },
    owner: {
      address: ownerText,
      displayName: optionalName(body.ownerDisplayName),
      host: parseAddress(ownerText)?.host ?? sender.host
    },
    provider: sender.host
  };
}

function optionalName(text: string | null | undefined): string | null {
  return plainText(text ?? '') || null;
}

/** Seconds since 1970, as a number or as text; 0 means never. */
function expiry(expiration: ShareCreation['expiration']): string | null {
  const seconds = Number(expiration ?? 0);
  const date = new Date(
    Number.isNaN(seconds) ? String(expiration) : seconds * 1000
  );
  return seconds === 0 || Number.isNaN(date.getTime())
    ? null
    : date.toISOString();
}
