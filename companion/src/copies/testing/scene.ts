/**
 * Copies between the files of a person and shares that lie in folders of this
 * machine, with all that is between them.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { TestContext } from 'node:test';
import type {
  ContentChange,
  CopyPlace,
  CopyRequest,
  Transfer,
  TransferFile
} from 'sciencemesh-contract';
import { createDrive } from '../../drive/create-drive.ts';
import type { Drive } from '../../drive/drive.ts';
import { LocalMounts } from '../../drive/local-mounts.ts';
import { shareNamed } from '../../drive/testing/shares.ts';
import { createOutboundClient } from '../../http/guarded-client.ts';
import { OwnNode } from '../../providers/own-node.ts';
import { UNFINISHED } from '../../storage/local-folder/entries.ts';
import { LocalFolder } from '../../storage/local-folder/local-folder.ts';
import type { Storage } from '../../storage/storage.ts';
import { openStore, type Store } from '../../store/store.ts';
import { emptyFolder } from '../../store/testing/folder.ts';
import { createTransferEngine } from '../../transfers/engine.ts';
import type { TransferEngine } from '../../transfers/transfer.ts';
import { Copies } from '../copies.ts';
import { Places } from '../places.ts';

/** Contents of files by their paths; null makes a folder. */
export type Tree = Record<string, string | Buffer | null>;

export interface SceneOptions {
  shares?: Record<string, Tree>;
  home?: Tree;
  /** Puts something between a share, or the home, and the copies. */
  between?: (name: string, storage: Storage) => Storage;
}

export class CopyScene {
  readonly base: string;
  readonly copies: Copies;
  readonly transfers: TransferEngine;
  readonly drive: Drive;
  readonly places: Places;
  readonly store: Store;
  /** What was told of folders of the drive. */
  readonly changes: ContentChange[] = [];
  readonly #stop: (() => Promise<void> | void)[] = [];

  constructor(base: string, options: SceneOptions) {
    this.base = base;
    mkdirSync(join(base, 'home'), { recursive: true });
    mkdirSync(join(base, 'shares'), { recursive: true });
    plant(join(base, 'home'), options.home ?? {});
    for (const [name, tree] of Object.entries(options.shares ?? {})) {
      plant(join(base, 'shares', name), tree);
    }
    const between = options.between ?? ((_, storage) => storage);
    const store = openStore(join(base, 'data'));
    this.store = store;
    for (const name of readdirSync(join(base, 'shares'))) {
      receive(store, name);
    }
    this.drive = createDrive({
      shares: new OwnNode(store, () => undefined),
      storages: {
        of: ({ name }) =>
          between(name, new LocalFolder(join(base, 'shares', name), name)),
        reach: () => 'ready',
        lookAgain: () => {},
        onReach: () => () => undefined
      },
      names: store.driveNames,
      mounts: new LocalMounts([])
    });
    const client = createOutboundClient({});
    const places = new Places(this.drive, join(base, 'home'));
    this.places = places;
    this.transfers = createTransferEngine({
      dataFolder: store.folder,
      client,
      openEntry: () => Promise.reject(new Error('no archive here')),
      storageOf: places.storageOf,
      policy: { attempts: 3, firstMilliseconds: 1, longestMilliseconds: 5 }
    });
    this.copies = new Copies({
      places,
      transfers: this.transfers,
      onChange: change => this.changes.push(change)
    });
    this.#stop.push(
      () => this.transfers.close(),
      () => client.close(),
      () => store.close()
    );
  }

  /** Builds a scene that goes with the test. */
  static make(test: TestContext, options: SceneOptions): CopyScene {
    const scene = new CopyScene(emptyFolder(test), options);
    test.after(() => scene.stop());
    return scene;
  }

  /** Copies and waits for the end. */
  async run(
    items: CopyPlace | CopyPlace[],
    target: CopyPlace,
    options: Partial<CopyRequest> = {}
  ): Promise<Transfer> {
    const transfer = await this.copies.start(
      {
        action: 'copy',
        collisions: 'keep-both',
        ...options,
        items: [items].flat(),
        target
      },
      new AbortController().signal
    );
    return this.transfers.settled(transfer.id);
  }

  files(transfer: Transfer): Record<string, TransferFile> {
    const files = this.transfers.files(transfer.id);
    return Object.fromEntries(files.map(file => [file.path, file]));
  }

  /** What is below a folder of this scene, e.g. `home` or `shares/one`. */
  tree(...path: string[]): Tree {
    return readTree(join(this.base, ...path));
  }

  async stop(): Promise<void> {
    for (const stop of this.#stop.splice(0)) {
      await stop();
    }
  }
}

export function home(path: string): CopyPlace {
  return { drive: 'jupyter', path };
}

export function inShare(path: string): CopyPlace {
  return { drive: 'sciencemesh', path };
}

export function plant(folder: string, tree: Tree): void {
  mkdirSync(folder, { recursive: true });
  for (const [path, content] of Object.entries(tree)) {
    const place = join(folder, path);
    if (content === null) {
      mkdirSync(place, { recursive: true });
    } else {
      mkdirSync(dirname(place), { recursive: true });
      writeFileSync(place, content);
    }
  }
}

export function readTree(folder: string): Tree {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    entries
      // What a killed server was writing; it lists that no more than others do.
      .filter(({ name }) => !UNFINISHED.test(name))
      .map(entry => {
        const path = join(entry.parentPath, entry.name);
        return [
          relative(folder, path),
          entry.isDirectory() ? null : readFileSync(path, 'latin1')
        ] as const;
      })
      .sort(([one], [other]) => (one < other ? -1 : 1))
  );
}

/** Accepted; the same one after a restart. */
function receive(store: Store, name: string): void {
  const share = {
    ...shareNamed(name),
    providerId: name,
    user: 'marie',
    contentHash: name,
    access: null,
    crate: null
  };
  store.shares.change(store.shares.receive(share).share.id, {
    state: 'accepted'
  });
}
