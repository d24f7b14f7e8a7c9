import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';

import { pythonJson } from '../dispatcher/index.ts';
import type { SentCrate } from '../dispatcher/index.ts';
import { listenOnLoopback } from '../loopback/index.ts';
import { readPackage } from '../packages/index.ts';
import { people } from './index.ts';
import { callGateway } from './testing/gateway.ts';
import { skip } from './testing/scene.ts';
import {
  answerShare,
  hide,
  jsonOf,
  ocsShares,
  sharedWithMe,
  startSites
} from './testing/sites.ts';
import type { DriveItem } from './testing/sites.ts';
import type { Visitor } from './testing/visitor.ts';

const listed = '/sciencemesh/embedded-shares';

test('packages at Reva 3.12', { skip }, async t => {
  const { sites, marie } = await startSites(t);
  const data = await startData(t);
  const processing = (id: string, asked: Record<string, string>) =>
    processPackage(marie, { share_id: id, ...asked });
  const stateOf = async (id: string) => (await packages(marie)).state[id];
  const send = async (name: string, crate: SentCrate) => {
    await sites.sendPackage({ crate, name });
    return (await sites.received(name)).id;
  };
  const real = JSON.parse(
    await readPackage('real/sciencemesh-notebook.json')
  ) as SentCrate;

  await t.test('arrive from who never met the recipient', async () => {
    await sites.sendPackage({ crate: real });
    const { value, state } = await packages(marie);
    const [item] = value;
    assert.equal(value.length, 1);
    assert.equal(item?.name, 'ScienceMesh Research Data Package');
    assert.equal(item.createdBy.user.displayName, 'Jean Perrin');
    assert.match(item.createdBy.user.id, /^0123abcd\.\.\. on 127\.0\.0\.1:/);
    assert.deepEqual([item.folder, item.file], [undefined, undefined]);
    assert.deepEqual(state, { [item.id]: 'pending' });
    // Without the site that the other list puts before it.
    const { webUrl } = item.remoteItem;
    assert.equal(webUrl, `/ocm-share/${item.name}`);
  });
  await t.test('are in no other list', async () => {
    assert.deepEqual(await sharedWithMe(marie), []);
    assert.deepEqual(await ocsShares(marie), []);
  });
  await t.test('tell what is in them over gRPC alone', async () => {
    const { body } = await marie('GET', listed);
    assert.ok(!body.includes('@graph'));
    const token = await sites.b.login(people.marie);
    const { code, reply } = await callGateway(
      sites.b.gateway,
      'ListReceivedOCMShares',
      token
    );
    assert.equal(code, 0);
    // As the sender wrote it, without a byte of change.
    assert.ok(reply.includes(pythonJson(real)));
  });
  await t.test('are accepted without a destination', async () => {
    const id = await send('only a state', real);
    await processing(id, { process: 'true' });
    assert.equal(await stateOf(id), 'accepted');
    await processing(id, { process: 'false' });
    assert.equal(await stateOf(id), 'pending');
  });
  await t.test('are copied to a destination, with "url" only', async () => {
    const id = await send('copied', crateWith({ url: data.url }));
    await processing(id, { process: 'true', destination: '/copied' });
    await until(async () => (await stateOf(id)) === 'accepted');
    const copied = await sites.b.files('GET', '/copied/one.txt', {
      by: people.marie
    });
    assert.equal(await copied.text(), '0123456789');
    await assert.rejects(
      sites.b.files('GET', '/copied/ro-crate-metadata.json', {
        by: people.marie
      }),
      /answers 404/
    );
  });
  await t.test('of the published form have nothing copied', async () => {
    const id = await send('published', real);
    await processing(id, { process: 'true', destination: '/published' });
    await until(async () => (await stateOf(id)) === 'accepted');
    await assert.rejects(
      sites.b.files('PROPFIND', '/published', { by: people.marie }),
      /answers 404/
    );
  });
  await t.test('are accepted although a file is missing', async () => {
    const id = await send('missing', crateWith({ url: `${data.url}/none` }));
    await processing(id, { process: 'true', destination: '/missing' });
    await until(async () => (await stateOf(id)) === 'accepted');
    await assert.rejects(
      sites.b.files('GET', '/missing/one.txt', { by: people.marie }),
      /answers 404/
    );
  });
  await t.test('stay in transfer for ever after a number', async () => {
    const id = await send(
      'stuck',
      crateWith({ url: data.url, contentSize: 10 })
    );
    await processing(id, { process: 'true', destination: '/stuck' });
    assert.equal(await stateOf(id), 'transferring');
    // Nor does a second try change that, or say that it did not.
    await processing(id, { process: 'true', destination: '/stuck' });
    await setTimeout(500);
    assert.equal(await stateOf(id), 'transferring');
    await assert.rejects(
      sites.b.files('PROPFIND', '/stuck', { by: people.marie }),
      /answers 404/
    );
    await processing(id, { process: 'false' });
    assert.equal(await stateOf(id), 'pending');
    await processing(id, { process: 'true' });
    assert.equal(await stateOf(id), 'accepted');
  });
  await t.test('answer 200 to what cannot be', async () => {
    const before = await packages(marie);
    await processing('99', { process: 'true' });
    await processing('', {});
    assert.deepEqual(await packages(marie), before);
    const id = await send('neither', real);
    await processing(id, { process: 'maybe' });
    assert.equal(await stateOf(id), 'invalid');
    await processing(id, { process: 'false' });
    assert.equal(await stateOf(id), 'pending');
  });
  await t.test('are hidden as folders are', async () => {
    const { id } = await sites.received('only a state');
    assert.equal((await hide(marie, id, true)).status, 200);
    const { value } = await packages(marie);
    const item = value.find(one => one.id === id);
    assert.equal(item?.['@UI.Hidden'], true);
    assert.equal(await stateOf(id), 'pending');
  });
  await t.test('take an answer by OCS that says it failed', async () => {
    const { id } = await sites.received('only a state');
    for (const [method, state] of [
      ['POST', 'accepted'],
      ['DELETE', 'rejected']
    ] as const) {
      const { status, message } = await answerShare(marie, method, id);
      assert.equal(status, 500);
      assert.equal(message, 'grpc update received share request failed');
      assert.equal(await stateOf(id), state);
    }
  });
  await t.test('are no folders', async () => {
    const { space } = await sites.received('only a state');
    const path = `/remote.php/dav/spaces/${space}/`;
    const { status } = await marie('PROPFIND', path);
    assert.equal(status, 404);
  });
  await t.test('without a name are refused', async () => {
    await assert.rejects(
      sites.sendPackage({ crate: real, name: '' }),
      /refuses the share: 400 \{\s+"code": "INVALID_PARAMETER"/
    );
  });
});

interface Packages {
  value: DriveItem[];
  state: Record<string, string>;
}

async function packages(marie: Visitor): Promise<Packages> {
  return jsonOf<Packages>(await marie('GET', listed));
}

/** Reva says 200 without a word, whatever came of it. */
async function processPackage(
  marie: Visitor,
  asked: Record<string, string>
): Promise<void> {
  const query = new URLSearchParams(asked).toString();
  const path = `/sciencemesh/process-embedded-share?${query}`;
  const { status, body } = await marie('POST', path);
  assert.deepEqual([status, body], [200, '']);
}

/** A crate with one file. */
function crateWith(file: Record<string, unknown>): SentCrate {
  const about = { '@id': './' };
  const one = { '@id': 'data/one.txt', '@type': 'File', name: 'one.txt' };
  const crate = {
    '@context': 'https://w3id.org/ro/crate/1.1/context',
    '@graph': [
      { '@id': 'ro-crate-metadata.json', '@type': 'CreativeWork', about },
      { ...about, '@type': 'Dataset', hasPart: [{ '@id': one['@id'] }] },
      { ...one, ...file }
    ]
  };
  return crate;
}

/** A server with one file. */
async function startData(test: TestContext): Promise<{ url: string }> {
  const server = createServer((request, response) => {
    response.writeHead(request.url === '/one.txt' ? 200 : 404);
    response.end('0123456789');
  });
  const port = await listenOnLoopback(server);
  test.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${port}/one.txt` };
}

/** Waits for what happens at the site by itself. */
async function until(reached: () => Promise<boolean>): Promise<void> {
  while (!(await reached())) {
    await setTimeout(50);
  }
}
