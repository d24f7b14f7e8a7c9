import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync
} from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { StorageError, type Storage } from '../storage/storage.ts';
import { mirrorScene } from './testing/scene.ts';

const FILES = {
  'analysis/nb.ipynb': '{}',
  'analysis/data.csv': 'a,b\n1,2\n',
  'analysis/raw/run-1.csv': '1\n',
  'readme.md': '# Data'
};

describe('a mirror of a shared folder', () => {
  it('brings in the folder with all below it, and nothing else', async t => {
    const { mirror, local, remote } = await mirrorScene(t, {
      files: FILES,
      top: 'analysis'
    });
    await mirror.refresh();
    assert.deepEqual(Object.keys(local.files()), [
      'analysis/data.csv',
      'analysis/nb.ipynb',
      'analysis/raw/run-1.csv'
    ]);
    assert.equal(local.read('analysis/data.csv'), FILES['analysis/data.csv']);
    const { state, files, arriving, left } = mirror.toMirror();
    assert.deepEqual([state, files, left.files], ['ready', 3, 0]);
    assert.deepEqual([arriving.files, arriving.bytes], [3, 12]);
    assert.deepEqual(Object.keys(remote.files()).length, 4);
    assert.deepEqual(
      readdirSync(join(local.folder, '.sciencemesh/partial')),
      []
    );
  });

  it('leaves what is larger, and fetches it by name', async t => {
    const { mirror, local, states } = await mirrorScene(t, {
      files: { 'small.csv': '1', 'large.csv': '1'.repeat(100) },
      limits: { fileBytes: 50 }
    });
    await mirror.refresh();
    assert.deepEqual(states(), { 'large.csv': 'left', 'small.csv': 'here' });
    assert.deepEqual(mirror.toMirror().left, { files: 1, bytes: 100 });
    await mirror.fetch(['large.csv']);
    assert.equal(local.read('large.csv').length, 100);
    assert.deepEqual(states('left'), {});
    await mirror.refresh();
    assert.deepEqual(states('left'), {}, 'it stays up to date from then on');
  });

  it('leaves a file where it was when its fetching is stopped', async t => {
    const { mirror, local, states } = await mirrorScene(t, {
      files: { 'large.csv': '1'.repeat(100) },
      limits: { fileBytes: 50 }
    });
    await mirror.refresh();
    const fetching = mirror.fetch(['large.csv']);
    mirror.stop();
    await fetching;
    assert.deepEqual(states(), { 'large.csv': 'left' });
    assert.deepEqual(local.files(), {});
  });

  it('stops at the total, nearest files first', async t => {
    const { mirror, states } = await mirrorScene(t, {
      files: { 'a.csv': '1234', 'b.csv': '1234', 'deep/c.csv': '1234' },
      limits: { totalBytes: 9 }
    });
    await mirror.refresh();
    assert.deepEqual(states('left'), { 'deep/c.csv': 'left' });
  });

  it('takes over what has changed at the share, when looked at again', async t => {
    const { mirror, remote, local } = await mirrorScene(t, { files: FILES });
    await mirror.refresh();
    remote.write('readme.md', '# Better data');
    rmSync(join(remote.folder, 'analysis/raw'), { recursive: true });
    await mirror.refresh();
    assert.equal(local.read('readme.md'), '# Better data');
    assert.ok(!('analysis/raw/run-1.csv' in local.files()));
  });

  it('offers what was made and changed here, and sends it', async t => {
    const { mirror, local, remote, sent, states } = await mirrorScene(t, {
      files: FILES
    });
    await mirror.refresh();
    local.write('result.csv', 'x');
    local.write('readme.md', '# Mine');
    local.write('deep/er/result.csv', 'y');
    local.write('.cache/x', 'hidden');
    local.write('__pycache__/x.pyc', 'by-product');
    await mirror.scan();
    assert.deepEqual(states('changed'), {
      'deep/er/result.csv': 'new',
      'readme.md': 'changed',
      'result.csv': 'new'
    });
    await mirror.upload(Object.keys(states('changed')).map(path => ({ path })));
    assert.equal(remote.read('deep/er/result.csv'), 'y');
    assert.equal(remote.read('result.csv'), 'x');
    assert.equal(remote.read('readme.md'), '# Mine');
    assert.deepEqual(states('changed'), {});
    assert.deepEqual(sent.sort(), ['created', 'created', 'saved']);
  });

  it('does not take a new time for a new content', async t => {
    const { mirror, local, states } = await mirrorScene(t, { files: FILES });
    await mirror.refresh();
    utimesSync(join(local.folder, 'readme.md'), 1, 1);
    await mirror.scan();
    assert.deepEqual(states('changed'), {});
  });

  it('never replaces what was changed here', async t => {
    const { mirror, local, remote, states } = await mirrorScene(t, {
      files: FILES
    });
    await mirror.refresh();
    local.write('readme.md', '# Mine');
    remote.write('readme.md', '# Theirs');
    await mirror.refresh();
    assert.equal(local.read('readme.md'), '# Mine');
    assert.deepEqual(states('changed'), { 'readme.md': 'conflict' });
  });

  it('never overwrites what was changed there', async t => {
    const { mirror, local, remote, states } = await mirrorScene(t, {
      files: FILES
    });
    await mirror.refresh();
    local.write('readme.md', '# Mine');
    remote.write('readme.md', '# Theirs');
    await mirror.upload([{ path: 'readme.md' }]);
    assert.equal(remote.read('readme.md'), '# Theirs');
    assert.deepEqual(states('changed'), { 'readme.md': 'conflict' });
  });

  it('keeps both of a conflict, on both sides', async t => {
    const { mirror, local, remote, states } = await mirrorScene(t, {
      files: FILES
    });
    await mirror.refresh();
    local.write('readme.md', '# Mine');
    remote.write('readme.md', '# Theirs');
    await mirror.upload([{ path: 'readme.md' }]);
    await mirror.upload([{ path: 'readme.md', resolution: 'keep-both' }]);
    for (const side of [local, remote]) {
      assert.equal(side.read('readme.md'), '# Theirs');
      assert.equal(side.read('readme (edited here).md'), '# Mine');
    }
    assert.deepEqual(states('changed'), {});
    assert.equal(mirror.toMirror().conflicts, 0);
  });

  it('overwrites only the state that the person was told of', async t => {
    const { mirror, local, remote, states } = await mirrorScene(t, {
      files: FILES
    });
    await mirror.refresh();
    local.write('readme.md', '# Mine');
    remote.write('readme.md', '# Theirs');
    await mirror.upload([{ path: 'readme.md' }]);
    remote.write('readme.md', '# Theirs, again');
    const overwrite = { path: 'readme.md', resolution: 'overwrite' } as const;
    await mirror.upload([overwrite]);
    assert.equal(remote.read('readme.md'), '# Theirs, again');
    await mirror.upload([overwrite]);
    assert.equal(remote.read('readme.md'), '# Mine');
    assert.deepEqual(states('changed'), {});
  });

  it('sees no conflict where both sides made the same', async t => {
    const { mirror, local, remote, states } = await mirrorScene(t, {
      files: FILES
    });
    await mirror.refresh();
    local.write('same.csv', 'x');
    remote.write('same.csv', 'x');
    await mirror.refresh();
    assert.deepEqual(states('changed'), {});
    assert.equal(local.read('same.csv'), 'x');
  });

  it('keeps a changed copy of what the share has no more', async t => {
    const { mirror, local, remote, states } = await mirrorScene(t, {
      files: FILES
    });
    await mirror.refresh();
    local.write('readme.md', '# Mine');
    rmSync(join(remote.folder, 'readme.md'));
    await mirror.refresh();
    assert.deepEqual(states('changed'), { 'readme.md': 'changed' });
    await mirror.upload([{ path: 'readme.md' }]);
    assert.equal(remote.read('readme.md'), '# Mine');
  });

  it('knows after a restart what it knew before', async t => {
    const first = await mirrorScene(t, { files: FILES });
    await first.mirror.refresh();
    first.local.write('readme.md', '# Mine');
    const second = await first.again();
    await second.mirror.refresh();
    assert.deepEqual(second.states('changed'), { 'readme.md': 'changed' });
    assert.equal(second.mirror.toMirror().arriving.totalFiles, 0);
  });

  it('follows one file that was saved through the drive', async t => {
    const { mirror, local, remote } = await mirrorScene(t, { files: FILES });
    await mirror.refresh();
    remote.write('analysis/nb.ipynb', '{"cells":[]}');
    await mirror.follow('analysis/nb.ipynb');
    assert.equal(local.read('analysis/nb.ipynb'), '{"cells":[]}');
    rmSync(join(remote.folder, 'readme.md'));
    await mirror.follow('readme.md');
    assert.ok(!('readme.md' in local.files()));
  });

  it('notices by itself that a program writes', async t => {
    const { mirror, local } = await mirrorScene(t, { files: FILES });
    await mirror.prepare();
    await mirror.refresh();
    local.write('result.csv', 'x');
    while (mirror.toMirror().changed === 0) {
      await new Promise(resolve => setImmediate(resolve));
    }
    assert.equal(mirror.toMirror().changed, 1);
  });

  it('writes through no link, and takes nothing away behind one', async t => {
    const { mirror, local, remote, states } = await mirrorScene(t, {
      files: FILES
    });
    await mirror.refresh();
    const outside = join(remote.folder, '../outside');
    renameSync(join(local.folder, 'analysis'), outside);
    symlinkSync(outside, join(local.folder, 'analysis'));
    remote.write('analysis/data.csv', 'other');
    rmSync(join(remote.folder, 'analysis/raw'), { recursive: true });
    await mirror.refresh();
    assert.match(states('failed')['analysis/data.csv'] ?? '', /failed/);
    assert.ok(existsSync(join(outside, 'raw/run-1.csv')));
    assert.deepEqual(states('changed'), {});
  });

  it('leaves a folder alone that stands where a file should go', async t => {
    const { mirror, local, states } = await mirrorScene(t, { files: FILES });
    mkdirSync(join(local.folder, 'readme.md'));
    await mirror.refresh();
    assert.equal(mirror.toMirror().state, 'ready');
    assert.deepEqual(states('changed'), {});
  });

  it('takes old parts of files away, and keeps new ones', async t => {
    const { mirror, local } = await mirrorScene(t, { files: FILES });
    const partial = join(local.folder, '.sciencemesh/partial');
    mkdirSync(partial, { recursive: true });
    for (const name of ['old.part', 'new.part']) {
      writeFileSync(join(partial, name), 'a part');
    }
    utimesSync(join(partial, 'old.part'), 1, 1);
    await mirror.refresh();
    assert.deepEqual(readdirSync(partial), ['new.part']);
  });

  it('refuses paths that climb', async t => {
    const { mirror } = await mirrorScene(t, { files: FILES });
    await mirror.refresh();
    assert.throws(() => mirror.fetch(['../../secret']), { status: 400 });
    assert.throws(() => mirror.upload([{ path: '../x' }]), { status: 400 });
    assert.throws(() => mirror.fetch(['nothing']), { status: 404 });
  });
});

/** A server whose listing is not what it should be. */
function lying(names: readonly string[]): (storage: Storage) => Storage {
  return storage =>
    altered(storage, {
      list: async path => {
        const listing = await storage.list(path);
        const { folder } = listing ?? assert.fail();
        return {
          folder,
          entries: Readable.from([
            names.map(name => ({
              ...folder,
              kind: 'file' as const,
              path: name,
              name,
              size: 1,
              etag: null
            }))
          ])
        };
      }
    });
}

function altered(storage: Storage, change: Partial<Storage>): Storage {
  return new Proxy(storage, {
    get: (target, name): unknown => {
      const value: unknown =
        Reflect.get(change, name) ?? Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    }
  });
}

describe('a mirror of a hostile or failing server', () => {
  const names = [
    '../outside',
    '..',
    '.',
    '',
    '/etc/passwd',
    'a/../../outside',
    '.sciencemesh/partial/x',
    'nul\0l',
    'line\nbreak',
    'x'.repeat(300),
    `${'y/'.repeat(2000)}z`
  ];
  for (const name of names) {
    it(`writes nothing for ${JSON.stringify(name.slice(0, 40))}`, async t => {
      const { mirror, local } = await mirrorScene(t, { wrap: lying([name]) });
      await mirror.refresh();
      assert.deepEqual(local.files(), {});
      assert.equal(mirror.toMirror().failed, 1);
      assert.ok(!existsSync(join(local.folder, '../outside')));
    });
  }

  it('says what it could not list, and goes on when it can', async t => {
    let isDown = true;
    const { mirror, local } = await mirrorScene(t, {
      files: FILES,
      wrap: storage =>
        altered(storage, {
          list: path => {
            if (isDown) {
              throw new StorageError('unreachable', 'It does not answer.');
            }
            return storage.list(path);
          }
        })
    });
    await mirror.refresh();
    const { state, message } = mirror.toMirror();
    assert.deepEqual([state, message], ['failed', 'It does not answer.']);
    isDown = false;
    await mirror.refresh();
    assert.equal(mirror.toMirror().message, null);
    assert.equal(Object.keys(local.files()).length, 4);
  });

  it('takes nothing away because a folder could not be listed', async t => {
    let isDown = false;
    const { mirror, local } = await mirrorScene(t, {
      files: FILES,
      wrap: storage =>
        altered(storage, {
          list: path => {
            if (isDown && path === 'analysis') {
              throw new StorageError('server-failed', 'It failed.');
            }
            return storage.list(path);
          }
        })
    });
    await mirror.refresh();
    isDown = true;
    await mirror.refresh();
    assert.equal(Object.keys(local.files()).length, 4);
  });

  it('goes on in the middle of a file', async t => {
    const starts: (number | undefined)[] = [];
    let breaks = true;
    const { mirror, local } = await mirrorScene(t, {
      files: { 'large.bin': 'abcdefghij' },
      wrap: storage =>
        altered(storage, {
          read: async (path, options) => {
            starts.push(options?.start);
            const content = await storage.read(path, options);
            if (!breaks) {
              return content;
            }
            breaks = false;
            content.body.destroy();
            const body = Readable.from(
              (async function* () {
                yield Buffer.from('abcd');
                throw new StorageError('unreachable', 'It broke off.');
              })()
            );
            return { ...content, body };
          }
        })
    });
    await mirror.refresh();
    assert.deepEqual(local.files(), {});
    await mirror.refresh();
    assert.equal(local.read('large.bin'), 'abcdefghij');
    assert.deepEqual(starts, [undefined, 4]);
  });

  it('recognises its own upload whose answer got lost', async t => {
    let loses = true;
    const { mirror, local, remote, states } = await mirrorScene(t, {
      files: FILES,
      wrap: storage =>
        altered(storage, {
          write: async (path, body, options) => {
            const written = await storage.write(path, body, options);
            if (loses) {
              loses = false;
              throw new StorageError('timeout', 'No answer came.');
            }
            return written;
          }
        })
    });
    await mirror.refresh();
    local.write('readme.md', '# Mine');
    await mirror.upload([{ path: 'readme.md' }]);
    assert.deepEqual(states('changed'), { 'readme.md': 'changed' });
    assert.equal(remote.read('readme.md'), '# Mine');
    await mirror.upload([{ path: 'readme.md' }]);
    assert.deepEqual(states('changed'), {});
    assert.equal(mirror.toMirror().conflicts, 0);
    assert.equal(Object.keys(remote.files()).length, 4);
  });
});
