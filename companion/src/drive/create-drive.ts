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
import { foldName, RootNames } from './root-names.ts';

/** The storages of shares, whoever reaches them. */
export interface DriveStorages {
  of(share: Share): Storage;
  reach(shareId: string): ContentReach;
  lookAgain(share: Share): void;
  onReach(listener: (shareId: string, reach: ContentReach) => void): () => void;
}

export interface DriveOptions {
  shares: Pick<ReceivedShares, 'list' | 'spaces' | 'onChange'>;
  /** Names of the drives with a person's own files, by provider. */
  ownDrives?: Readonly<Record<string, string>>;
  storages: DriveStorages;
  names: DriveNameStore;
  mounts: LocalMounts;
}

/**
 * Parts of the time that may go by with telling what has changed: long lists
 * arrive share by share, and everything is read for each time.
 */
const SHARE_OF_TIME = 1 / 5;

interface Roots {
  /** What is mounted in each root, by the path of the root. */
  shown: ReadonlyMap<string, Mounted[]>;
  /** Spaces that nobody sees now: what waits for them waits on. */
  away: Mounted[];
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
  /** Of all roots. */
  #mounted: Promise<Roots> | null = null;
  /** Shares of which listeners know that they are gone. */
  readonly #withdrawn = new Set<string>();
  /** What listeners were last told of. */
  #known = '';
  /** Something has changed since everything was read for listeners. */
  #isStale = false;
  /** Listeners are told soon. */
  #isAnnouncing = false;

  constructor(options: DriveOptions) {
    this.#options = options;
    options.shares.onChange(() => {
      this.#mounted = null;
      this.#isStale = true;
      this.#announceSoon();
    });
    options.storages.onReach((shareId, reach) => {
      this.#events.emit('reach', shareId, reach);
    });
  }

  async mounted(root = ''): Promise<Mounted[]> {
    return (await this.#roots()).shown.get(root) ?? [];
  }

  async everything(): Promise<Mounted[]> {
    return [...(await this.#roots()).shown.values()].flat();
  }

  isRoot(path: string): boolean {
    return path === '' || this.#ownRoots().includes(path);
  }

  async resolve(path: string): Promise<Place> {
    const [name = '', ...rest] = namesIn(path);
    const isOwn = this.#ownRoots().includes(name);
    const [root, sought, below] = isOwn
      ? [name, `${name}/${rest[0] ?? ''}`, rest.slice(1)]
      : ['', name, rest];
    const mounted = await this.mounted(root);
    const found = mounted.find(candidate => candidate.name === sought);
    if (found === undefined) {
      throw isOwn
        ? new RequestProblem(
            404,
            'no-such-space',
            `There is no "${rest[0] ?? ''}" among your own files (any more). Choose one of those that are listed.`
          )
        : new RequestProblem(
            404,
            'no-such-share',
            `There is no share named "${name}" in the drive. It may have been hidden or declined: look at the list of shares.`
          );
    }
    return { ...found, path: below.join('/') };
  }

  async mount(shareId: string): Promise<Mounted | null> {
    const { away, shown } = await this.#roots();
    return (
      [...shown.values(), away]
        .flat()
        .find(({ share }) => share.id === shareId) ?? null
    );
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

  #roots(): Promise<Roots> {
    if (this.#mounted === null) {
      const reading = this.#read();
      this.#mounted = reading;
      reading.catch(() => {
        this.#mounted = null;
      });
    }
    return this.#mounted;
  }

  #ownRoots(): string[] {
    return Object.values(this.#options.ownDrives ?? {}).map(rootOf);
  }

  async #read(): Promise<Roots> {
    const { shares, ownDrives = {} } = this.#options;
    const [received, spaces] = await Promise.all([
      shares.list({ filter: 'accepted' }),
      shares.spaces()
    ]);
    const roots = new Map(
      this.#ownRoots().map(root => [root, [] as Mounted[]])
    );
    const names = new RootNames(this.#options.names);
    // Oldest first: of two that are alike, who came first keeps the name.
    const mounted = received
      .filter(({ protocols }) => protocols.includes('webdav'))
      .reverse()
      .map(share => this.#mount(share, names.of(share)));
    roots.set('', mounted);
    const away: Mounted[] = [];
    for (const space of spaces) {
      const root = rootOf(ownDrives[space.source] ?? '');
      const isThere = space.withdrawnAt === null;
      (isThere ? roots.get(root) : away)?.push(
        this.#mount(space, `${root}/${names.ofSpace(space, root)}`)
      );
    }
    names.keep();
    for (const mounts of roots.values()) {
      mounts.sort((one, other) =>
        foldName(one.name) < foldName(other.name) ? -1 : 1
      );
    }
    return { shown: roots, away };
  }

  #mount(share: Share, name: string): Mounted {
    const { mounts, storages } = this.#options;
    const localFolder = mounts.folderOf(share);
    return {
      share,
      name,
      storage:
        localFolder === null
          ? storages.of(share)
          : this.#localStorage(localFolder, share.provider),
      localFolder
    };
  }

  #localStorage(folder: string, label: string): LocalFolder {
    let storage = this.#local.get(folder);
    if (storage === undefined) {
      storage = new LocalFolder(folder, label);
      this.#local.set(folder, storage);
    }
    return storage;
  }

  /** Once for all that changes meanwhile. */
  #announceSoon(pause = 0): void {
    if (this.#isAnnouncing) {
      return;
    }
    this.#isAnnouncing = true;
    setTimeout(() => {
      const began = performance.now();
      this.#isStale = false;
      const done = () => {
        this.#isAnnouncing = false;
        if (this.#isStale) {
          const took = performance.now() - began;
          this.#announceSoon(took / SHARE_OF_TIME - took);
        }
      };
      // What cannot be read now is told of with the next change.
      this.#announce().then(done, done);
    }, pause);
  }

  /** Shares change for many reasons; most of them do not show in the root. */
  async #announce(): Promise<void> {
    const mounted = await this.everything();
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

/** The path under which a drive of a person's own files is found. */
function rootOf(drive: string): string {
  return `${drive}:`;
}
