/**
 * Files become part of a dataset: those in the store by being registered, the
 * others with the form that holds them.
 *
 * Tables stay what they are (`tabIngest`), and folders are kept.
 */
import { mediaTypeOf } from '../../contents/media-types.ts';
import { at, listOf, textOf } from '../http/answers.ts';
import type { Call, DepositClient } from '../http/deposit-client.ts';
import { refusalOf } from '../http/refusals.ts';
import type { OutboundStream } from '../../http/outbound.ts';
import { RepositoryError, type UploadSlot } from '../repository.ts';
import { datasetPath } from './addresses.ts';
import { meaningOf } from './dialect.ts';
import { storageIdentifierOf } from './direct-upload.ts';
import { formOf } from './form.ts';
import { placeOf } from './keys.ts';
import {
  ALGORITHMS,
  storedFile,
  type Algorithm,
  type StoredFile
} from './remote-files.ts';

/** Registers what is in the store. */
export async function register(
  client: DepositClient,
  id: string,
  slot: UploadSlot,
  signal: AbortSignal
): Promise<StoredFile> {
  const { name } = placeOf(slot.key);
  const form = formOf([
    {
      ...descriptionOf(slot.key),
      storageIdentifier: storageIdentifierOf(slot),
      fileName: name,
      mimeType: typeOf(name),
      checksum: checksumOf(slot)
    }
  ]);
  const answer = await post(client, datasetPath(id, 'addFiles'), {
    ...form,
    signal
  });
  // The status is 200 whatever became of the file.
  const [told] = listOf(at(answer, 'data', 'Files'));
  const words = textOf(at(told, 'errorMessage'));
  if (words !== null) {
    const plain = words.replace(/^Bad Request:\s*/u, '');
    const { host } = client;
    throw refusalOf(
      { status: 400, words: plain, retryAfter: undefined },
      { host, changes: true },
      meaningOf(400, plain, host)
    );
  }
  return mustBeStored(client, at(told, 'fileDetails'));
}

/** Sends a file in a form, which registers it as well. */
export async function addInForm(
  client: DepositClient,
  id: string,
  key: string,
  bytes: OutboundStream,
  signal: AbortSignal
): Promise<StoredFile> {
  const { name } = placeOf(key);
  const form = formOf(descriptionOf(key), { name, type: typeOf(name), bytes });
  const answer = await post(client, datasetPath(id, 'add'), {
    ...form,
    signal
  });
  const [entry] = listOf(at(answer, 'data', 'files'));
  return mustBeStored(client, entry);
}

/** Dataverse unpacks archives that come in forms. */
export function isUnpacked(key: string): boolean {
  return key.toLowerCase().endsWith('.zip');
}

function post(
  client: DepositClient,
  path: string,
  call: Call
): Promise<unknown> {
  return client.call('POST', path, call);
}

function descriptionOf(key: string): Record<string, unknown> {
  const { folder } = placeOf(key);
  return {
    tabIngest: false,
    ...(folder === null ? {} : { directoryLabel: folder })
  };
}

function typeOf(name: string): string {
  return mediaTypeOf(name) ?? 'application/octet-stream';
}

function checksumOf({
  key,
  checksum = ''
}: UploadSlot): Record<string, string> {
  const [algorithm = '', value = ''] = checksum.split(':');
  if (!(algorithm in ALGORITHMS) || value === '') {
    throw new RepositoryError(
      'refused',
      `"${key}" cannot be registered without its checksum. Send it again.`,
      { cause: { checksum } }
    );
  }
  return { '@type': ALGORITHMS[algorithm as Algorithm], '@value': value };
}

function mustBeStored(client: DepositClient, entry: unknown): StoredFile {
  const stored = storedFile(entry);
  if (stored === null) {
    throw client.strange('answer to a new file', true);
  }
  return stored;
}
