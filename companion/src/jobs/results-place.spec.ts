import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { Places } from '../copies/places.ts';
import type { Drive, Place } from '../drive/drive.ts';
import { LocalFolder } from '../storage/local-folder/local-folder.ts';
import { StorageError, type Storage } from '../storage/storage.ts';
import { resultsFindings } from './results-place.ts';

/** A drive with one share, the first name of every path. */
function driveWith(storage: Storage): Drive {
  const drive: Pick<Drive, 'isRoot' | 'resolve'> = {
    isRoot: path => path === '',
    resolve: async path => {
      const at = path.split('/').slice(1).join('/');
      return { storage, share: { id: 'share-1' }, path: at } as Place;
    }
  };
  return drive as Drive;
}

function start(test: TestContext) {
  const root = mkdtempSync(join(tmpdir(), 'results-place-'));
  test.after(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(join(root, 'share', 'plots'), { recursive: true });
  const share = new LocalFolder(join(root, 'share'), 'the share');
  const look = async (results: string, storage: Storage = share) => {
    const places = new Places(driveWith(storage), root);
    const { signal } = new AbortController();
    const [finding] = await resultsFindings(results, places, signal);
    return finding;
  };
  return { root, look };
}

describe('a folder for results', () => {
  it('need not be there yet', async t => {
    const { look } = start(t);
    assert.equal(await look('new/and/deep'), undefined);
    assert.equal(await look('ScienceMesh:beam test/new/plots'), undefined);
    assert.equal(await look('ScienceMesh:beam test'), undefined);
  });

  it('is refused where the share can only be read', async t => {
    const { root, look } = start(t);
    chmodSync(join(root, 'share', 'plots'), 0o555);
    for (const path of ['plots', 'plots/new', 'plots/new/deep']) {
      const finding = await look(`ScienceMesh:beam test/${path}`);
      assert.equal(finding?.code, 'results-read-only', path);
      assert.equal(finding.level, 'error');
      assert.equal(finding.field, 'results');
      assert.match(finding.message, /share allows reading only/);
    }
    assert.equal(await look('ScienceMesh:beam test/new'), undefined);
  });

  it('is refused where the person may not write', async t => {
    const { root, look } = start(t);
    mkdirSync(join(root, 'shut'));
    chmodSync(join(root, 'shut'), 0o555);
    const finding = await look('shut/new');
    assert.equal(finding?.code, 'results-read-only');
    assert.match(finding.message, /may not write into "shut"/);
  });

  it('is no file, and lies below the root', async t => {
    const { root, look } = start(t);
    writeFileSync(join(root, 'notes.txt'), '');
    assert.equal((await look('notes.txt'))?.code, 'results-no-folder');
    assert.equal((await look('a/../../b'))?.code, 'results-outside');
  });

  it('may be at a server that does not answer now', async t => {
    const { look } = start(t);
    const away = {
      stat: () =>
        Promise.reject(new StorageError('unreachable', 'It does not answer.'))
    } as unknown as Storage;
    const finding = await look('ScienceMesh:beam test/plots', away);
    assert.equal(finding?.code, 'results-unseen');
    assert.equal(finding.level, 'warning');
  });
});
