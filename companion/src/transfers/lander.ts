/**
 * The last steps of a file: made durable, noted, named. Each may be
 * interrupted; what is left then is put right before the next run.
 *
 * Whole files that arrive while others are being landed are landed together:
 * one flush of the disk for hundreds of small files costs less than one each.
 */
import { execFile } from 'node:child_process';
import { open } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { BriskCalls } from './brisk-calls.ts';
import { syncFile } from './durability.ts';
import type { TransferEvent } from './journal-records.ts';
import type { FileEntry } from './ledger.ts';
import type { PartialFile } from './partial-file.ts';
import { giveWay, type Scene } from './scene.ts';
import type { Identity } from './working-folder.ts';

const run = promisify(execFile);

/** From so many on, the whole file system is flushed instead of each. */
const MANY = 64;
/** Files wait for each other until they are so many, or for so long. */
const ENOUGH = 500;
const GATHERING_MILLISECONDS = 500;
/** Flushing everybody's files must not take longer than doing ours. */
const FLUSH_MILLISECONDS = 3000;
/** Files flushed one by one at the same time. */
const SIDE_BY_SIDE = 4;

interface Arrival {
  entry: FileEntry;
  partial: PartialFile;
  identity: Identity;
  durable: boolean;
  landed: () => void;
  failed: (error: unknown) => void;
}

export class Lander {
  readonly #scene: Scene;
  readonly #calls: BriskCalls;
  readonly #moreComing: () => boolean;
  #arrivals: Arrival[] = [];
  #landing = false;
  #timer: NodeJS.Timeout | null = null;
  #canFlush = true;

  /** @param moreComing tells whether it makes sense to wait for others */
  constructor(scene: Scene, calls: BriskCalls, moreComing: () => boolean) {
    this.#scene = scene;
    this.#calls = calls;
    this.#moreComing = moreComing;
  }

  /** Resolves when the whole file stands in its place, or something else. */
  async land(entry: FileEntry, partial: PartialFile): Promise<void> {
    const { identity, durable } = await partial.finish();
    await new Promise<void>((landed, failed) => {
      this.#arrivals.push({
        entry,
        partial,
        identity,
        durable,
        landed,
        failed
      });
      this.#consider();
    });
  }

  #consider(): void {
    if (this.#landing || this.#arrivals.length === 0) {
      return;
    }
    if (this.#arrivals.length >= ENOUGH || !this.#moreComing()) {
      void this.#landAll();
    } else {
      this.#timer ??= setTimeout(
        () => void this.#landAll(),
        GATHERING_MILLISECONDS
      );
    }
  }

  async #landAll(): Promise<void> {
    if (this.#timer) {
      clearTimeout(this.#timer);
      this.#timer = null;
    }
    this.#landing = true;
    const group = this.#arrivals;
    this.#arrivals = [];
    try {
      const durable = await this.#makeDurable(group);
      const events = await this.#noteAll(durable);
      for (const [place, arrival] of durable.entries()) {
        await this.#name(arrival, events[place]);
      }
    } catch (error) {
      group.forEach(({ failed }) => failed(error));
    }
    this.#landing = false;
    this.#consider();
  }

  /** Leaves out those that cannot be made so. */
  async #makeDurable(group: readonly Arrival[]): Promise<Arrival[]> {
    const done = group.filter(({ durable }) => durable);
    const others = group.filter(({ durable }) => !durable);
    if (others.length >= MANY && (await this.#flushAll())) {
      return [...group];
    }
    const rest = others.values();
    await Promise.all(
      Array.from({ length: SIDE_BY_SIDE }, async () => {
        for (const arrival of rest) {
          try {
            await syncPath(arrival.partial.path);
            done.push(arrival);
          } catch (error) {
            arrival.failed(error);
          }
        }
      })
    );
    return done;
  }

  /** Node has no call for it; coreutils has a program. */
  async #flushAll(): Promise<boolean> {
    if (!this.#canFlush) {
      return false;
    }
    const start = performance.now();
    try {
      await run('sync', ['--file-system', this.#scene.folder.root], {
        timeout: 10 * FLUSH_MILLISECONDS
      });
      this.#canFlush = performance.now() - start < FLUSH_MILLISECONDS;
      return true;
    } catch {
      this.#canFlush = false;
      return false;
    }
  }

  /** Before names are given, so that a crash in between is recognised. */
  async #noteAll(group: readonly Arrival[]): Promise<TransferEvent[]> {
    const events = group.map(({ entry, identity }): TransferEvent => ({
      type: 'placed',
      file: entry.index,
      verified: entry.planned.checksum !== null || entry.agreed,
      ...identity,
      ...(entry.source === null ? {} : { source: entry.source })
    }));
    await Promise.all(events.map(event => this.#scene.journal.append(event)));
    return events;
  }

  async #name(
    { entry, partial, landed, failed }: Arrival,
    event: TransferEvent | undefined
  ): Promise<void> {
    const { folder, ledger } = this.#scene;
    try {
      const placed = await folder.place(partial.path, entry.planned.path, {
        calls: this.#calls,
        replaces: entry.planned.replaces ?? null
      });
      if (placed && event) {
        ledger.apply(event);
      } else {
        await giveWay(this.#scene, entry, partial.path);
      }
      landed();
    } catch (error) {
      failed(error);
    }
  }
}

async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await syncFile(handle);
  } finally {
    await handle.close();
  }
}
