/**
 * Files of one dataset.
 */
import { at } from '../http/answers.ts';
import { orNothing } from '../http/found.ts';
import type { OutboundStream } from '../../http/outbound.ts';
import { assertKeys } from '../mapping/keys.ts';
import {
  RepositoryError,
  type FileToSend,
  type PartReceipt,
  type RemoteFile,
  type UploadSlot
} from '../repository.ts';
import { datasetPath } from './addresses.ts';
import {
  completeParts,
  directSlot,
  lost,
  sendPart,
  storageIdentifierOf
} from './direct-upload.ts';
import { change, type Place } from './editing.ts';
import { keyProblem } from './keys.ts';
import { addInForm, isUnpacked, register } from './registration.ts';
import { remoteFile, storedFiles, type StoredFile } from './remote-files.ts';
import { LATEST } from './versions.ts';

export class DatasetFiles {
  private readonly place: Place;

  constructor(place: Place) {
    this.place = place;
  }

  /** @param version which of its versions; the latest may be a draft */
  async list(
    signal: AbortSignal,
    version: ':latest' | ':latest-published' = ':latest'
  ): Promise<RemoteFile[]> {
    return (await this.stored(signal, version)).map(({ file }) => file);
  }

  async begin(
    files: readonly FileToSend[],
    signal: AbortSignal
  ): Promise<UploadSlot[]> {
    assertKeys(files, keyProblem);
    // A name that is taken would be changed without a word.
    const taken = new Set((await this.list(signal)).map(({ key }) => key));
    const slots: UploadSlot[] = [];
    for (const file of files) {
      if (taken.has(file.key)) {
        throw alreadyThere(file.key);
      }
      slots.push(await this.slot(file, signal));
    }
    return slots;
  }

  async send(
    slot: UploadSlot,
    part: number,
    bytes: OutboundStream,
    signal: AbortSignal
  ): Promise<PartReceipt> {
    const { client, id } = this.place;
    if (storageIdentifierOf(slot) !== null) {
      return sendPart(client, slot, part, bytes, signal);
    }
    const { key } = slot;
    const file = await change(
      this.place,
      async () => {
        const stored = await addInForm(client, id, key, bytes, signal);
        return this.underItsName(stored, key, signal);
      },
      signal
    );
    return { file };
  }

  async commit(
    slot: UploadSlot,
    receipts: readonly PartReceipt[],
    signal: AbortSignal
  ): Promise<RemoteFile> {
    const { key } = slot;
    if (storageIdentifierOf(slot) === null) {
      // It was registered with the form, whether the answer came or not.
      const file =
        remoteFile(receipts[0]?.file) ?? (await this.named(key, signal))?.file;
      if (file === undefined) {
        throw lost(key, { receipts: receipts.length });
      }
      return file;
    }
    const { client, id } = this.place;
    await completeParts(client, slot, receipts, signal);
    return change(
      this.place,
      async () => {
        const stored = await register(client, id, slot, signal);
        return this.underItsName(stored, key, signal);
      },
      signal
    );
  }

  async remove(key: string, signal: AbortSignal): Promise<void> {
    await change(
      this.place,
      async () => {
        const there = await this.named(key, signal);
        if (there !== undefined) {
          await this.delete(there, signal);
        }
      },
      signal
    );
  }

  private async slot(
    file: FileToSend,
    signal: AbortSignal
  ): Promise<UploadSlot> {
    const { client, id } = this.place;
    const direct = await directSlot(client, id, file, signal);
    if (direct !== null) {
      return direct;
    }
    if (isUnpacked(file.key)) {
      throw new RepositoryError(
        'refused',
        `${client.host} would unpack "${file.key}". Publish its files one by one, or pack them as .tar.gz.`
      );
    }
    return { key: file.key, partSize: file.size, parts: 1, memo: {} };
  }

  /**
   * A file whose name was taken has got another: one of the same name was
   * registered when an answer was lost. One of the two is too many.
   */
  private async underItsName(
    stored: StoredFile,
    key: string,
    signal: AbortSignal
  ): Promise<RemoteFile> {
    if (stored.file.key === key) {
      return stored.file;
    }
    await this.delete(stored, signal);
    const there = await this.named(key, signal);
    if (there?.file.checksum !== stored.file.checksum || !there) {
      throw alreadyThere(key);
    }
    return there.file;
  }

  private async delete({ id }: StoredFile, signal: AbortSignal): Promise<void> {
    const { client } = this.place;
    await orNothing(client.call('DELETE', `files/${id}`, { signal }));
  }

  private async named(
    key: string,
    signal: AbortSignal
  ): Promise<StoredFile | undefined> {
    return (await this.stored(signal)).find(({ file }) => file.key === key);
  }

  private async stored(
    signal: AbortSignal,
    version = ':latest'
  ): Promise<StoredFile[]> {
    const { client, id } = this.place;
    const path = datasetPath(id, `versions/${version}`, LATEST);
    const answer = await client.call('GET', path, { signal });
    return storedFiles(at(answer, 'data', 'files'));
  }
}

function alreadyThere(key: string): RepositoryError {
  return new RepositoryError(
    'conflict',
    `There is a file "${key}" already. Remove it first if it should be replaced.`
  );
}
