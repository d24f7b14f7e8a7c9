import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { fromBuffer, type ZipFile } from 'yauzl';
import type { Place } from '../drive/drive.ts';
import { shareNamed } from '../drive/testing/shares.ts';
import { LocalFolder } from '../storage/local-folder/local-folder.ts';
import { StorageError, type Storage } from '../storage/storage.ts';
import { emptyFolder } from '../store/testing/folder.ts';
import { archiveOf } from './folder-archive.ts';
import { noise, startScene } from './testing/scene.ts';

/** What a zip unpacks to, by name. */
async function unpacked(bytes: Buffer): Promise<Map<string, Buffer>> {
  const { promise, resolve, reject } = Promise.withResolvers<ZipFile>();
  fromBuffer(bytes, { lazyEntries: true, strictFileNames: true }, (err, zip) =>
    err === null ? resolve(zip) : reject(err)
  );
  const zip = await promise;
  const files = new Map<string, Buffer>();
  const end = once(zip, 'end');
  zip.on('entry', (entry: { fileName: string }) => {
    zip.openReadStream(entry as never, (err, stream) => {
      if (err !== null) {
        zip.emit('error', err);
        return;
      }
      void buffer(stream).then(content => {
        assert.ok(!files.has(entry.fileName));
        files.set(entry.fileName, content);
        zip.readEntry();
      });
    });
  });
  zip.readEntry();
  await end;
  return files;
}

function placeIn(storage: Storage): Place {
  const share = shareNamed('data');
  return { share, name: share.name, storage, localFolder: null, path: '' };
}

describe('a folder as a zip', () => {
  it('holds all that is in the folder', async t => {
    const blob = noise(200_000);
    const { ask, folder } = await startScene(t, {
      files: { 'sub/ä.txt': 'ä', 'sub/deep/data.h5': blob, 'top.txt': 'top' }
    });
    mkdirSync(join(folder, 'sub', 'empty'));
    const answer = await ask('/api/zip/spectra/sub');
    assert.equal(answer.status, 200);
    assert.match(
      answer.headers.get('content-disposition') ?? '',
      /^attachment; filename="sub\.zip"/
    );
    const files = await unpacked(Buffer.from(await answer.arrayBuffer()));
    assert.deepEqual(
      [...files.keys()].sort(),
      ['ä.txt', 'deep/data.h5', 'empty/'].sort()
    );
    assert.deepEqual(files.get('deep/data.h5'), blob);
    assert.equal((await ask('/api/zip/spectra/top.txt')).status, 400);
    assert.equal((await ask('/api/zip/spectra/missing')).status, 404);
  });

  it('names files so that they stay inside and apart', async t => {
    const folder = emptyFolder(t);
    for (const name of ['a:b', 'A:B', 'a_b', 'back\\slash', 'é', 'é', 'dot.']) {
      writeFileSync(join(folder, name), name);
    }
    writeFileSync(join(folder, 'e\u0301'), 'decomposed');
    const files = await unpacked(
      await buffer(archiveOf(placeIn(new LocalFolder(folder))))
    );
    assert.equal(files.size, 7);
    for (const name of files.keys()) {
      assert.doesNotMatch(name, /[:\\]|\.$/);
    }
  });

  it('tells of what it could not hold, and holds the rest', async t => {
    const folder = emptyFolder(t);
    for (const name of ['good', 'half', 'refused']) {
      writeFileSync(join(folder, name), name);
    }
    symlinkSync('/etc/hostname', join(folder, 'outside'));
    const local = new LocalFolder(folder);
    const storage: Storage = Object.create(local, {
      read: {
        value: async (path: string) => {
          const content = await local.read(path === 'refused' ? '..' : path);
          return path === 'half' ? { ...content, body: breaking() } : content;
        }
      },
      list: { value: local.list.bind(local) }
    }) as Storage;
    const files = await unpacked(await buffer(archiveOf(placeIn(storage))));
    assert.equal(files.get('good')?.toString(), 'good');
    assert.deepEqual([...files.keys()].sort(), [
      'good',
      'half',
      'half.error.txt',
      'outside.error.txt',
      'refused.error.txt'
    ]);
    assert.match(
      files.get('half.error.txt')?.toString() ?? '',
      /Only a part of it came\. The server went quiet/
    );
  });

  it('reads no further when nobody takes it', async t => {
    const folder = emptyFolder(t);
    for (let index = 0; index < 50; index += 1) {
      writeFileSync(join(folder, `f${index}.h5`), noise(100_000));
    }
    const local = new LocalFolder(folder);
    let reads = 0;
    const storage: Storage = Object.create(local, {
      read: {
        value: (...args: Parameters<Storage['read']>) => {
          reads += 1;
          return local.read(...args);
        }
      },
      list: { value: local.list.bind(local) }
    }) as Storage;
    const body = archiveOf(placeIn(storage));
    await once(body, 'readable');
    body.destroy();
    await once(body, 'close');
    const then = reads;
    assert.ok(then < 20, `${then} files were read`);
    await new Promise(resolve => setImmediate(resolve));
    assert.ok(reads <= then + 1);
  });
});

function breaking(): Readable {
  return Readable.from(
    (async function* () {
      yield Buffer.from('ha');
      await Promise.resolve();
      throw new StorageError('timeout', 'The server went quiet.');
    })()
  );
}
