/**
 * All working copies of shared folders.
 */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, parse } from 'node:path';
import type { ContentChange, Mirror } from 'sciencemesh-contract';
import type { Drive, Mounted } from '../drive/drive.ts';
import { parted } from '../drive/paths.ts';
import { RequestProblem } from '../http/problem.ts';
import type { MirrorStore, StoredMirror } from '../store/mirrors.ts';
import { FolderMirror } from './folder-mirror.ts';
import { writeIndex, type Place } from './index-file.ts';
import { PathLocks } from './locks.ts';
import { folderNames } from './names.ts';
import type { Limits } from './selection.ts';
import { SingleFile } from './single-file.ts';

/** Progress is told this often at most. */
const TELL_MILLISECONDS = 200;
/** Those that were not asked about for longest are put away. */
const MAXIMUM_OPEN = 24;

export interface MirrorLibraryOptions {
  drive: Drive;
  store: MirrorStore;
  /** The companion's own folder, for the bridge's index. */
  dataFolder: string;
  /** Jupyter's root folder. */
  root: string;
  /** Folder of all working copies, relative to the root. */
  folder: string;
  limits: Limits;
  /** Files moved at the same time, for each mirror. */
  parallel: number;
  onTrouble: (error: unknown) => void;
}

type Listener<T> = (value: T) => void;

export class MirrorLibrary {
  readonly #options: MirrorLibraryOptions;
  readonly #open = new Map<string, FolderMirror>();
  readonly #mounts = new Map<string, Mirror>();
  readonly #locks = new Map<string, PathLocks>();
  readonly #listeners = new Set<Listener<Mirror>>();
  readonly #sentListeners = new Set<Listener<ContentChange>>();
  readonly #untold = new Map<string, NodeJS.Timeout>();
  readonly #stopListening: () => void;
  #indexing: Promise<void>;
  /** One that has not begun yet will see what has changed meanwhile. */
  #isIndexWanted = false;

  constructor(options: MirrorLibraryOptions) {
    this.#options = options;
    this.#stopListening = options.drive.onChange(() => this.#index());
    this.#indexing = Promise.resolve();
    this.#index();
  }

  /** Whether bytes are being moved. */
  get busy(): boolean {
    return [...this.#open.values()].some(({ busy }) => busy);
  }

  /** Hears of each mirror that changes, a few times a second at most. */
  onChange(listener: Listener<Mirror>): void {
    this.#listeners.add(listener);
  }

  /** Hears of what uploads have changed at shares. */
  onSent(listener: Listener<ContentChange>): void {
    this.#sentListeners.add(listener);
  }

  /**
   * The working copy of a folder of the drive, which begins to fill.
   *
   * @param path of a folder, or of a share that is a single file
   * @throws RequestProblem 404 when no share has that name, 409 when the
   * folder cannot be made
   */
  async open(path: string): Promise<Mirror> {
    const place = await this.#options.drive.resolve(path);
    const id = randomUUID();
    const stored = { id, shareId: place.share.id, path: place.path };
    const known = this.#options.store.add(stored);
    if (place.localFolder !== null) {
      return this.#mounted(known, place, place.localFolder);
    }
    const mirror = this.#activate(known, place);
    await mirror.prepare();
    await this.#indexing;
    void mirror.refresh();
    return mirror.toMirror();
  }

  /** Those that were opened since this program started. */
  list(): Mirror[] {
    return [
      ...[...this.#open.values()].map(mirror => mirror.toMirror()),
      ...this.#mounts.values()
    ];
  }

  /** @throws RequestProblem 404 */
  async get(id: string): Promise<FolderMirror> {
    const active = this.#open.get(id);
    if (active !== undefined) {
      this.#use(id, active);
      return active;
    }
    const stored = this.#options.store.list().find(known => known.id === id);
    const mounted = stored && (await this.#options.drive.mount(stored.shareId));
    if (!stored || mounted?.localFolder !== null) {
      throw new RequestProblem(
        404,
        'mirror-not-found',
        'There is no such working copy (any more). Open the notebook again.'
      );
    }
    const mirror = this.#activate(stored, mounted);
    await mirror.prepare();
    await mirror.scan();
    return mirror;
  }

  /** Takes over a change that was made through the drive, in its own time. */
  note(change: ContentChange): void {
    this.follow(change).catch(this.#options.onTrouble);
  }

  /** As `note`, and resolves when it is taken over. */
  async follow(change: ContentChange): Promise<void> {
    for (const path of [change.path, change.oldPath]) {
      const name = path?.split('/')[0];
      if (path === null || name === undefined || name === '') {
        continue;
      }
      const [, inShare = ''] = /^[^/]*\/(.*)$/s.exec(path) ?? [];
      for (const mirror of this.#open.values()) {
        const top = mirror.toMirror().path;
        if (inShare !== '' && path.startsWith(`${top}/`)) {
          await (change.kind === 'refresh'
            ? mirror.refresh()
            : mirror.follow(inShare));
        } else if (path === top) {
          await mirror.refresh();
        }
      }
    }
  }

  async close(): Promise<void> {
    this.#stopListening();
    await this.#indexing;
    const all = [...this.#open.values()];
    await Promise.all(all.map(mirror => mirror.close()));
    this.#untold.forEach(timer => clearTimeout(timer));
  }

  #activate(stored: StoredMirror, mounted: Mounted): FolderMirror {
    const { share, storage, name } = mounted;
    const isSingleFile = share.kind === 'file';
    const active = this.#open.get(stored.id);
    if (active?.isSingleFile === isSingleFile) {
      this.#use(stored.id, active);
      return active;
    }
    // What its sender called a file has turned out to be a folder.
    active?.close().catch(this.#options.onTrouble);
    const { limits, onTrouble, parallel, root, store } = this.#options;
    const shareFolder = this.#shareFolder(mounted);
    const locks = this.#locks.get(share.id) ?? new PathLocks();
    this.#locks.set(share.id, locks);
    const mirror: FolderMirror = new FolderMirror({
      identity: {
        id: stored.id,
        shareId: share.id,
        path: joined(name, stored.path),
        folder: joined(shareFolder, stored.path),
        writable: mayWrite(share)
      },
      top: stored.path,
      isSingleFile,
      storage: isSingleFile ? new SingleFile(storage, name) : storage,
      shareFolder: join(root, shareFolder),
      store,
      locks,
      limits,
      parallel,
      onChange: () => this.#tellSoon(stored.id, mirror),
      onSent: (kind, path, from) => {
        const oldPath = from === null ? null : joined(name, from);
        const sent = isSingleFile ? name : joined(name, path);
        const change = { kind, path: sent, oldPath };
        this.#sentListeners.forEach(listener => listener(change));
      },
      onTrouble
    });
    this.#use(stored.id, mirror);
    return mirror;
  }

  /** Each holds watches of the file system, of which there are not many. */
  #use(id: string, mirror: FolderMirror): void {
    this.#open.delete(id);
    this.#open.set(id, mirror);
    for (const [oldId, old] of this.#open) {
      if (this.#open.size <= MAXIMUM_OPEN) {
        return;
      }
      if (oldId !== id && !old.busy) {
        this.#open.delete(oldId);
        old.close().catch(this.#options.onTrouble);
      }
    }
  }

  /** A mount needs no copy: it is always there, and always complete. */
  #mounted(stored: StoredMirror, mounted: Mounted, mount: string): Mirror {
    const none = { files: 0, totalFiles: 0, bytes: 0, totalBytes: 0 };
    const folder = join(mount, stored.path);
    const isThere = existsSync(folder);
    const mirror: Mirror = {
      id: stored.id,
      shareId: mounted.share.id,
      path: joined(mounted.name, stored.path),
      kind: 'mount',
      folder,
      state: isThere ? 'ready' : 'failed',
      message: isThere
        ? null
        : `"${folder}" is not mounted on this machine. Ask whoever runs it.`,
      writable: true,
      files: 0,
      arriving: none,
      left: { files: 0, bytes: 0 },
      changed: 0,
      rearranged: 0,
      conflicts: 0,
      failed: 0,
      sending: 0,
      lookedAt: null
    };
    this.#mounts.set(stored.id, mirror);
    return mirror;
  }

  /** Relative to Jupyter's root. */
  #shareFolder({ share, name: path }: Mounted): string {
    const { name } = parted(path);
    const wanted = share.kind === 'file' ? parse(name).name : name;
    const own = this.#options.store.folderOf(share.id, folderNames(wanted));
    return join(this.#options.folder, own);
  }

  /** Writes the index anew, once at a time. */
  #index(): void {
    if (this.#isIndexWanted) {
      return;
    }
    this.#isIndexWanted = true;
    const { dataFolder, drive, folder, onTrouble, root, store } = this.#options;
    this.#indexing = this.#indexing
      .then(async () => {
        this.#isIndexWanted = false;
        const mounted = await drive.everything();
        const places = store.together(() => this.#places(mounted));
        writeIndex(dataFolder, join(root, folder), places);
      })
      .catch(onTrouble);
  }

  #places(everything: readonly Mounted[]): Map<string, Place> {
    return new Map(
      everything.map(mounted => [
        mounted.name,
        mounted.localFolder === null
          ? {
              folder: join(this.#options.root, this.#shareFolder(mounted)),
              kind: 'copy'
            }
          : { folder: mounted.localFolder, kind: 'mount' }
      ])
    );
  }

  #tellSoon(id: string, mirror: FolderMirror): void {
    if (this.#untold.has(id)) {
      return;
    }
    const timer = setTimeout(() => {
      this.#untold.delete(id);
      const state = mirror.toMirror();
      this.#listeners.forEach(listener => listener(state));
    }, TELL_MILLISECONDS);
    this.#untold.set(id, timer);
  }
}

/** Old servers do not say what a share allows: then trying tells. */
function mayWrite({ permissions }: Mounted['share']): boolean {
  return permissions.length === 0 || permissions.includes('write');
}

function joined(folder: string, path: string): string {
  return path === '' ? folder : `${folder}/${path}`;
}
