/** Parts of a sign-in that need no session. */
import { createHash } from 'node:crypto';
import { isRecord } from '../http/json.ts';
import { OutboundError } from '../http/outbound.ts';
import type { Credential } from './credentials.ts';

/** Carries a token of Reva's own, in both directions. */
export const TOKEN = 'x-access-token';
/** Milliseconds before its end at which a token is renewed, if it lives long. */
const EARLY = 60_000;

export function headersOf(credential: Credential): Record<string, string> {
  switch (credential.kind) {
    case 'reva':
      return { [TOKEN]: credential.token };
    case 'bearer':
      return { authorization: `Bearer ${credential.token}` };
    case 'basic': {
      const pair = `${credential.user}:${credential.password}`;
      const encoded = Buffer.from(pair).toString('base64');
      return { authorization: `Basic ${encoded}` };
    }
  }
}

export function fingerprintOf(credential: Credential): string {
  return createHash('sha256').update(JSON.stringify(credential)).digest('hex');
}

/** A short life is used for nine tenths. */
export function earlier(now: number, end: number): number {
  return end - Math.min(EARLY, Math.max(0, end - now) / 10);
}

export function accountIn(value: unknown): string | null {
  const id = isRecord(value) ? value['id'] : null;
  return typeof id === 'string' && id !== '' ? id : null;
}

/** Others may wait for the same: whoever stops waiting ends nothing. */
export function withSignal<T>(
  work: Promise<T>,
  signal?: AbortSignal
): Promise<T> {
  if (signal === undefined) {
    return work;
  }
  return new Promise((resolve, reject) => {
    const stop = () =>
      reject(new OutboundError('aborted', 'The request was stopped.'));
    const release = () => signal.removeEventListener('abort', stop);
    work.then(resolve, reject).finally(release);
    if (signal.aborted) {
      stop();
    } else {
      signal.addEventListener('abort', stop, { once: true });
    }
  });
}
