/**
 * All working copies of a person to whom folders and files are shared; each
 * share is a folder of this machine.
 */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Share } from 'sciencemesh-contract';
import { createDrive } from '../../drive/create-drive.ts';
import { LocalMounts } from '../../drive/local-mounts.ts';
import { OwnNode } from '../../providers/own-node.ts';
import { LocalFolder } from '../../storage/local-folder/local-folder.ts';
import type { Entry, Storage } from '../../storage/storage.ts';
import { openStore, type Store } from '../../store/store.ts';
import { emptyFolder } from '../../store/testing/folder.ts';
import { MirrorLibrary } from '../library.ts';
import type { Limits } from '../selection.ts';
import { Tree } from './scene.ts';

interface Offer {
  name: string;
  sender?: string;
  resourceType?: 'file' | 'folder';
  permissions?: string[];
}

const OFFERS: Offer[] = [
  { name: 'Data' },
  { name: 'Data', sender: 'otto' },
  { name: 'table.csv', resourceType: 'file' },
  { name: 'Mounted' },
  { name: 'Read', permissions: ['read'] }
];

function receive(store: Store, offer: Offer): string {
  const { name, sender = 'ines', resourceType = 'folder' } = offer;
  const host = 'cloud.example.org';
  const party = { address: `${sender}@${host}`, displayName: null, host };
  const { share } = store.shares.receive({
    kind: resourceType,
    name,
    description: '',
    sender: party,
    owner: party,
    provider: host,
    providerId: `${name} of ${sender}`,
    authenticity: 'claimed',
    recipient: 'marie@jupyter.example.org',
    resourceType,
    shareType: 'user',
    protocols: ['webdav'],
    permissions: offer.permissions ?? ['read', 'write'],
    expiresAt: null,
    user: 'marie',
    contentHash: `${name} of ${sender}`,
    access: { webdav: {} },
    crate: null
  });
  return share.id;
}

/** Two shared folders of one name, a shared file, and a mounted folder. */
export async function libraryScene(
  test: TestContext,
  base = emptyFolder(test),
  limits: Limits = { totalBytes: 1e6, fileBytes: 1e6 }
) {
  const store = openStore(join(base, 'data'));
  const provider = new OwnNode(store, () => undefined);
  for (const offer of OFFERS) {
    await provider.change(receive(store, offer), { state: 'accepted' });
  }
  const treeOf = ({ providerId }: Pick<Share, 'providerId'>) =>
    new Tree(join(base, 'remote', providerId));
  const mount = join(base, 'eos');
  mkdirSync(join(mount, 'runs'), { recursive: true });
  const drive = createDrive({
    shares: provider,
    storages: {
      of: share =>
        share.kind === 'file'
          ? fileStorage(treeOf(share).folder)
          : new LocalFolder(treeOf(share).folder),
      reach: () => 'ready',
      lookAgain: () => undefined,
      onReach: () => () => undefined
    },
    names: store.driveNames,
    mounts: new LocalMounts([{ share: 'Mounted', path: mount }])
  });
  const library = new MirrorLibrary({
    drive,
    store: store.mirrors,
    dataFolder: store.folder,
    root: join(base, 'root'),
    folder: 'ScienceMesh/Shares',
    limits,
    parallel: 2,
    onTrouble: error => {
      throw error;
    }
  });
  let isOpen = true;
  const close = async () => {
    if (isOpen) {
      isOpen = false;
      await library.close();
      store.close();
    }
  };
  test.after(close);
  const data = treeOf({ providerId: 'Data of ines' });
  const table = join(
    treeOf({ providerId: 'table.csv of ines' }).folder,
    SHARED_FILE
  );
  return { base, library, drive, data, table, mount, close, store };
}

const SHARED_FILE = 'file';

/** The storage of a share that is a single file: its root is the file. */
function fileStorage(folder: string): Storage {
  const inner = new LocalFolder(folder);
  const asRoot = (entry: Entry): Entry => ({ ...entry, path: '' });
  const isRoot = (path: string) => assert.equal(path, '');
  return new Proxy<Storage>(inner, {
    get: (_target, name: keyof Storage) => {
      switch (name) {
        case 'stat':
          return async (path: string) => {
            isRoot(path);
            return asRoot(await inner.stat(SHARED_FILE));
          };
        case 'read':
          return (path: string, part: object) => {
            isRoot(path);
            return inner.read(SHARED_FILE, part);
          };
        case 'write':
          return (
            path: string,
            ...[body, options]: Tail<Parameters<Storage['write']>>
          ) => {
            isRoot(path);
            return inner.write(SHARED_FILE, body, options);
          };
        case 'label':
        case 'abilities':
          return inner[name];
        default:
          return assert.fail(`${name} is not asked of a single file`);
      }
    }
  });
}

type Tail<List extends unknown[]> = List extends [unknown, ...infer Rest]
  ? Rest
  : never;
