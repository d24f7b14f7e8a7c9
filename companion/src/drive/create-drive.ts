import { EventEmitter } from 'node:events';
import type { ContentReach, Share } from 'sciencemesh-contract';
import { RequestProblem } from '../http/problem.ts';
import type { ReceivedShares } from '../providers/provider.ts';
import { LocalFolder } from '../storage/local-folder/local-folder.ts';
import type { Storage } from '../storage/storage.ts';
import type { DriveNameStore } from '../store/drive-names.ts';
import type { Drive, Mounted, Place } from './drive.ts';
import type { LocalMounts } from './local-mounts.ts';
import { namesIn } from './paths.ts';
import { chooseName, foldName } from './root-names.ts';

/** The storages of shares, whoever reaches them. */
export interface DriveStorages {
  of(share: Share): Storage;
  reach(shareId: string): ContentReach;
  lookAgain(share: Share): void;
  onReach(listener: (shareId: string, reach: ContentReach) => void): () => void;
}

export interface DriveOptions {
  shares: Pick<ReceivedShares, 'list' | 'onChange'>;
  storages: DriveStorages;
  names: DriveNameStore;
  mounts: LocalMounts;
}

interface DriveEvents {
  change: [];
  reach: [shareId: string, reach: ContentReach];
}

/** Builds the drive over received shares. */
export function createDrive(options: DriveOptions): Drive {
  return new ShareDrive(options);
}

class ShareDrive implements Drive {
  readonly #options: DriveOptions;
  readonly #events = new EventEmitter<DriveEvents>();
  /** Storages of local folders, by their path. */
  readonly #local = new Map<string, LocalFolder>();
  #mounted: Promise<Mounted[]> | null = null;
  /** Shares of which listeners know that they are gone. */
  readonly #withdrawn = new Set<string>();
  /** What listeners were last told of. */
  #known = '';

  constructor(options: DriveOptions) {
    this.#options = options;
    options.shares.onChange(() => {
      this.#mounted = null;
      void this.#announce();
    });
    options.storages.onReach((shareId, reach) => {
      this.#events.emit('reach', shareId, reach);
    });
  }

  mounted(): Promise<Mounted[]> {
    if (this.#mounted === null) {
      const reading = this.#read();
      this.#mounted = reading;
      reading.catch(() => {
        this.#mounted = null;
      });
    }
    return this.#mounted;
  }

  async resolve(path: string): Promise<Place> {
    const [name = '', ...rest] = namesIn(path);
    const mounted = await this.mounted();
    const found = mounted.find(candidate => candidate.name === name);
    if (found === undefined) {
      throw new RequestProblem(
        404,
        'no-such-share',
        `There is no share named "${name}" in the drive. It may have been hidden or declined: look at the list of shares.`
      );
    }
    return { ...found, path: rest.join('/') };
  }

  async mount(shareId: string): Promise<Mounted | null> {
    const mounted = await this.mounted();
    return mounted.find(({ share }) => share.id === shareId) ?? null;
  }

  reach(share: Share): ContentReach {
    if (share.withdrawnAt !== null) {
      return 'gone';
    }
    return this.#options.mounts.folderOf(share) === null
      ? this.#options.storages.reach(share.id)
      : 'ready';
  }

  lookAgain(share: Share): void {
    if (this.#options.mounts.folderOf(share) === null) {
      this.#options.storages.lookAgain(share);
    }
  }

  onChange(listener: () => void): () => void {
    this.#events.on('change', listener);
    return () => this.#events.off('change', listener);
  }

  onReach(
    listener: (shareId: string, reach: ContentReach) => void
  ): () => void {
    this.#events.on('reach', listener);
    return () => this.#events.off('reach', listener);
  }

  async #read(): Promise<Mounted[]> {
    const shares = await this.#options.shares.list({ filter: 'accepted' });
    // Oldest first: of two that are alike, who came first keeps the name.
    return shares
      .filter(({ protocols }) => protocols.includes('webdav'))
      .reverse()
      .map(share => this.#mount(share))
      .sort((one, other) =>
        foldName(one.name) < foldName(other.name) ? -1 : 1
      );
  }

  #mount(share: Share): Mounted {
    const { mounts, storages } = this.#options;
    const localFolder = mounts.folderOf(share);
    return {
      share,
      name: this.#nameOf(share),
      storage:
        localFolder === null
          ? storages.of(share)
          : this.#localStorage(localFolder, share.provider),
      localFolder
    };
  }

  #nameOf(share: Share): string {
    const { names } = this.#options;
    const kept = names.of(share.id);
    if (kept !== null) {
      return kept;
    }
    const name = chooseName(share, folded => names.isTaken(folded));
    names.keep(share.id, name, foldName(name));
    return name;
  }

  #localStorage(folder: string, label: string): LocalFolder {
    let storage = this.#local.get(folder);
    if (storage === undefined) {
      storage = new LocalFolder(folder, label);
      this.#local.set(folder, storage);
    }
    return storage;
  }

  /** Shares change for many reasons; most of them do not show in the root. */
  async #announce(): Promise<void> {
    const mounted = await this.mounted();
    for (const { share } of mounted) {
      if (share.withdrawnAt !== null && !this.#withdrawn.has(share.id)) {
        this.#withdrawn.add(share.id);
        this.#events.emit('reach', share.id, 'gone');
      }
    }
    const known = JSON.stringify(
      mounted.map(({ name, share }) => [
        name,
        share.id,
        share.kind,
        share.withdrawnAt
      ])
    );
    if (known !== this.#known) {
      this.#known = known;
      this.#events.emit('change');
    }
  }
}
