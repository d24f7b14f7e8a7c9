/**
 * What tokens say of themselves. Nothing of it is proven: the server alone
 * decides what it takes.
 */
import { isRecord } from '../http/json.ts';
import type { Credential } from './credentials.ts';

const LONGEST = 64 * 1024;

/** Null for what no header can carry. */
export function asToken(text: unknown): string | null {
  return typeof text === 'string' &&
    text.length <= LONGEST &&
    /^[\x21-\x7e]+$/.test(text)
    ? text
    : null;
}

/** @param scheme null: as it looks */
export function asCredential(
  text: unknown,
  scheme: 'reva' | 'bearer' | null
): Credential | null {
  const token = asToken(text);
  return token === null
    ? null
    : { kind: scheme ?? (isOfReva(token) ? 'reva' : 'bearer'), token };
}

/** When a token ends, in milliseconds since the epoch; null: it does not say. */
export function endOf(token: string): number | null {
  const end = claimsOf(token)?.['exp'];
  return typeof end === 'number' && Number.isFinite(end) ? end * 1000 : null;
}

/** Reva writes who the person is into its tokens, and what they may do. */
function isOfReva(token: string): boolean {
  const claims = claimsOf(token);
  return isRecord(claims?.['user']) && isRecord(claims['scope']);
}

function claimsOf(token: string): Record<string, unknown> | null {
  const [, payload = ''] = token.split('.');
  try {
    const claims: unknown = JSON.parse(
      Buffer.from(payload, 'base64url').toString('utf8')
    );
    return isRecord(claims) ? claims : null;
  } catch {
    return null;
  }
}
