/**
 * Lists of CERNBox. An item that cannot be read is left out and counted; the
 * others stay.
 */
import { readJson } from '../http/json-answer.ts';
import { isRecord } from '../http/json.ts';
import { OutboundError } from '../http/outbound.ts';
import type { Requester } from './account-session.ts';
import { inTurns } from './turns.ts';

/** 10 000 shares take 13 MB in Reva. */
const MOST_BYTES = 64 * 1024 * 1024;

export type Item = Readonly<Record<string, unknown>>;

/** CERNBox did not do what it was asked for, or gave no list. */
export class CernboxError extends Error {
  /** Null: the answer made no sense, whatever its status. */
  readonly status: number | null;

  constructor(message: string, status: number | null) {
    super(message);
    this.name = 'CernboxError';
    this.status = status;
  }
}

export interface Listed<T> {
  items: T[];
  /** How many could not be read. */
  dropped: number;
}

/** @throws CernboxError, SessionError, OutboundError */
export async function getJson(
  session: Requester,
  path: string,
  signal?: AbortSignal
): Promise<Item> {
  const answer = await session.request(path, {}, { signal });
  if (answer.status !== 200) {
    answer.discard();
    throw new CernboxError(
      `CERNBox does not give this list (HTTP status ${answer.status}).`,
      answer.status
    );
  }
  let value: unknown;
  try {
    value = await readJson(answer, MOST_BYTES);
  } catch (error) {
    if (error instanceof OutboundError && error.code === 'too-large') {
      throw new CernboxError('CERNBox gives a list that is too long.', null);
    }
    throw error;
  }
  if (!isRecord(value)) {
    throw new CernboxError('CERNBox gives no list that can be read.', null);
  }
  return value;
}

/**
 * Makes something of each item; the first of those with one id counts.
 *
 * @param value null is an empty list, as Go writes it
 * @param read null: the item cannot be read
 */
export async function itemsIn<T extends { id: string }>(
  value: unknown,
  read: (item: Item) => T | null
): Promise<Listed<T>> {
  if (value !== null && !Array.isArray(value)) {
    throw new CernboxError('CERNBox gives no list that can be read.', null);
  }
  const found = new Map<string, T>();
  let dropped = 0;
  await inTurns((value ?? []) as unknown[], item => {
    const one = isRecord(item) ? read(item) : null;
    if (one === null) {
      dropped += 1;
    } else if (!found.has(one.id)) {
      found.set(one.id, one);
    }
  });
  return { items: [...found.values()], dropped };
}

export interface Told {
  body?: object;
  /** Whether an answer says that it was done; none: its status does. */
  says?: (answer: unknown) => boolean;
  signal?: AbortSignal | undefined;
}

/** @throws CernboxError, SessionError, OutboundError */
export async function tell(
  session: Requester,
  path: string,
  method: 'POST' | 'DELETE' | 'PATCH',
  { body, says, signal }: Told = {}
): Promise<void> {
  const answer = await session.request(
    path,
    {
      method,
      maximumRedirects: 0,
      ...(body
        ? {
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(body)
          }
        : {})
    },
    { signal }
  );
  if (answer.status >= 300) {
    answer.discard();
    throw new CernboxError(
      `CERNBox does not do this (HTTP status ${answer.status}).`,
      answer.status
    );
  }
  if (says === undefined || answer.status === 204) {
    answer.discard();
  } else if (!says(await readJson(answer, MOST_BYTES))) {
    // The page of a login, or of maintenance.
    throw new CernboxError('CERNBox does not say that it did this.', null);
  }
}

/** An id as text: some lists have numbers; null for what is none. */
export function idIn(value: unknown): string | null {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' &&
    text !== '' &&
    // Addresses lead elsewhere with these, however they are written.
    text !== '.' &&
    text !== '..' &&
    text.length <= 1024 &&
    // No address can carry what is left of these.
    text.isWellFormed() &&
    !text.includes('\0')
    ? text
    : null;
}

/** Null for what is no text, or empty. */
export function textIn(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** OCS writes "2026-12-24 00:00:00", and means UTC. */
const WITHOUT_ZONE = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?$/;

/** ISO 8601; null for what is no time. */
export function timeIn(value: unknown): string | null {
  const text = textIn(value) ?? '';
  const time = new Date(
    typeof value === 'number'
      ? value * 1000
      : Date.parse(WITHOUT_ZONE.test(text) ? `${text}Z` : text)
  );
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}

/** Who shares, as libregraph says: the identifier may be cut. */
export function creatorIn(item: Item): {
  id: string | null;
  displayName: string | null;
} {
  const by = isRecord(item['createdBy']) ? item['createdBy']['user'] : null;
  return isRecord(by)
    ? { id: textIn(by['id']), displayName: textIn(by['displayName']) }
    : { id: null, displayName: null };
}
