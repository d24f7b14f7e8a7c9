/**
 * Entries of storages as Jupyter's models.
 */
import type {
  ContentModel,
  ContentReach,
  ContentShare,
  ContentType
} from 'sciencemesh-contract';
import type { Mounted, Place } from '../drive/drive.ts';
import { below, parted } from '../drive/paths.ts';
import { isSpace } from '../providers/provider.ts';
import type { Entry, Rights } from '../storage/storage.ts';
import { OWN_NODE } from '../store/shares.ts';
import { mediaTypeOf } from './media-types.ts';
import type { PendingEdit } from './pending-edits.ts';
import type { Told } from './validators.ts';

/** What all entries of one share have in common. */
export interface ModelScene {
  mounted: Mounted;
  reach: ContentReach;
}

/** A model without content; `told` is what pages know the state by. */
export function modelOf(
  scene: ModelScene,
  entry: Entry,
  told: Told = { hash: null, modified: entry.modified },
  edit: PendingEdit | null = null
): ContentModel {
  const { mounted, reach } = scene;
  const { share } = mounted;
  const isRoot = entry.path === '';
  const name = isRoot ? parted(mounted.name).name : entry.name;
  const type = entry.kind === 'folder' ? 'directory' : typeOf(name);
  const modified = edit?.savedAt ?? told.modified ?? share.receivedAt;
  const rights = rightsIn(mounted, entry.rights);
  const usable = entry.problem === null && reach !== 'gone';
  return {
    name,
    path: below(mounted.name, entry.path),
    type,
    writable:
      usable && (entry.kind === 'folder' ? rights.create : rights.write),
    created: entry.created ?? modified,
    last_modified: modified,
    mimetype: type === 'file' ? mediaTypeOf(name) : null,
    size: entry.kind === 'folder' ? null : (edit?.size ?? entry.size),
    content: null,
    format: null,
    hash: null,
    hash_algorithm: null,
    sciencemesh: {
      ...shareOf(mounted, reach),
      rights,
      sync: edit?.sync ?? 'none',
      problem: entry.problem
    }
  };
}

/** The root of a drive itself, without content. */
export function rootModel(path: string): ContentModel {
  const epoch = new Date(0).toISOString();
  return {
    name: '',
    path,
    type: 'directory',
    writable: false,
    created: epoch,
    last_modified: epoch,
    mimetype: null,
    size: null,
    content: null,
    format: null,
    hash: null,
    hash_algorithm: null,
    sciencemesh: {
      shareId: null,
      owner: null,
      provider: null,
      rights: {
        read: true,
        write: false,
        create: false,
        move: false,
        delete: false,
        share: false
      },
      reach: 'ready',
      sync: 'none',
      problem: null
    }
  };
}

/** A share as it stands in the root, without asking its server. */
export function shareModel(
  scene: ModelScene,
  edit: PendingEdit | null
): ContentModel {
  return modelOf(scene, shareEntry(scene.mounted), undefined, edit);
}

/** What is known of a share's root without asking. */
export function shareEntry({ share, name }: Mounted): Entry {
  return {
    path: '',
    name: parted(name).name,
    kind: share.kind === 'file' ? 'file' : 'folder',
    size: null,
    modified: share.receivedAt,
    created: share.receivedAt,
    etag: null,
    mediaType: null,
    rights: null,
    problem: null
  };
}

/** A file that is nowhere but in the outbox yet. */
export function entryOfEdit(place: Place, edit: PendingEdit): Entry {
  return {
    path: place.path,
    name:
      place.path.slice(place.path.lastIndexOf('/') + 1) ||
      parted(place.name).name,
    kind: 'file',
    size: edit.size,
    modified: edit.savedAt,
    created: edit.savedAt,
    etag: null,
    mediaType: null,
    rights: null,
    problem: null
  };
}

export function typeOf(name: string): ContentType {
  return name.endsWith('.ipynb') ? 'notebook' : 'file';
}

/** Whether the share as a whole is for reading only. */
export function isReadOnly({ share }: Mounted): boolean {
  const { permissions } = share;
  return permissions.length > 0 && !permissions.includes('write');
}

function shareOf(
  { share, storage }: Mounted,
  reach: ContentReach
): Pick<
  ContentShare,
  | 'shareId'
  | 'owner'
  | 'provider'
  | 'byLogin'
  | 'page'
  | 'versions'
  | 'trash'
  | 'reach'
> {
  return {
    shareId: share.id,
    owner: share.owner.displayName ?? share.owner.address,
    provider: storage.label,
    ...(share.source === OWN_NODE ? {} : { byLogin: true }),
    ...(isSpace(share) && share.page !== null ? { page: share.page } : {}),
    ...(storage.versions === undefined ? {} : { versions: true }),
    ...(storage.trash === undefined ? {} : { trash: true }),
    reach
  };
}

/** What the server says, never more than what the share was given with. */
function rightsIn(mounted: Mounted, rights: Rights | null): Rights {
  const mayWrite = !isReadOnly(mounted);
  return {
    read: rights?.read ?? true,
    write: mayWrite && (rights?.write ?? true),
    create: mayWrite && (rights?.create ?? true),
    move: mayWrite && (rights?.move ?? true),
    delete: mayWrite && (rights?.delete ?? true),
    share: rights?.share ?? mounted.share.permissions.includes('share')
  };
}
