import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Drive, Place } from '../drive/drive.ts';
import type { FileVersions } from '../storage/storage.ts';
import type { PendingEdits } from './pending-edits.ts';
import { Versions } from './versions.ts';

describe('earlier states of a file', () => {
  it('are not restored below an edit that waits to be sent', async () => {
    const { versions, done } = scene({ hasEdit: true });
    await assert.rejects(versions.restore('CERNBox:/home/a.txt', '1'), {
      status: 409,
      code: 'edit-waits'
    });
    assert.deepEqual(done, []);
  });

  it('are looked at anew after a restore, however it ended', async () => {
    const { versions, done } = scene({});
    await versions.restore('CERNBox:/home/a.txt', '1');
    assert.deepEqual(done, ['restored a.txt 1', 'changed a.txt']);
    const lost = scene({ fails: true });
    await assert.rejects(lost.versions.restore('CERNBox:/home/a.txt', '1'));
    assert.deepEqual(lost.done, ['changed a.txt']);
  });

  it('are not restored where nothing may be changed', async () => {
    const { versions, done } = scene({ permissions: ['read'] });
    await assert.rejects(versions.restore('CERNBox:/home/a.txt', '1'), {
      code: 'read-only'
    });
    assert.deepEqual(done, []);
  });

  it('are nowhere where the storage has none', async () => {
    const { versions } = scene({ hasNone: true });
    await assert.rejects(
      versions.list('x/a.txt', new AbortController().signal),
      { status: 501, code: 'no-versions' }
    );
  });
});

function scene({
  fails = false,
  hasEdit = false,
  hasNone = false,
  permissions = []
}: {
  fails?: boolean;
  hasEdit?: boolean;
  hasNone?: boolean;
  permissions?: string[];
}): { versions: Versions; done: string[] } {
  const done: string[] = [];
  const kept: FileVersions = {
    list: async () => [],
    read: () => Promise.reject(new Error('not asked for')),
    restore: async (path, id) => {
      if (fails) {
        throw new Error('lost');
      }
      done.push(`restored ${path} ${id}`);
    }
  };
  const place = {
    name: 'CERNBox:/home',
    path: 'a.txt',
    share: { id: 's', withdrawnAt: null, permissions },
    storage: { label: 'CERNBox', ...(hasNone ? {} : { versions: kept }) }
  } as unknown as Place;
  const versions = new Versions({
    drive: { resolve: async () => place } as unknown as Drive,
    edits: {
      at: () => (hasEdit ? {} : null)
    } as unknown as PendingEdits,
    saving: { changed: ({ path }) => done.push(`changed ${path}`) }
  });
  return { versions, done };
}
