/**
 * Reva 3.12 puts what came of a PUT that breaks off in the place of the file.
 * Beside a file that is shared alone there is no other place for the bytes: so
 * our node keeps them until the file is whole.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { OutboxList } from 'sciencemesh-contract';

import { startProcess } from '../../companion/src/command-line/testing/process.ts';
import type { CompanionProcess } from '../../companion/src/command-line/testing/process.ts';
import { Reva } from './index.ts';
import { Drive } from './testing/drive.ts';
import { startRelay } from './testing/relay.ts';
import { skip } from './testing/scene.ts';

/** Larger than what lies in the buffers on the way. */
const TEXT = 'the new content, '.repeat(1_000_000);

/** A node that can be killed, and a writable file at Reva behind a relay. */
async function scene(t: TestContext) {
  const base = await mkdtemp(join(tmpdir(), 'broken-'));
  t.after(() => rm(base, { recursive: true, force: true }));
  const config = join(base, 'config.json');
  await writeFile(
    config,
    JSON.stringify({
      ocm: { user: 'marie' },
      outbound: {
        plainHttp: ['127.0.0.1'],
        privateHosts: ['127.0.0.1']
      }
    })
  );
  const start = () =>
    startProcess(t, {
      args: [
        ...['--root', join(base, 'home'), '--data', join(base, 'data')],
        ...['--config', config]
      ]
    });
  const companion = await start();
  const { host } = new URL(companion.ocmListen);
  const reva = await Reva.start({ nodes: [host] });
  t.after(() => reva.stop());
  const relay = await startRelay(t, Number(new URL(reva.url).port));
  await reva.put('/nb.txt', 'what was there');
  const shareWith = `marie@${host}`;
  const { id, uri, sharedSecret } = await reva.share({
    path: '/nb.txt',
    shareWith,
    role: 'editor',
    api: 'cs3'
  });
  // The same share once more, by the other way.
  const sender = `einstein@${relay.host}`;
  const answer = await companion.post({
    shareWith,
    name: 'nb.txt',
    providerId: id,
    owner: sender,
    sender,
    shareType: 'user',
    resourceType: 'file',
    protocol: {
      name: 'multi',
      webdav: {
        uri: uri.replace(new URL(reva.url).host, relay.host),
        sharedSecret,
        permissions: ['read', 'write']
      }
    }
  });
  assert.equal(answer.status, 201, await answer.text());
  const name = await driveOf(companion).accept(relay.host, id);
  return {
    start,
    companion,
    relay,
    name,
    owners: async () => (await reva.files('GET', '/nb.txt')).text(),
    ownerSaves: (text: string) => reva.put('/nb.txt', text)
  };
}

function driveOf(companion: CompanionProcess): Drive {
  return new Drive({
    companion,
    find: async (provider, providerId) =>
      (await companion.shares()).find(
        share => share.provider === provider && share.providerId === providerId
      )
  });
}

/** Retries, as a person does, until nothing waits; tells the last states. */
async function settled(drive: Drive): Promise<string[]> {
  for (;;) {
    const { body } = await drive.ask('GET', '/api/outbox');
    const { items } = JSON.parse(body) as OutboxList;
    if (items.every(({ state }) => ['conflict', 'failed'].includes(state))) {
      return items.map(({ state }) => state);
    }
    for (const { id, state } of items) {
      if (state === 'waiting') {
        const json = { action: 'retry' };
        await drive.ask('POST', `/api/outbox/${id}`, { json });
      }
    }
    await pause(100);
  }
}

test('a file that Reva 3.12 shares alone', { skip }, async t => {
  const page = await scene(t);
  const { relay, owners, ownerSaves, name } = page;
  let { companion } = page;

  /** Saves until half of the bytes are at Reva; tells what came of it. */
  const begin = async () => {
    const drive = driveOf(companion);
    const { hash } = await drive.contents(name, 'content=0&hash=1');
    const held = relay.holdAfter(TEXT.length / 2);
    const saving = drive.save(name, TEXT, { 'if-match': `"${hash}"` });
    // A companion that is killed does not answer.
    const saved = saving.catch(() => null);
    await held;
    return { saved };
  };
  const truncated = async () => {
    for (;;) {
      const there = await owners();
      if (there !== 'what was there') {
        assert.ok(there.length < TEXT.length && TEXT.startsWith(there));
        return;
      }
      await pause(50);
    }
  };
  const whole = async () => {
    assert.deepEqual(await settled(driveOf(companion)), []);
    assert.ok((await owners()) === TEXT, 'it has all bytes');
    await ownerSaves('what was there');
  };

  await t.test('is whole again after the connection broke', async () => {
    const { saved } = await begin();
    relay.reset();
    assert.equal((await saved)?.status, 200);
    await whole();
  });

  await t.test('is whole again after our node was killed', async () => {
    await begin();
    await companion.end('SIGKILL');
    relay.reset();
    await truncated();
    companion = await page.start();
    await whole();
  });

  await t.test('is not written over what somebody made of it', async () => {
    await begin();
    await companion.end('SIGKILL');
    relay.reset();
    await truncated();
    await ownerSaves('repaired by its owner');
    companion = await page.start();
    assert.deepEqual(await settled(driveOf(companion)), ['conflict']);
    assert.equal(await owners(), 'repaired by its owner');
  });
});
