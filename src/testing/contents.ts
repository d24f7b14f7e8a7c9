import type { Contents } from '@jupyterlab/services';
import type { ContentShare, OutboxItem } from 'sciencemesh-contract';

/**
 * A model of the drive, as the companion tells it.
 */
export function contentModel(
  members: Partial<Contents.IModel> & { sciencemesh?: ContentShare } = {}
): Contents.IModel {
  const path = members.path ?? 'Beam test/data.csv';
  const name = path.split('/').at(-1) ?? '';
  return {
    name,
    path,
    type: name.endsWith('.ipynb') ? 'notebook' : 'file',
    writable: true,
    created: '2026-11-22T10:00:00Z',
    last_modified: '2026-11-22T10:00:00Z',
    mimetype: null as unknown as string,
    size: 8,
    content: null,
    format: null,
    hash: '"1"',
    hash_algorithm: 'etag',
    ...{ sciencemesh: contentShare() },
    ...members
  };
}

/**
 * What the companion adds to a model.
 */
export function contentShare(
  members: Partial<ContentShare> = {}
): ContentShare {
  return {
    shareId: 'share-2',
    owner: 'Ines Example',
    provider: 'cloud.example.org',
    rights: {
      read: true,
      write: true,
      create: true,
      move: true,
      delete: true,
      share: false
    },
    reach: 'ready',
    sync: 'none',
    problem: null,
    ...members
  };
}

/** Rights of a share for reading. */
export const READ_ONLY: ContentShare['rights'] = {
  read: true,
  write: false,
  create: false,
  move: false,
  delete: false,
  share: false
};

/**
 * An edit that waits for its server.
 */
export function edit(members: Partial<OutboxItem> = {}): OutboxItem {
  return {
    id: 'edit-1',
    shareId: 'share-2',
    path: 'Beam test/data.csv',
    size: 8,
    savedAt: '2026-11-22T10:00:00Z',
    state: 'waiting',
    attempts: 1,
    nextAttemptAt: null,
    message: null,
    ...members
  };
}
