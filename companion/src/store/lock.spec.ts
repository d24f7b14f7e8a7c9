import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { FolderInUseError, FolderLock, waitForAbandonedLock } from './lock.ts';
import { emptyFolder } from './testing/folder.ts';

const LOCK = 'companion.lock';

/** A process that takes the lock and is killed with it in its hands. */
async function killHolder(folder: string): Promise<void> {
  const code = `
    const { FolderLock } = await import(${JSON.stringify(import.meta.resolve('./lock.ts'))});
    FolderLock.take(${JSON.stringify(folder)});
    process.stdout.write('taken');
    setInterval(() => {}, 1000);`;
  const holder = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit']
  });
  await once(holder.stdout, 'data');
  assert.throws(() => FolderLock.take(folder), FolderInUseError);
  holder.kill('SIGKILL');
  await once(holder, 'exit');
}

function rewrite(folder: string, change: object): void {
  const path = join(folder, LOCK);
  const holder = JSON.parse(readFileSync(path, 'utf8')) as object;
  writeFileSync(path, JSON.stringify({ ...holder, ...change }));
}

describe('the lock of a data folder', () => {
  it('says who holds it and how to go on', t => {
    const folder = emptyFolder(t);
    const lock = FolderLock.take(folder);
    t.after(() => lock.release());
    assert.throws(
      () => FolderLock.take(folder),
      (error: Error) =>
        error instanceof FolderInUseError &&
        error.message.includes(`process id ${process.pid} on ${hostname()}`) &&
        error.message.includes('start with another data folder')
    );
  });

  it('is free again after its release', t => {
    const folder = emptyFolder(t);
    FolderLock.take(folder).release();
    assert.deepEqual(readdirSync(folder), []);
    FolderLock.take(folder).release();
  });

  it('of a killed process is taken over at once', async t => {
    const folder = emptyFolder(t);
    await killHolder(folder);
    FolderLock.take(folder).release();
    assert.deepEqual(readdirSync(folder), []);
  });

  it('is taken over when its process id belongs to another process now', t => {
    const folder = emptyFolder(t);
    const lock = FolderLock.take(folder);
    t.after(() => lock.release());
    rewrite(folder, { processStart: '1' });
    FolderLock.take(folder).release();
  });

  it('of another host holds as long as its heart beats', t => {
    const folder = emptyFolder(t);
    const lock = FolderLock.take(folder);
    t.after(() => lock.release());
    rewrite(folder, { host: 'elsewhere', pid: 1 });
    assert.throws(() => FolderLock.take(folder), /process id 1 on elsewhere/);
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(join(folder, LOCK), longAgo, longAgo);
    FolderLock.take(folder).release();
  });

  it('that was never written to its end holds for a moment only', t => {
    const folder = emptyFolder(t);
    const path = join(folder, LOCK);
    writeFileSync(path, '');
    assert.throws(() => FolderLock.take(folder), /just starting/);
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(path, longAgo, longAgo);
    FolderLock.take(folder).release();
  });

  it('tells its holder when another one took it, and leaves that one alone', async t => {
    t.mock.timers.enable({ apis: ['setInterval'] });
    const folder = emptyFolder(t);
    const lock = FolderLock.take(folder);
    rewrite(folder, { token: 'of another' });
    t.mock.timers.tick(5_000);
    assert.match((await lock.lost).message, /taken over/);
    lock.release();
    assert.match(readFileSync(join(folder, LOCK), 'utf8'), /of another/);
  });
});

describe('waiting for an abandoned lock', () => {
  function foreignLock(test: TestContext, ageMilliseconds: number): string {
    const folder = emptyFolder(test);
    const lock = FolderLock.take(folder);
    test.after(() => lock.release());
    rewrite(folder, { host: 'elsewhere' });
    const beat = new Date(Date.now() - ageMilliseconds);
    utimesSync(join(folder, LOCK), beat, beat);
    return folder;
  }

  it('ends when the other host has missed enough beats', async t => {
    const folder = foreignLock(t, 29_000);
    let waited = false;
    await waitForAbandonedLock(folder, () => {
      waited = true;
    });
    assert.ok(waited);
    FolderLock.take(folder).release();
  });

  it('ends when the other host is alive after all', async t => {
    const folder = foreignLock(t, 10_000);
    await waitForAbandonedLock(folder, () => {
      const now = new Date();
      utimesSync(join(folder, LOCK), now, now);
    });
    assert.throws(() => FolderLock.take(folder), FolderInUseError);
  });

  it('is not needed without a lock, or with one of this host', async t => {
    const folder = emptyFolder(t);
    const neverWaits = () => assert.fail('waited');
    await waitForAbandonedLock(folder, neverWaits);
    const lock = FolderLock.take(folder);
    t.after(() => lock.release());
    await waitForAbandonedLock(folder, neverWaits);
  });
});
