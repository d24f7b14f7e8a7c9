/**
 * A person works where CERNBox is connected: what colleagues share and what is
 * sent arrives, and is used, by the interface that our pages use.
 */
import assert from 'node:assert/strict';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { PackagePreview, Provider, Share } from 'sciencemesh-contract';
import { WebSocket } from 'ws';

import type { SentCrate } from '../dispatcher/index.ts';
import { recordedInternet, startOrigin } from '../origin/index.ts';
import { readPackage } from '../packages/index.ts';
import { people } from './index.ts';
import type { Person, Reva } from './index.ts';
import { configOfMarie } from './testing/cernbox.ts';
import { Drive } from './testing/drive.ts';
import { startNode } from './testing/node.ts';
import type { Node } from './testing/node.ts';
import { skip } from './testing/scene.ts';
import { startSites } from './testing/sites.ts';

/** What the second paragraph of a poll promises, in milliseconds. */
const poll = 10_000;

test('marie works beside her CERNBox', { skip }, async t => {
  const { sites, marie } = await startSites(t);
  const internet = await startInternet(t);
  const config = await configOfMarie(t, sites.b);
  const node = await startNode(t, { cernbox: config }, internet);
  await mkdir(node.root, { recursive: true });
  const drive = new Drive(node);
  const ask = async <T>(method: string, path: string, json?: object) => {
    const answer = await drive.ask(method, path, json ? { json } : {});
    assert.ok(answer.status < 300, `${path}: ${answer.body}`);
    return JSON.parse(answer.body) as T;
  };
  const named = async (name: string) => {
    const found = await until(async () =>
      (await node.companion.shares()).find(share => share.name === name)
    );
    return found;
  };
  await openPage(t, node);

  await t.test('one list, of her own node and of CERNBox', async () => {
    const { items } = await ask<{ items: Provider[] }>('GET', '/api/providers');
    assert.deepEqual(
      items.map(({ id, drive: name }) => [id, name]),
      [
        ['node', null],
        ['cernbox', 'CERNBox']
      ]
    );
    await until(async () => {
      const list = await ask<{ items: Provider[] }>('GET', '/api/providers');
      return list.items.every(({ state }) => state === 'ready') || undefined;
    });
    const { body } = await drive.ask('GET', '/api/metrics');
    assert.match(
      body,
      /^sciencemesh_provider_state\{provider="cernbox",state="ready"\} 1$/m
    );
    assert.ok(
      node.companion.log.some(line => line.includes('a provider is ready'))
    );
  });

  await t.test('a folder shows up within a poll and is used', async () => {
    await sites.shareFolder({
      name: 'Ergebnisse 結果',
      role: 'editor',
      files: { 'Δ run.txt': '0123456789' }
    });
    const share = await named('Ergebnisse 結果');
    assert.equal(share.source, 'cernbox');
    assert.equal(share.sender.address, `${people.einstein.id}@${sites.a.host}`);
    assert.equal(share.state, 'pending');
    const accepted = await ask<Share>('PATCH', `/api/shares/${share.id}`, {
      state: 'accepted'
    });
    assert.equal(accepted.state, 'accepted');
    const { content } = await drive.contents('');
    const name = content.find(
      one => one.sciencemesh?.shareId === share.id
    )?.name;
    assert.ok(name);
    assert.deepEqual(await drive.names(name), ['Δ run.txt']);
    const read = await drive.read(`${name}/Δ run.txt`, 'bytes=2-4');
    assert.deepEqual([read.status, read.body], [206, '234']);
    const saved = await drive.save(`${name}/new.txt`, 'from marie');
    assert.ok(saved.status < 300, saved.body);
    assert.equal(
      await fileOf(sites.a, people.einstein, 'Ergebnisse 結果/new.txt'),
      'from marie'
    );
  });

  await t.test('what she hides is hidden there, too', async () => {
    const { id, providerId } = await named('Ergebnisse 結果');
    await ask('PATCH', `/api/shares/${id}`, { hidden: true });
    const { body } = await marie('GET', '/graph/v1beta1/me/drive/sharedWithMe');
    const { value } = JSON.parse(body) as {
      value: { id: string; '@UI.Hidden': boolean }[];
    };
    assert.equal(
      value.find(item => item.id === providerId)?.['@UI.Hidden'],
      true
    );
    await ask('PATCH', `/api/shares/${id}`, { hidden: false });
  });

  await t.test('a package opens whole, and CERNBox gets a copy', async () => {
    const crate = JSON.parse(
      await readPackage('real/sciencemesh-notebook.json')
    ) as SentCrate;
    await sites.sendPackage({ crate });
    const share = await named('ScienceMesh Research Data Package');
    const known = await until(async () => {
      const one = await ask<Share>('GET', `/api/shares/${share.id}`);
      return one.package ?? undefined;
    });
    const preview = await ask<PackagePreview>(
      'GET',
      `/api/packages/${known.id}`
    );
    const { content } = await drive.contents('CERNBox:');
    const space = content[0]?.name;
    assert.ok(space);
    const transfer = await ask<{ id: string; folder: string }>(
      'POST',
      `/api/packages/${known.id}/open`,
      { folder: preview.folder, copyTo: `CERNBox:/${space}` }
    );
    await settled(ask, transfer.id);
    const local = (await readdir(join(node.root, transfer.folder))).filter(
      name => name !== '.sciencemesh'
    );
    for (const { path } of preview.files) {
      assert.ok(local.includes(String(path).split('/')[0] ?? ''), path);
    }

    const copy = await until(async () => {
      const { items } = await ask<{ items: { id: string; kind: string }[] }>(
        'GET',
        '/api/transfers'
      );
      return items.find(({ kind }) => kind === 'copy');
    });
    await settled(ask, copy.id);
    const there = transfer.folder.split('/').at(-1) ?? '';
    const { content: copied } = await drive.contents(
      `CERNBox:/${space}/${there}`
    );
    const home = `${sites.b.url}/files/spaces/home`;
    assert.ok(copied.every(({ sciencemesh }) => sciencemesh?.page === home));
    const names = copied.map(({ name }) => name).sort();
    assert.deepEqual(names, [...local].sort());
    for (const name of names.filter(one => one.includes('.'))) {
      assert.equal(
        await fileOf(sites.b, people.marie, `${there}/${name}`),
        await readFile(join(node.root, transfer.folder, name), 'utf8'),
        name
      );
    }

    // Processed there, and nothing was copied by Reva itself.
    const { body } = await marie('GET', '/sciencemesh/embedded-shares');
    const { state } = JSON.parse(body) as { state: Record<string, string> };
    assert.deepEqual(Object.values(state), ['accepted']);
  });
});

/** What somebody has at a site, in its own words. */
async function fileOf(site: Reva, by: Person, path: string): Promise<string> {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  return (await site.files('GET', `/${encoded}`, { by })).text();
}

type Ask = <T>(method: string, path: string, json?: object) => Promise<T>;

/** Resolves when a transfer is done. */
async function settled(ask: Ask, id: string): Promise<void> {
  const { state, message } = await until(async () => {
    const one = await ask<{ state: string; message: string | null }>(
      'GET',
      `/api/transfers/${id}`
    );
    return ['queued', 'running'].includes(one.state) ? undefined : one;
  });
  assert.equal(state, 'done', message ?? '');
}

/** Somebody looks: it is polled as often as that asks for. */
async function openPage(t: TestContext, { companion }: Node): Promise<void> {
  const socket = new WebSocket(
    `${companion.listen.replace('http', 'ws')}/api/events`,
    {
      headers: new Drive({ companion, find: async () => undefined }).credentials
    }
  );
  t.after(() => socket.terminate());
  await new Promise(resolve => socket.once('open', resolve));
}

async function startInternet(t: TestContext): Promise<Record<string, string>> {
  const origin = await startOrigin();
  const internet = await recordedInternet(origin);
  t.after(async () => {
    await origin.stop();
    await internet.stop();
  });
  return { ...origin.environment, NO_PROXY: '127.0.0.1' };
}

/** @throws when it takes longer than a poll and a bit */
async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  const end = performance.now() + poll + 5000;
  for (;;) {
    const found = await look();
    if (found !== undefined) {
      return found;
    }
    assert.ok(performance.now() < end, 'it takes too long');
    await setTimeout(200);
  }
}
