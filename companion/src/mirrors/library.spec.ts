import assert from 'node:assert/strict';
import {
  existsSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync
} from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Mirror } from 'sciencemesh-contract';
import type { MirrorLibrary } from './library.ts';
import { libraryScene as open } from './testing/library-scene.ts';
import { Tree } from './testing/scene.ts';

const settled = (library: MirrorLibrary, id: string) =>
  new Promise<Mirror>(resolve => {
    library.onChange(mirror => {
      if (mirror.id === id && !['looking', 'fetching'].includes(mirror.state)) {
        resolve(mirror);
      }
    });
  });

describe('MirrorLibrary', () => {
  it('has the folder ready before the files are there', async t => {
    const { base, library, data } = await open(t);
    data.write('runs/1.csv', 'one');
    const { id, folder, path, kind } = await library.open('Data/runs');
    assert.deepEqual(
      [folder, path, kind],
      ['ScienceMesh/Shares/Data/runs', 'Data/runs', 'copy']
    );
    assert.ok(statSync(join(base, 'root', folder)).isDirectory());
    const { state, files } = await settled(library, id);
    assert.deepEqual([state, files], ['ready', 1]);
    assert.equal(library.list().length, 1);
  });

  it('keeps shares of one name apart', async t => {
    const { library, drive } = await open(t);
    const mounted = await drive.mounted();
    const twins = mounted.filter(({ share }) => share.name === 'Data');
    const folders = new Set<string>();
    for (const { name } of twins) {
      folders.add((await library.open(name)).folder.toLowerCase());
    }
    assert.deepEqual([twins.length, folders.size], [2, 2]);
  });

  it('knows a working copy by the same id after a restart', async t => {
    const first = await open(t);
    const { id } = await first.library.open('Data');
    await settled(first.library, id);
    await first.close();
    const second = await open(t, first.base);
    const tree = new Tree(join(first.base, 'root/ScienceMesh/Shares/Data'));
    tree.write('result.csv', 'made before');
    const again = (await second.library.get(id)).toMirror();
    assert.deepEqual([again.id, again.changed], [id, 1]);
    assert.equal((await second.library.open('Data')).id, id);
  });

  it('puts those away that nobody asks about', async t => {
    const { library, data } = await open(t);
    const ids: string[] = [];
    for (let index = 0; index < 30; index++) {
      data.write(`run-${index}/a.csv`, 'a');
      const { id } = await library.open(`Data/run-${index}`);
      await (await library.get(id)).refresh();
      ids.push(id);
    }
    assert.ok(library.list().length < 30);
    const first = (await library.get(ids[0] ?? '')).toMirror();
    assert.deepEqual([first.state, first.files], ['ready', 1]);
  });

  it('copies nothing of what is mounted', async t => {
    const { base, library, mount } = await open(t);
    const mirror = await library.open('Mounted/runs');
    assert.deepEqual(
      [mirror.kind, mirror.folder, mirror.state],
      ['mount', join(mount, 'runs'), 'ready']
    );
    assert.ok(!existsSync(join(base, 'root/ScienceMesh/Shares/Mounted')));
    const missing = await library.open('Mounted/gone');
    assert.equal(missing.state, 'failed');
  });

  it('tells the bridge where each share is', async t => {
    const { base, library, mount, store } = await open(t);
    await library.open('Data');
    const text = readFileSync(join(store.folder, 'mirrors.json'), 'utf8');
    const { root, shares } = JSON.parse(text) as {
      root: string;
      shares: Record<string, unknown>;
    };
    assert.equal(root, join(base, 'root/ScienceMesh/Shares'));
    assert.deepEqual(shares['Data'], {
      folder: join(base, 'root/ScienceMesh/Shares/Data'),
      kind: 'copy'
    });
    assert.deepEqual(shares['Mounted'], { folder: mount, kind: 'mount' });
    assert.deepEqual(shares['table.csv'], {
      folder: join(base, 'root/ScienceMesh/Shares/table'),
      kind: 'copy'
    });
    assert.equal(Object.keys(shares).length, 5);
  });

  it('says what may be written', async t => {
    const { library } = await open(t);
    assert.equal((await library.open('Data')).writable, true);
    assert.equal((await library.open('Read')).writable, false);
  });

  it('gives a file that is shared alone a folder of its own', async t => {
    const { base, library, table } = await open(t);
    writeFileSync(table, 'a,b');
    const { id, folder, path } = await library.open('table.csv');
    assert.equal(path, 'table.csv');
    assert.equal(folder, 'ScienceMesh/Shares/table');
    assert.equal((await settled(library, id)).state, 'ready');
    const tree = new Tree(join(base, 'root', folder));
    assert.deepEqual(tree.files(), { 'table.csv': 'a,b' });

    const told: unknown[] = [];
    library.onSent(change => told.push(change));
    tree.write('table.csv', 'a,b,c');
    tree.write('result.csv', 'has no place there');
    const mirror = await library.get(id);
    await mirror.scan();
    assert.equal(mirror.toMirror().changed, 1);
    await mirror.upload([{ path: 'table.csv' }]);
    assert.equal(readFileSync(table, 'utf8'), 'a,b,c');
    assert.deepEqual(told, [
      { kind: 'saved', path: 'table.csv', oldPath: null }
    ]);

    writeFileSync(table, 'from the drive');
    await library.follow({ kind: 'saved', path: 'table.csv', oldPath: null });
    assert.equal(tree.read('table.csv'), 'from the drive');
    rmSync(join(tree.folder, 'table.csv'));
    await mirror.refresh();
    assert.equal(mirror.toMirror().changed, 0);
    assert.equal(tree.read('table.csv'), 'from the drive', 'it comes back');
  });

  it('makes nothing for an unknown share or a path that climbs', async t => {
    const { base, library } = await open(t);
    await assert.rejects(library.open('Nothing'), { status: 404 });
    await assert.rejects(library.open('Data/../../x'), { status: 400 });
    await assert.rejects(library.get('nothing'), { status: 404 });
    assert.ok(!existsSync(join(base, 'root')));
  });

  it('takes over what is saved through the drive', async t => {
    const { base, library, data } = await open(t);
    data.write('runs/nb.ipynb', '{}');
    const { id, folder } = await library.open('Data/runs');
    await settled(library, id);
    data.write('runs/nb.ipynb', '{"cells":[]}');
    data.write('elsewhere.csv', 'x');
    const change = { kind: 'saved', oldPath: null } as const;
    await library.follow({ ...change, path: 'Data/runs/nb.ipynb' });
    await library.follow({ ...change, path: 'Data/elsewhere.csv' });
    const tree = new Tree(join(base, 'root', folder));
    assert.deepEqual(tree.files(), { 'nb.ipynb': '{"cells":[]}' });
  });

  it('tells of what it sends, as paths of the drive', async t => {
    const { base, library } = await open(t);
    const { id, folder } = await library.open('Data/runs');
    await settled(library, id);
    const told: unknown[] = [];
    library.onSent(change => told.push(change));
    new Tree(join(base, 'root', folder)).write('result.csv', 'x');
    const mirror = await library.get(id);
    await mirror.scan();
    await mirror.upload([{ path: 'result.csv' }]);
    assert.deepEqual(told, [
      { kind: 'created', path: 'Data/runs/result.csv', oldPath: null }
    ]);
  });
});
