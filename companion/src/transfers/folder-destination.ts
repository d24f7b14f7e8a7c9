/**
 * A folder of this machine receives the files, each through a partial file.
 */
import type { Carriage, Destination } from './destination.ts';
import { fetchFile } from './fetching.ts';
import { Lander } from './lander.ts';
import type { FileEntry } from './ledger.ts';
import type { Means } from './means.ts';
import { inspectOccupant, type Known } from './occupant.ts';
import { PartialFile } from './partial-file.ts';
import { note, takeUpPartials, type Account, type Scene } from './scene.ts';
import { WorkingFolder } from './working-folder.ts';

export class FolderDestination implements Destination {
  readonly #means: Means;
  readonly #scene: Scene;
  #lander: Lander;
  /** Files of which an earlier process left a part. */
  #parts = new Set<number>();

  private constructor(means: Means, scene: Scene) {
    this.#means = means;
    this.#scene = scene;
    this.#lander = new Lander(scene, means.calls, () => false);
  }

  /** @param known what earlier transfers wrote into the folder */
  static async open(
    means: Means,
    account: Account,
    known: Known
  ): Promise<FolderDestination> {
    const folder = await WorkingFolder.open(account.ledger.plan.folder);
    return new FolderDestination(means, { ...account, folder, known });
  }

  async prepare(moreComing: () => boolean): Promise<void> {
    this.#lander = new Lander(this.#scene, this.#means.calls, moreComing);
    await this.#scene.folder.preparePartials();
    this.#parts = await takeUpPartials(this.#scene);
  }

  async isThere(entry: FileEntry): Promise<boolean> {
    const { folder, known } = this.#scene;
    if (
      entry.planned.source.type === 'none' ||
      (await folder.isFree(entry.planned.path))
    ) {
      return false;
    }
    const found = await inspectOccupant(entry, folder, known);
    if (found) {
      await note(this.#scene, found);
    }
    return found !== null;
  }

  begin(entry: FileEntry): Carriage {
    const { folder, ledger } = this.#scene;
    const partial = new PartialFile({
      path: folder.partial(ledger.plan.id, entry.index),
      checksum: entry.planned.checksum,
      leftover: this.#parts.has(entry.index),
      calls: this.#means.calls,
      onProgress: bytes => ledger.progress(entry, bytes)
    });
    return {
      get bytes() {
        return partial.bytes;
      },
      attempt: async (signal, onAnswer) => {
        await partial.open();
        ledger.running(entry, partial.bytes);
        await fetchFile(this.#means, this.#scene, entry, {
          partial,
          signal,
          onAnswer
        });
      },
      land: () => this.#lander.land(entry, partial),
      close: () => partial.close(),
      discard: () => partial.discard()
    };
  }

  async cleanUp(): Promise<void> {
    const { folder, ledger } = this.#scene;
    // Others may be about to put their partial files there.
    if (!this.#means.isShared(ledger.plan.folder)) {
      await folder.cleanUp();
    }
  }

  sync(): Promise<void> {
    return this.#scene.folder.sync();
  }
}
