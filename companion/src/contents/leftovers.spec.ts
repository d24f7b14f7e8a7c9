/**
 * What a killed companion left at a server is cleared away by the next one,
 * without anybody who writes or looks there.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { startCompanion } from '../ocm/testing/companion.ts';
import { UnfinishedUploads } from '../store/unfinished.ts';
import { unfinishedName } from '../storage/webdav/unfinished.ts';
import { startScene } from './testing/scene.ts';

it('removes halves of files, and places what was about to replace a lost one', async t => {
  const { companion, folder, gate } = await startScene(t, {
    files: { 'kept.txt': 'kept' }
  });
  const [share] = await companion.shares();
  await companion.stop(true);
  const unfinished = new UnfinishedUploads(
    join(companion.folder, 'data', 'unfinished')
  );
  const leave = (target: string | null, content: string) => {
    const path = unfinishedName();
    unfinished.note({ shareId: share?.id ?? '', path, target });
    writeFileSync(join(folder, path), content);
    return join(folder, path);
  };
  const left = [
    leave(null, 'hal'),
    leave('kept.txt', 'not wanted any more'),
    leave('lost.txt', 'all that there is')
  ];

  await startCompanion(t, {
    folder: companion.folder,
    config: { outbound: { plainHttp: [gate.host], privateHosts: [gate.host] } }
  });
  while (left.some(path => existsSync(path))) {
    await pause(20);
  }

  assert.equal(readFileSync(join(folder, 'kept.txt'), 'utf8'), 'kept');
  assert.equal(
    readFileSync(join(folder, 'lost.txt'), 'utf8'),
    'all that there is'
  );
});
