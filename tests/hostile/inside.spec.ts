/**
 * Nothing inside is ever asked by the wish of a stranger: not by a file's
 * address, not by a redirect, not by a landing page, not by an answer to a
 * sender, neither through the institution's proxy nor without it.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { test, type TestContext } from 'node:test';
import type { ShareList } from 'sciencemesh-contract';
import { FOREIGN, INSIDE } from './addresses.ts';
import { crate, type Node } from './crates.ts';
import { check, openPackage, preview, receive } from './packages.ts';
import { assertRefusal, Scene } from './scene.ts';
import { webdav } from './shares.ts';

const REFUSED = /^(?:address|scheme|redirect)-refused$/;

const file = (id: string, properties: Node = {}): Node => ({
  '@id': id,
  '@type': 'File',
  name: 'events.csv',
  ...properties
});

/** By the number in the file's id, which outlives all that is read into it. */
function numbered(addresses: readonly string[]): Node[] {
  return addresses.map((address, index) =>
    file(`#${index}`, { contentUrl: address })
  );
}

/** A server inside: whoever connects to it has been tricked. */
async function victim(
  t: TestContext,
  host: string
): Promise<Server & { visits: number }> {
  const server = Object.assign(createServer(), { visits: 0 });
  server.on('connection', socket => {
    server.visits += 1;
    socket.destroy();
  });
  server.listen(0, host);
  await once(server, 'listening');
  t.after(() => server.close());
  return server;
}

const portOf = (server: Server) => (server.address() as AddressInfo).port;

test('an address inside', { timeout: 120_000 }, async t => {
  const scene = await Scene.start(t);
  const { origin } = scene;
  const connected = () => new Set(origin.connects);
  origin.route('data.example.org', '/*', { text: 'a,b\n' });
  origin.route('zenodo.org', '/records/1', { text: 'a page' });
  // A header holds no other characters.
  const aims = INSIDE.filter(address => /^[\x21-\x7e]+$/.test(address));
  aims.forEach((address, index) => {
    origin.route('redirect.example.org', `/${index}.csv`, {
      redirect: address
    });
  });

  const id = await receive(scene, crate({}, ...numbered(INSIDE)));
  const checked = await check(scene, id);
  const { files: fetched } = await openPackage(scene, id);
  for (const [index, address] of INSIDE.entries()) {
    await t.test(`${address} is refused`, () => {
      const shown = checked.files.find(one => one.id === `#${index}`);
      assert.ok(shown);
      if (shown.url === null) {
        // Not even an address.
        assert.equal(shown.source, 'missing');
      } else {
        assert.equal(shown.check, 'refused', shown.checkMessage ?? '');
        assert.ok((shown.checkMessage ?? '').length > 20);
      }
      const result = fetched.find(({ path }) => path === shown.path);
      assert.equal(result?.state, 'failed');
      assert.match(result?.code ?? '', /-refused$|^not-found$/);
    });
  }
  await t.test('is never connected to', () => {
    assert.deepEqual(connected(), new Set());
  });

  const redirects = aims.map(
    (_, index) => `https://redirect.example.org/${index}.csv`
  );
  const sent = await receive(scene, crate({}, ...numbered(redirects)));
  const sentChecked = await check(scene, sent);
  const { files: sentFetched } = await openPackage(scene, sent);
  for (const [index, address] of aims.entries()) {
    await t.test(`${address} is refused as the aim of a redirect`, () => {
      const shown = sentChecked.files.find(one => one.id === `#${index}`);
      assert.equal(shown?.check, 'refused', shown?.checkMessage ?? '');
      const result = sentFetched.find(({ path }) => path === shown?.path);
      assert.match(result?.code ?? '', REFUSED);
    });
  }
  await t.test('is never connected to after a redirect', () => {
    assert.deepEqual(connected(), new Set(['redirect.example.org:443']));
  });

  for (const address of FOREIGN) {
    await t.test(`${JSON.stringify(address)} is no address`, async () => {
      const [shown] = (
        await preview(
          scene,
          await receive(
            scene,
            crate({}, file('#0', { contentUrl: address, url: address }))
          )
        )
      ).files;
      assert.ok(
        shown?.url === null || /^https:\/\/[\w.-]+\//.test(shown?.url ?? ''),
        shown?.url ?? ''
      );
      assert.equal(shown?.host?.includes('127') ?? false, false);
    });
  }

  for (const address of [...INSIDE, ...FOREIGN]) {
    await t.test(`a package at ${address} is not opened`, async () => {
      const answer = await scene.api('/api/packages', 'POST', { url: address });
      assertRefusal(answer, answer.status);
      assert.ok([400, 422, 502].includes(answer.status), answer.text);
    });
  }

  const MAINS: readonly Node[] = [
    'https://127.0.0.1/x.git',
    'https://10.0.0.1/group/project.git',
    'https://gitlab.internal/group/project',
    'git://127.0.0.1/x.git',
    'git@127.0.0.1:x/y.git',
    'ext::sh -c touch% /tmp/owned',
    '--upload-pack=touch /tmp/owned',
    'https://127.0.0.1/records/1',
    'https://127.0.0.1/x.ipynb'
  ].map(address => ({
    '@id': '#main',
    '@type': ['SoftwareSourceCode', 'ComputationalWorkflow'],
    name: 'tool',
    url: address,
    codeRepository: address
  }));
  for (const main of MAINS) {
    await t.test(`${String(main.url)} is not fetched to be run`, async () => {
      const document = crate({ mainEntity: { '@id': '#main' } }, main);
      const { transfer } = await openPackage(
        scene,
        await receive(scene, document)
      );
      assert.notEqual(transfer.state, 'running');
    });
  }

  await t.test('is not told of a decision', async () => {
    for (const host of ['127.0.0.1', '169.254.169.254', 'intranet', '[::1]']) {
      const sender = `max@${host}`;
      await scene.post('/ocm/shares', webdav({ sender, owner: sender }));
    }
    const { value } = await scene.api('/api/shares?filter=pending');
    const offers = (value as ShareList).items.filter(
      one => one.kind === 'folder'
    );
    assert.equal(offers.length, 4);
    for (const { id: offer } of offers) {
      const path = `/api/shares/${offer}`;
      const answer = await scene.api(path, 'PATCH', { state: 'accepted' });
      assert.equal(answer.status, 200);
    }
  });

  await t.test('was never connected to in any way', async () => {
    assert.deepEqual(connected(), new Set(['redirect.example.org:443']));
    await scene.assertUntouched();
    scene.assertDiscreet(['events.csv']);
    await scene.assertWell();
  });
});

test(
  'a server inside, where there is no proxy',
  { timeout: 60_000 },
  async t => {
    const scene = await Scene.start(t, { environment: { NO_PROXY: '*' } });
    const servers = [await victim(t, '127.0.0.1'), await victim(t, '::1')];
    const [port, port6] = servers.map(portOf);
    const addresses = [
      `https://127.0.0.1:${port}/`,
      `https://127.1:${port}/`,
      `https://0x7f000001:${port}/`,
      `https://2130706433:${port}/`,
      `https://0177.0.0.1:${port}/`,
      `https://localhost:${port}/`,
      `https://localhost.:${port}/`,
      `https://localhost..:${port}/`,
      `https://ip6-localhost:${port6}/`,
      `https://[::1]:${port6}/`,
      `https://[::ffff:127.0.0.1]:${port}/`,
      `https://[::ffff:7f00:1]:${port}/`,
      `https://0.0.0.0:${port}/`,
      `https://[::]:${port6}/`,
      `http://127.0.0.1:${port}/`,
      `https://127.0.0.1..:${port}/`
    ];
    const id = await receive(scene, crate({}, ...numbered(addresses)));
    const { files } = await check(scene, id);
    await openPackage(scene, id);
    for (const [index, address] of addresses.entries()) {
      await t.test(`is not reached by ${address}`, async () => {
        const shown = files.find(one => one.id === `#${index}`);
        assert.ok(
          shown?.url === null || shown?.check === 'refused',
          shown?.check
        );
        await scene.api('/api/packages', 'POST', { url: address });
        assert.deepEqual(
          servers.map(({ visits }) => visits),
          [0, 0]
        );
      });
    }
  }
);
