/**
 * Bytes that go to the store beside a Dataverse, at addresses that were signed
 * for them, in one piece or in parts.
 *
 * Source: IQSS/dataverse `developers/s3-direct-upload-api.rst`.
 */
import { at, objectOf, textOf, type Json } from '../http/answers.ts';
import type { DepositClient } from '../http/deposit-client.ts';
import { orNothing } from '../http/found.ts';
import type { OutboundStream } from '../../http/outbound.ts';
import {
  RepositoryError,
  type FileToSend,
  type PartReceipt,
  type UploadSlot
} from '../repository.ts';
import { datasetPath } from './addresses.ts';

/** Null where the installation wants files in forms. */
export async function directSlot(
  client: DepositClient,
  id: string,
  { key, size, checksum }: FileToSend,
  signal: AbortSignal
): Promise<UploadSlot | null> {
  const path = datasetPath(id, 'uploadurls', `&size=${size}`);
  const answer = await orNothing(client.call('GET', path, { signal }));
  if (answer === null) {
    return null;
  }
  const data = at(answer, 'data');
  const storageIdentifier = textOf(at(data, 'storageIdentifier'));
  const known = checksum === null ? {} : { checksum };
  const address = textOf(at(data, 'url'));
  if (storageIdentifier !== null && address !== null) {
    const memo = { storageIdentifier, addresses: [address] };
    return { key, partSize: size, parts: 1, ...known, memo };
  }
  const addresses = addressesOf(at(data, 'urls'));
  const partSize = at(data, 'partSize');
  const end = textOf(at(data, 'complete'));
  if (
    storageIdentifier === null ||
    typeof partSize !== 'number' ||
    end === null ||
    addresses.length !== Math.ceil(size / partSize)
  ) {
    throw client.strange(Object.keys(objectOf(data)), false);
  }
  const abort = textOf(at(data, 'abort')) ?? end;
  const memo = { storageIdentifier, addresses, complete: end, abort };
  return { key, partSize, parts: addresses.length, ...known, memo };
}

/** In the order of their numbers, which begin at 1. */
function addressesOf(urls: unknown): string[] {
  const named = objectOf(urls);
  return Object.keys(named)
    .map(Number)
    .toSorted((one, other) => one - other)
    .flatMap(part => textOf(named[String(part)]) ?? []);
}

/** Null of a slot whose file goes in a form. */
export function storageIdentifierOf({ memo }: UploadSlot): string | null {
  return textOf(memo.storageIdentifier);
}

export async function sendPart(
  client: DepositClient,
  { key, parts, memo }: UploadSlot,
  part: number,
  bytes: OutboundStream,
  signal: AbortSignal
): Promise<PartReceipt> {
  const addresses: unknown = memo.addresses;
  const address = textOf(Array.isArray(addresses) ? addresses[part] : null);
  if (address === null) {
    throw lost(key, { part, parts });
  }
  const headers = parts === 1 ? tagOf(address) : {};
  try {
    const answer = await client.put(address, bytes, { signal, headers });
    return { etag: answer.headers.etag ?? null };
  } catch (error) {
    // The store knows nothing of people: an address has ended, or an upload.
    const isRefusal =
      error instanceof RepositoryError &&
      ['scope-missing', 'login-refused', 'refused', 'not-found'].includes(
        error.code
      );
    throw isRefusal ? lost(key, error) : error;
  }
}

/**
 * What is sent is temporary until it is registered, and that is part of the
 * signature; where an installation does not tag, the header would be too much.
 */
function tagOf(address: string): Record<string, string> {
  const signed = new URL(address, 'https://store.invalid').searchParams.get(
    'X-Amz-SignedHeaders'
  );
  return signed === null || signed.includes('x-amz-tagging')
    ? { 'x-amz-tagging': 'dv-state=temp' }
    : {};
}

/** Lets the store put the parts together. */
export async function completeParts(
  client: DepositClient,
  { key, parts, memo }: UploadSlot,
  receipts: readonly PartReceipt[],
  signal: AbortSignal
): Promise<void> {
  const complete = textOf(memo.complete);
  if (complete === null) {
    return;
  }
  const tags = receipts.map(({ etag }) => textOf(etag));
  if (tags.length !== parts || tags.includes(null)) {
    throw lost(key, { parts, tags: tags.length });
  }
  const body: Json = Object.fromEntries(
    tags.map((tag, index) => [String(index + 1), tag])
  );
  await client.call('PUT', apiPath(complete), { signal, body });
}

/** Lets the store forget the parts. */
export async function abortParts(
  client: DepositClient,
  { memo }: UploadSlot,
  signal: AbortSignal
): Promise<void> {
  const abort = textOf(memo.abort);
  if (abort !== null) {
    await orNothing(client.call('DELETE', apiPath(abort), { signal }));
  }
}

/** It names these without a host, and not encoded. */
function apiPath(address: string): string {
  const { pathname, search } = new URL(address, 'https://store.invalid');
  return `${pathname.replace(/^\/api\//u, '')}${search}`;
}

export function lost(key: string, cause: unknown): RepositoryError {
  return new RepositoryError(
    'file-lost',
    `"${key}" did not arrive whole. It has to be sent again.`,
    { cause }
  );
}
