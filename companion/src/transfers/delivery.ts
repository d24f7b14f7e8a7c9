/**
 * One file on its way into a storage.
 *
 * It is written under the condition that nothing is there, or still what the
 * person wanted replaced. Where that no longer holds although we had begun to
 * send, the earlier request may have been carried out without our hearing of
 * it: then what is there is read back and compared.
 */
import {
  StorageError,
  type Storage,
  type Written
} from '../storage/storage.ts';
import type { Carriage } from './destination.ts';
import { FileFailure } from './file-failure.ts';
import type { TransferEvent } from './journal-records.ts';
import type { FileEntry } from './ledger.ts';
import type { Means } from './means.ts';
import { TAKEN } from './occupant.ts';
import { sameBytes } from './same-bytes.ts';
import { note, type Account } from './scene.ts';
import { seenIn } from './seen.ts';
import { openUpload } from './upload.ts';

export interface DeliveryOptions {
  account: Account;
  entry: FileEntry;
  means: Means;
  storage: Storage;
  /** Where the file goes in the storage. */
  path: string;
  /** Whether a storage that a plan names is the one that receives. */
  isSameStorage: (name: string) => boolean;
  makeFolder: (signal: AbortSignal) => Promise<void>;
}

interface Origin {
  storage: Storage;
  path: string;
}

export class Delivery implements Carriage {
  readonly #options: DeliveryOptions;
  #bytes = 0;
  #event: TransferEvent | null = null;

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  get bytes(): number {
    return this.#bytes;
  }

  async attempt(signal: AbortSignal, onAnswer: () => void): Promise<void> {
    const { account, entry, makeFolder, means } = this.#options;
    const { planned } = entry;
    const { source } = planned;
    if (source.type === 'none') {
      throw new FileFailure(source.code, source.message);
    }
    if (source.type !== 'storage') {
      throw new FileFailure(
        'unsupported',
        'This version cannot send such a file. Fetch it first, then copy it.'
      );
    }
    account.ledger.running(entry, 0);
    const origin = {
      storage: await means.storageOf(source.storage),
      path: source.path
    };
    await makeFolder(signal);
    const tried = entry.validators !== null;
    if (!tried) {
      // From here on, what is there may be what we sent.
      await note(account, {
        type: 'begun',
        file: entry.index,
        etag: null,
        lastModified: null,
        total: planned.size
      });
    }
    try {
      this.#event =
        source.by === 'stream'
          ? await this.#stream(origin, signal, onAnswer)
          : await this.#byServer(origin, source.by, signal, onAnswer);
    } catch (error) {
      this.#event = await this.#settle(error, origin, tried, signal);
    }
  }

  async land(): Promise<void> {
    if (this.#event) {
      await note(this.#options.account, this.#event);
    }
  }

  async close(): Promise<void> {
    this.#progress(-this.#bytes);
  }

  discard(): Promise<void> {
    return this.close();
  }

  async #stream(
    origin: Origin,
    signal: AbortSignal,
    onAnswer: () => void
  ): Promise<TransferEvent> {
    const { entry, means, path, storage } = this.#options;
    const upload = await openUpload(origin, {
      maximumBytes: means.maximumBytes,
      plannedSize: entry.planned.size,
      signal,
      onProgress: bytes => this.#progress(bytes)
    });
    try {
      const { replaces } = entry.planned;
      const written = await storage.write(path, upload.body, {
        signal,
        size: upload.size,
        condition: !replaces
          ? { type: 'new' }
          : replaces.etag === null
            ? { type: 'any' }
            : { type: 'unchanged', etag: replaces.etag }
      });
      onAnswer();
      return await this.#verified(
        origin,
        { ...upload.source, size: upload.size },
        written,
        signal
      );
    } catch (error) {
      // The storage can only say that its bytes broke off; we know why.
      throw upload.failure() ?? error;
    } finally {
      upload.close();
    }
  }

  /** The server said that it has the file: looks whether it has this one. */
  async #verified(
    origin: Origin,
    source: { size: number; modified: string | null; etag: string | null },
    { etag, verified: agreed }: Pick<Written, 'etag' | 'verified'>,
    signal: AbortSignal
  ): Promise<TransferEvent> {
    const { entry, path, storage } = this.#options;
    const there = await storage.stat(path, { signal });
    if (there.size !== null && there.size !== source.size) {
      throw new FileFailure(
        'size-mismatch',
        `${storage.label} took ${source.size} bytes and shows ${there.size}. Retry later.`,
        { again: { afterMilliseconds: null } }
      );
    }
    const certain = etag !== null && etag === there.etag;
    // Some servers make a new validator for each answer, and somebody may
    // have saved just now.
    const compare = etag !== null && there.etag !== null && !certain;
    const verified =
      compare && (await sameBytes(origin, { storage, path }, signal));
    if (compare && !verified) {
      throw new FileFailure(
        'changed',
        'Somebody else changed the file in the share just after it was sent. Look at it there.'
      );
    }
    return {
      type: 'delivered',
      file: entry.index,
      size: source.size,
      verified: verified || (agreed && certain),
      source: seenIn(source)
    };
  }

  async #byServer(
    origin: Origin,
    by: 'server-copy' | 'server-move',
    signal: AbortSignal,
    onAnswer: () => void
  ): Promise<TransferEvent> {
    const { entry, path, storage } = this.#options;
    const before = await origin.storage.stat(origin.path, { signal });
    try {
      await (by === 'server-copy'
        ? storage.copy(origin.path, path, { signal })
        : storage.move(origin.path, path, { signal }));
    } catch (error) {
      if (
        by === 'server-copy' &&
        before.kind === 'file' &&
        error instanceof StorageError &&
        error.code === 'unsupported'
      ) {
        return await this.#stream(origin, signal, onAnswer);
      }
      throw error;
    }
    onAnswer();
    const size = before.size ?? 0;
    const there = await storage.stat(path, { signal });
    if (before.kind === 'file' && (there.size ?? size) !== size) {
      throw new FileFailure(
        'size-mismatch',
        `${storage.label} made a file of another size. Look at it there.`
      );
    }
    return {
      type: 'delivered',
      file: entry.index,
      size: before.kind === 'file' ? size : 0,
      verified: false,
      // What was moved is not to be taken away any more.
      source: by === 'server-copy' ? seenIn(before) : null
    };
  }

  /** Something is there, or no longer there: perhaps our own doing. */
  async #settle(
    error: unknown,
    origin: Origin,
    tried: boolean,
    signal: AbortSignal
  ): Promise<TransferEvent> {
    const { entry, path, storage } = this.#options;
    const code = error instanceof StorageError ? error.code : null;
    const there = () => storage.stat(path, { signal }).catch(() => null);
    const { source } = entry.planned;
    const isMove = source.type === 'storage' && source.by === 'server-move';
    const file = entry.index;
    if (isMove && tried && code === 'not-found') {
      const moved = await there();
      if (moved !== null) {
        const size = moved.size ?? 0;
        const verified = false;
        return { type: 'delivered', file, size, verified, source: null };
      }
    }
    if (code !== 'exists' && code !== 'changed') {
      throw error;
    }
    const found = await there();
    const size = found?.size ?? 0;
    if (tried && found?.kind === 'file' && !isMove) {
      const sent = await origin.storage.stat(origin.path, { signal });
      if (
        sent.size === found.size &&
        (await sameBytes(origin, { storage, path }, signal))
      ) {
        const seen = seenIn(sent);
        return { type: 'delivered', file, size, verified: true, source: seen };
      }
    }
    return { type: 'kept', file, size, message: TAKEN };
  }

  #progress(bytes: number): void {
    const { account, entry } = this.#options;
    this.#bytes += bytes;
    account.ledger.progress(entry, bytes);
  }
}
