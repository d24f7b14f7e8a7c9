import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { startOrigin, type Origin } from '../../../peers/origin/index.ts';
import { Rig } from './testing/rig.ts';
import { readTree } from './testing/tree.ts';

let origin: Origin;
let rig: Rig;
before(async () => {
  origin = await startOrigin();
  origin.route('data.example.org', '/*', { text: 'theirs' });
});
after(() => origin.stop());
beforeEach(() => {
  rig = new Rig(origin);
  origin.forget();
});
afterEach(() => rig.dispose());

const THEIRS = {
  algorithm: 'sha256',
  value: createHash('sha256').update('theirs').digest('hex')
} as const;

async function put(path: string, text: string): Promise<void> {
  await mkdir(join(rig.folder, path, '..'), { recursive: true });
  await writeFile(join(rig.folder, path), text);
}

function read(path: string): Promise<string> {
  return readFile(join(rig.folder, path), 'utf8');
}

describe('a file that is there already', () => {
  it('is left alone when it differs', async () => {
    await put('data/a', 'the work of a week');
    const engine = rig.engine();
    const plan = rig.plan([
      { path: 'data/a', size: 6, checksum: THEIRS },
      { path: 'data/b' }
    ]);
    const ended = await rig.run(engine, plan);
    assert.equal(ended.state, 'done');
    assert.equal(engine.files(plan.id)[0]?.state, 'kept');
    assert.equal(await read('data/a'), 'the work of a week');
    assert.equal(await read('data/b'), 'theirs');
  });

  it('is not fetched when it has the checksum, or else the size', async () => {
    await put('sum', 'theirs');
    await put('size', 'theirs');
    const engine = rig.engine();
    const plan = rig.plan([
      { path: 'sum', checksum: THEIRS },
      { path: 'size', size: 6 }
    ]);
    await rig.run(engine, plan);
    assert.deepEqual(
      engine.files(plan.id).map(({ state, verified }) => ({ state, verified })),
      [
        { state: 'done', verified: true },
        { state: 'done', verified: false }
      ]
    );
    assert.equal(origin.requests.length, 0);
  });

  it('counts as ours as long as nobody changed what we wrote', async () => {
    const engine = rig.engine();
    await rig.run(engine, rig.plan([{ path: 'a' }, { path: 'b' }]));
    await put('b', 'the work of a week');
    const again = rig.plan([{ path: 'a' }, { path: 'b' }]);
    await rig.run(engine, again);
    assert.deepEqual(
      engine.files(again.id).map(({ state }) => state),
      ['done', 'kept']
    );
  });

  it('is fetched by a retry once it was moved away', async () => {
    await put('a', 'the work of a week');
    const engine = rig.engine();
    const plan = rig.plan([{ path: 'a', checksum: THEIRS }]);
    await rig.run(engine, plan);
    await rename(join(rig.folder, 'a'), join(rig.folder, 'mine'));
    await engine.retry(plan.id);
    assert.equal((await engine.settled(plan.id)).state, 'done');
    assert.equal(await read('a'), 'theirs');
    assert.equal(await read('mine'), 'the work of a week');
  });

  it('is left alone also when it appears while ours is on its way', async () => {
    let release = () => undefined as void;
    const released = new Promise<void>(resolve => (release = resolve));
    origin.route('data.example.org', '/late', {
      text: 'theirs',
      stallAfter: 3,
      release: released
    });
    const engine = rig.engine();
    const plan = rig.plan([{ path: 'late' }]);
    await engine.start(plan);
    await origin.waitFor(({ bytesSent }) => bytesSent >= 3);
    await put('late', 'the work of a week');
    release();
    await engine.settled(plan.id);
    assert.equal(engine.files(plan.id)[0]?.state, 'kept');
    assert.equal(await read('late'), 'the work of a week');
  });
});

describe('a link', () => {
  it('in the place of a file is not followed', async () => {
    const outside = join(rig.base, 'outside');
    await mkdir(rig.folder);
    await symlink(outside, join(rig.folder, 'a'));
    const engine = rig.engine();
    const plan = rig.plan([{ path: 'a' }]);
    await rig.run(engine, plan);
    assert.equal(engine.files(plan.id)[0]?.state, 'kept');
    await assert.rejects(readFile(outside));
  });

  it('in the place of a folder is not followed', async () => {
    const outside = join(rig.base, 'outside');
    await mkdir(outside);
    await mkdir(rig.folder);
    await symlink(outside, join(rig.folder, 'data'));
    const engine = rig.engine();
    const plan = rig.plan([{ path: 'data/sub/a' }, { path: 'b' }]);
    const ended = await rig.run(engine, plan);
    assert.equal(ended.state, 'incomplete');
    assert.equal(engine.files(plan.id)[0]?.code, 'path-refused');
    assert.deepEqual(await readTree(outside), []);
  });

  it('in the place of our own folder ends the transfer', async () => {
    const outside = join(rig.base, 'outside');
    await mkdir(outside);
    await mkdir(rig.folder);
    await symlink(outside, join(rig.folder, '.sciencemesh'));
    const ended = await rig.run(rig.engine(), rig.plan([{ path: 'a' }]));
    assert.equal(ended.state, 'failed');
    assert.match(ended.message ?? '', /link/);
    assert.deepEqual(await readTree(outside), []);
  });

  it('on the way to the working copy is the choice of the user', async () => {
    const real = join(rig.base, 'real');
    await mkdir(real);
    await symlink(real, rig.folder);
    const ended = await rig.run(rig.engine(), rig.plan([{ path: 'a' }]));
    assert.equal(ended.state, 'done');
    assert.equal(await readFile(join(real, 'a'), 'utf8'), 'theirs');
  });
});

describe('a name', () => {
  it('that is a folder and a file cannot be both', async () => {
    await put('data', 'a file');
    const engine = rig.engine();
    const plan = rig.plan([{ path: 'data/a' }]);
    await rig.run(engine, plan);
    assert.equal(engine.files(plan.id)[0]?.code, 'path-refused');
  });

  it('that is too long is told', async () => {
    const engine = rig.engine();
    const plan = rig.plan([{ path: 'x'.repeat(300) }]);
    await rig.run(engine, plan);
    assert.equal(engine.files(plan.id)[0]?.code, 'path-refused');
  });
});

describe('a file that came with the package', () => {
  it('is copied from a folder', async () => {
    const source = join(rig.base, 'source');
    await writeFile(source, 'theirs');
    const engine = rig.engine();
    const plan = rig.plan([
      {
        path: 'a',
        source: { type: 'local', path: source },
        checksum: THEIRS
      },
      { path: 'b', source: { type: 'local', path: '/nowhere' } },
      { path: 'c', source: { type: 'local', path: '/dev/zero' } }
    ]);
    const ended = await rig.run(engine, plan);
    assert.equal(ended.state, 'incomplete');
    assert.equal(await read('a'), 'theirs');
    assert.deepEqual(
      engine.files(plan.id).map(({ code }) => code),
      [null, 'source-unreadable', 'source-unreadable']
    );
  });

  it('is copied from an archive', async () => {
    const engine = rig.engine({
      maximumBytes: 1000,
      openEntry: async (archive, entry) => {
        switch (entry) {
          case 'good':
            return Readable.from([Buffer.from(archive), Buffer.from('!')]);
          case 'huge':
            return Readable.from([Buffer.alloc(2000)]);
          default:
            return new Readable({
              read() {
                this.destroy(new Error('invalid block type'));
              }
            });
        }
      }
    });
    const zip = (entry: string) => ({
      path: entry,
      source: { type: 'zip' as const, archive: 'crate.zip', entry }
    });
    const plan = rig.plan([zip('good'), zip('broken'), zip('huge')]);
    await rig.run(engine, plan);
    assert.equal(await read('good'), 'crate.zip!');
    assert.deepEqual(
      engine.files(plan.id).map(({ code }) => code),
      [null, 'source-unreadable', 'too-large']
    );
  });

  it('or has no source at all is told as the plan says', async () => {
    const engine = rig.engine();
    const plan = rig.plan([
      {
        path: 'a',
        source: { type: 'none', code: 'no-address', message: 'Nobody knows.' }
      }
    ]);
    await rig.run(engine, plan);
    const [file] = engine.files(plan.id);
    assert.equal(file?.code, 'no-address');
    assert.equal(file.message, 'Nobody knows.');
    assert.equal(file.url, null);
  });
});
