/**
 * Exchanges the secret of a share for a token that lives shortly (OCM-API
 * draft-07, "Token Exchange").
 */
import { isRecord } from '../http/json.ts';
import type { OutboundClient } from '../http/outbound.ts';

export interface AccessToken {
  value: string;
  /** By the clock that was given, in milliseconds, as are the others. */
  givenAt: number;
  /** A little before its end. */
  renewAt: number;
  endsAt: number;
}

/** The peer answered, but gave no token. */
export class TokenError extends Error {
  /** The peer does not know the secret (any more). */
  readonly isSecretUnknown: boolean;

  constructor(message: string, isSecretUnknown: boolean) {
    super(message);
    this.name = 'TokenError';
    this.isSecretUnknown = isSecretUnknown;
  }
}

const MAXIMUM_BYTES = 64 * 1024;
const LONGEST_TOKEN = 16 * 1024;
const DEFAULT_SECONDS = 3600;
/** No token is used longer than this, whatever its peer says. */
const MOST_SECONDS = 24 * 3600;

/**
 * @param order `clientId` is the host of this node, as the sender knows it
 * @param now the present, in milliseconds
 * @throws OutboundError, TokenError
 */
export async function exchangeSecret(
  outbound: OutboundClient,
  order: { endPoint: URL; clientId: string; secret: string },
  now: number,
  signal?: AbortSignal
): Promise<AccessToken> {
  const { endPoint, clientId, secret } = order;
  const { status, value } = await outbound.json(endPoint.href, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: clientId,
      code: secret
    }).toString(),
    maximumBytes: MAXIMUM_BYTES,
    // The secret is for this host and no other.
    maximumRedirects: 0,
    stayAtOrigin: true,
    ...(signal ? { signal } : {})
  });
  const answer = isRecord(value) ? value : {};
  const token = answer['access_token'];
  if (
    status === 200 &&
    typeof token === 'string' &&
    token.length <= LONGEST_TOKEN &&
    /^[\x21-\x7e]+$/.test(token)
  ) {
    const life = lifetime(answer['expires_in']);
    return {
      value: token,
      givenAt: now,
      renewAt: now + life - Math.min(60_000, life / 10),
      endsAt: now + life
    };
  }
  const error = answer['error'];
  throw new TokenError(
    `HTTP status ${status}, ${typeof error === 'string' ? error.slice(0, 100) : 'no error code'}`,
    // Nextcloud 35 says so with 401, Reva with 400, OCM-stub with 403.
    error === 'invalid_grant' || status === 403
  );
}

/** Milliseconds. */
function lifetime(expiresIn: unknown): number {
  const told = Number(expiresIn ?? DEFAULT_SECONDS);
  return Number.isFinite(told) && told > 0
    ? Math.min(told, MOST_SECONDS) * 1000
    : DEFAULT_SECONDS * 1000;
}
