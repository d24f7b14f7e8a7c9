/**
 * A mirror of a folder whose share is a folder of this machine.
 */
import {
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  writeFileSync
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import type {
  ContentChange,
  MirrorFile,
  MirrorFileQuery
} from 'sciencemesh-contract';
import { LocalFolder } from '../../storage/local-folder/local-folder.ts';
import type { Storage } from '../../storage/storage.ts';
import { openStore, type Store } from '../../store/store.ts';
import { emptyFolder } from '../../store/testing/folder.ts';
import { FolderMirror } from '../folder-mirror.ts';
import { PathLocks } from '../locks.ts';
import type { Limits } from '../selection.ts';

const MEBIBYTE = 1024 * 1024;

type Show = NonNullable<MirrorFileQuery['show']>;

export interface Scene {
  readonly mirror: FolderMirror;
  readonly store: Store;
  readonly remote: Tree;
  readonly local: Tree;
  /** What was told of changes at the share. */
  readonly sent: ContentChange['kind'][];
  /** States of all files, by path. */
  readonly states: (show?: Show) => Record<string, string>;
  /** The same folders with another program, as after a restart. */
  again(): Promise<Scene>;
}

export interface SceneOptions {
  files?: Record<string, string>;
  /** Folder of the share that is mirrored; default all of it. */
  top?: string;
  limits?: Partial<Limits>;
  /** Stands between the mirror and the folder. */
  wrap?: (storage: Storage) => Storage;
}

export async function mirrorScene(
  test: TestContext,
  options: SceneOptions = {},
  base = emptyFolder(test)
): Promise<Scene> {
  const remote = new Tree(join(base, 'remote'));
  const local = new Tree(join(base, 'root/ScienceMesh/Shares/Data'));
  for (const [path, text] of Object.entries(options.files ?? {})) {
    remote.write(path, text);
  }
  const store = openStore(join(base, 'data'));
  const storage = new LocalFolder(remote.folder);
  const { top = '', limits, wrap = inner => inner } = options;
  const sent: ContentChange['kind'][] = [];
  const mirror = new FolderMirror({
    identity: {
      id: 'mirror',
      shareId: 'share',
      path: 'Data',
      folder: 'ScienceMesh/Shares/Data',
      writable: true
    },
    top,
    storage: wrap(storage),
    shareFolder: local.folder,
    store: store.mirrors,
    locks: new PathLocks(),
    limits: { totalBytes: 200 * MEBIBYTE, fileBytes: 50 * MEBIBYTE, ...limits },
    parallel: 6,
    onChange: () => undefined,
    onSent: kind => sent.push(kind),
    onTrouble: error => {
      throw error;
    }
  });
  let isOpen = true;
  const close = async (): Promise<void> => {
    if (isOpen) {
      isOpen = false;
      await mirror.close();
      store.close();
    }
  };
  test.after(close);
  return {
    mirror,
    store,
    remote,
    local,
    sent,
    states: (show = 'all') =>
      Object.fromEntries(
        mirror
          .toFiles({ show })
          .map(({ path, state }): [string, MirrorFile['state']] => [
            path,
            state
          ])
      ),
    again: async () => {
      await close();
      return mirrorScene(test, { ...options, files: {} }, base);
    }
  };
}

/** A folder of this machine, as text. */
export class Tree {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  /** All files with what is in them, but for parts of files. */
  files(): Record<string, string> {
    const names = readdirSync(this.folder, {
      recursive: true,
      encoding: 'utf8'
    });
    return Object.fromEntries(
      names
        .filter(
          name =>
            !/(?:^|\/)\.sciencemesh/.test(name) &&
            statSync(join(this.folder, name)).isFile()
        )
        .sort()
        .map(name => [name, this.read(name)])
    );
  }
}
