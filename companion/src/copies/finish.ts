/**
 * The end of a copy: folders in which there is nothing, and after a move the
 * sources of what has arrived. Runs again after a crash.
 */
import { posix } from 'node:path';
import { makeFolder } from '../transfers/storage-destination.ts';
import { sameState, type Seen } from '../transfers/seen.ts';
import {
  TransferError,
  type FinishedWork,
  type Finisher,
  type FinisherContext,
  type StoragePlace
} from '../transfers/transfer.ts';
import type { StorageOf } from '../transfers/fetching.ts';
import { StorageError, type Storage } from '../storage/storage.ts';
import { readFinisherInput, type FinisherInput } from './finisher-input.ts';

/** Sources taken away at the same time. */
const SIDE_BY_SIDE = 4;

/** @param onChange told of folders of the drive that something left */
export function createFinisher(
  storageOf: StorageOf,
  onChange: (folder: string) => void
): Finisher {
  return async context => {
    const input = readFinisherInput(context.plan.finisher.input);
    if (input === null) {
      throw new TransferError(
        'finishing-failed',
        'The files have arrived; another version of this program began the copy, so that nothing was deleted at the source.'
      );
    }
    const work = await new Finishing(storageOf, context, input).run();
    if (context.plan.kind === 'move') {
      input.origins.forEach(onChange);
    }
    return work;
  };
}

class Finishing {
  readonly #storageOf: StorageOf;
  readonly #context: FinisherContext;
  readonly #input: FinisherInput;
  /** Sources of arrived files that are still there. */
  #left = 0;

  constructor(
    storageOf: StorageOf,
    context: FinisherContext,
    input: FinisherInput
  ) {
    this.#storageOf = storageOf;
    this.#context = context;
    this.#input = input;
  }

  async run(): Promise<FinishedWork> {
    const { files, plan } = this.#context;
    await this.#makeEmptyFolders();
    if (plan.kind === 'move') {
      await this.#removeSources();
      await this.#removeFolders();
    }
    const kept = files.filter(({ state }) => state === 'kept').length;
    const sentences = [
      ...(kept > 0 ? [`${counted(kept)} left alone: the name was taken.`] : []),
      ...(this.#left > 0
        ? [
            `${counted(this.#left)} copied but not deleted at the source, where somebody changed or protects what is there.`
          ]
        : [])
    ];
    return {
      notebook: null,
      preflight: null,
      message: sentences.length === 0 ? null : sentences.join(' ')
    };
  }

  async #makeEmptyFolders(): Promise<void> {
    const { target, emptyFolders } = this.#input;
    const { signal } = this.#context;
    const storage = await this.#storageOf(target.storage);
    const made = new Set<string>(['.']);
    const make = async (folder: string): Promise<void> => {
      if (!made.has(folder)) {
        await make(posix.dirname(folder));
        await makeFolder(storage, posix.join(target.path, folder), signal);
        made.add(folder);
      }
    };
    for (const folder of emptyFolders) {
      try {
        await make(folder);
      } catch (error) {
        throw new TransferError(
          'finishing-failed',
          `The files have arrived, but the folder "${folder}" could not be made. ${error instanceof StorageError ? error.message : 'The log says more.'}`,
          error
        );
      }
    }
  }

  async #removeSources(): Promise<void> {
    const { plan, sources } = this.#context;
    const rest = plan.files.entries();
    await Promise.all(
      Array.from({ length: SIDE_BY_SIDE }, async () => {
        for (const [place, { source }] of rest) {
          const seen = sources[place] ?? null;
          if (seen !== null && source.type === 'storage') {
            await this.#removeSource(source, seen);
          }
        }
      })
    );
  }

  /** Only what was carried, in the state in which it was carried. */
  async #removeSource(source: StoragePlace, seen: Seen): Promise<void> {
    const { signal } = this.#context;
    try {
      const storage = await this.#storageOf(source.storage);
      const { etag, modified, size } = await storage.stat(source.path, {
        signal
      });
      if (!sameState(seen, { etag, modified, size })) {
        this.#left += 1;
        return;
      }
      await storage.delete(source.path, {
        signal,
        ...(etag === null ? {} : { etag })
      });
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof StorageError)) {
        throw error;
      }
      // Gone already: an earlier run took it away.
      this.#left += error.code === 'not-found' ? 0 : 1;
    }
  }

  /** Inner ones first; whatever is in one keeps it. */
  async #removeFolders(): Promise<void> {
    const { signal } = this.#context;
    for (const {
      storage: name,
      path
    } of this.#input.sourceFolders.toReversed()) {
      try {
        const storage = await this.#storageOf(name);
        if (await isEmpty(storage, path, signal)) {
          await storage.delete(path, { signal });
        }
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof StorageError)) {
          throw error;
        }
      }
    }
  }
}

async function isEmpty(
  storage: Storage,
  path: string,
  signal: AbortSignal
): Promise<boolean> {
  const listing = await storage.list(path, { signal });
  for await (const batch of listing?.entries ?? []) {
    if (batch.length > 0) {
      return false;
    }
  }
  return listing !== null;
}

function counted(count: number): string {
  return count === 1 ? '1 file was' : `${count} files were`;
}
