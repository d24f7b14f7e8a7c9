/**
 * Sends files, several at a time, and each again as often as it makes sense.
 */
import type { StoredPublicationFile } from '../../store/publication-records.ts';
import {
  Attempts,
  DEFAULT_POLICY,
  type RetryPolicy
} from '../../transfers/attempts.ts';
import { FileFailure } from '../../transfers/file-failure.ts';
import { WorkQueue } from '../../transfers/work-queue.ts';
import { RepositoryError, type DraftState } from '../repository.ts';
import { Announcing } from './announcing.ts';
import { arrivedBytes } from './arrived-parts.ts';
import type { Consignment } from './consignment.ts';
import type { Desk } from './desk.ts';
import { FileSending } from './file-sending.ts';
import { SourceChanged, SourceUnreadable } from './part-sending.ts';
import { isAboutToken, isPassing } from './troubles.ts';

export interface SendingOptions {
  desk: Desk;
  draft: DraftState;
  consignment: Consignment;
  parallel: number;
  /** Milliseconds that a file may stand still. */
  patience: number;
  policy?: RetryPolicy;
}

/** Nothing more can be sent, whatever it is. */
class Ended extends Error {
  constructor(cause: unknown) {
    super('nothing more can be sent', { cause });
  }
}

export class Sending {
  readonly #options: SendingOptions;
  readonly #policy: RetryPolicy;
  readonly #announcing: Announcing;
  readonly #files: FileSending;
  readonly #queue: WorkQueue<StoredPublicationFile>;
  readonly #attempts = new Map<string, Attempts>();
  readonly #ending = new AbortController();
  #ended: Error | null = null;

  constructor(options: SendingOptions) {
    const { desk, draft, consignment, policy = DEFAULT_POLICY } = options;
    this.#options = options;
    this.#policy = policy;
    this.#announcing = new Announcing(desk, draft, consignment);
    this.#files = new FileSending(options);
    this.#queue = new WorkQueue(consignment.toSend);
  }

  /** Resolves when every file is there, or is known not to be. */
  async run(): Promise<void> {
    const { desk, parallel } = this.#options;
    const end = () => this.#queue.end();
    desk.signal.addEventListener('abort', end, { once: true });
    try {
      await Promise.all(Array.from({ length: parallel }, () => this.#hand()));
    } finally {
      desk.signal.removeEventListener('abort', end);
      this.#queue.end();
    }
    desk.signal.throwIfAborted();
    if (this.#ended !== null) {
      throw this.#ended;
    }
  }

  async #hand(): Promise<void> {
    for (;;) {
      const file = await this.#queue.take();
      if (file === null) {
        return;
      }
      try {
        await this.#send(file);
        this.#queue.done();
      } catch (error) {
        await this.#afterFailure(file, error).catch((worse: unknown) =>
          this.#end(worse)
        );
      }
    }
  }

  async #send(file: StoredPublicationFile): Promise<void> {
    const slot = await this.#announcing.slotOf(file).catch((error: unknown) => {
      const isAboutFile =
        error instanceof RepositoryError && error.code === 'refused';
      throw isAboutFile ? error : new Ended(error);
    });
    await this.#files.send(file, slot, this.#ending.signal);
  }

  async #afterFailure(
    file: StoredPublicationFile,
    error: unknown
  ): Promise<void> {
    const { consignment, desk } = this.#options;
    consignment.progress.end(file.path);
    if (desk.signal.aborted || this.#ended !== null) {
      this.#queue.done();
      return;
    }
    if (error instanceof Ended) {
      this.#end(error.cause);
    } else if (error instanceof SourceChanged) {
      await this.#files.drop(file);
      this.#close(file, 'changed', error.message);
    } else if (error instanceof SourceUnreadable) {
      this.#close(file, 'failed', error.message);
    } else if (error instanceof RepositoryError) {
      await this.#afterRefusal(file, error);
    } else {
      this.#end(error);
    }
  }

  async #afterRefusal(
    file: StoredPublicationFile,
    error: RepositoryError
  ): Promise<void> {
    const { consignment } = this.#options;
    if (isAboutToken(error) || error.code === 'no-space') {
      this.#end(error);
      return;
    }
    const isLost = LOST.has(error.code);
    const slot = consignment.now(file).slot;
    const there = slot === null ? 0 : arrivedBytes(slot, file.size);
    const attempts = this.#attempts.get(file.path) ?? new Attempts();
    this.#attempts.set(file.path, attempts);
    const wait = attempts.after(
      new FileFailure(error.code, error.message, {
        again:
          isLost || isPassing(error)
            ? { afterMilliseconds: (error.retryAfter ?? 0) * 1000 }
            : 'never',
        cause: error
      }),
      isLost ? 0 : there,
      this.#policy
    );
    if (wait === null) {
      if (isPassing(error)) {
        // It is not about this file: the rest would fare no better.
        this.#end(error);
      } else {
        this.#close(file, 'failed', error.message);
      }
      return;
    }
    // Parts that have arrived are not sent again.
    if (isLost || slot === null || slot.parts === 1) {
      await this.#files.drop(file);
    }
    this.#queue.again(file, wait);
  }

  #close(
    file: StoredPublicationFile,
    state: 'failed' | 'changed',
    message: string
  ): void {
    const { consignment } = this.#options;
    consignment.keep([{ ...consignment.now(file), state, message }]);
    this.#queue.done();
  }

  #end(error: unknown): void {
    this.#ended ??= error instanceof Error ? error : new Error(String(error));
    this.#ending.abort();
    this.#queue.end();
  }
}

/** The repository has nothing, or nothing whole, of what it was sent. */
const LOST: ReadonlySet<RepositoryError['code']> = new Set([
  'file-lost',
  'not-found',
  'gone',
  'conflict'
]);
