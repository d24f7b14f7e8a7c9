import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import { createOutboundClient } from '../http/guarded-client.ts';
import { listEmbedded, process } from './embedded.ts';
import { CernboxError } from './list-answer.ts';
import { hide, listReceived } from './received.ts';
import { Session } from './session.ts';
import { listSpaces } from './spaces.ts';

const GRAPH = '/graph/v1beta1/me/drive/sharedWithMe';
const OCS = '/ocs/v2.php/apps/files_sharing/api/v1/shares';
const EMBEDDED = '/sciencemesh/embedded-shares';

type Answers = Record<string, unknown>;

/** A CERNBox that answers by path: a document, a text, or a status. */
async function scene(t: TestContext, answers: Answers) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0] ?? '';
    asked.push(`${request.method} ${request.url}`);
    const answer = answers[path] ?? 404;
    if (typeof answer === 'number') {
      response.writeHead(answer).end();
    } else {
      response.end(
        typeof answer === 'string' ? answer : JSON.stringify(answer)
      );
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const outbound = createOutboundClient(
    { plainHttp: [host], privateHosts: [host] },
    undefined,
    { environment: {} }
  );
  const session = new Session({
    url: new URL(`http://${host}/`),
    label: 'CERNBox',
    outbound,
    credential: {
      read: () => Promise.resolve({ kind: 'reva', token: 'token' }),
      onChange: () => () => undefined,
      close: () => Promise.resolve()
    }
  });
  t.after(async () => {
    await session.close();
    await outbound.close();
    server.closeAllConnections();
    server.close();
  });
  return { asked, session };
}

const ofGraph = (id: unknown, name: unknown) => ({
  id,
  name,
  folder: {},
  later: [1],
  remoteItem: { id: `ocm-received$${String(id)}`, permissions: 'none' }
});
const ofOcs = (id: unknown, state: unknown) => ({
  id,
  name: 'results',
  share_type: 6,
  state,
  uid_owner: 'einstein@a.example.org',
  permissions: 15
});

test('one item that cannot be read costs no other', async t => {
  const { asked, session } = await scene(t, {
    [GRAPH]: {
      value: [
        ofGraph('1', 'Ergebnisse 結果 \u202e نتائج'),
        ofGraph({}, 'no id'),
        ofGraph('3', 7),
        null,
        'text',
        { ...ofGraph('4', 'local'), remoteItem: { id: 'home$ABC' } }
      ]
    },
    [OCS]: {
      ocs: {
        data: [ofOcs(1, 0), ofOcs('5', 9), ofOcs('6', ''), { share_type: 0 }]
      }
    }
  });
  const { dropped, items } = await listReceived(session);
  assert.equal(dropped, 6);
  assert.equal(items.length, 1);
  assert.equal(items[0]?.name, 'Ergebnisse 結果 \u202e نتائج');
  assert.equal(items[0].state, 'accepted');
  assert.equal(items[0].sender, 'einstein@a.example.org');
  assert.ok(asked.every(line => !line.includes('share_types')));
});

for (const broken of [404, 500, '<p>', '[]', '{"value":1}', '{"ocs":[]}']) {
  test(`either list may answer ${JSON.stringify(broken)}`, async t => {
    const graph = { value: [ofGraph('1', 'results')] };
    const ocs = { ocs: { data: [ofOcs('1', 1)] } };
    const first = await scene(t, { [GRAPH]: broken, [OCS]: ocs });
    const byOcs = await listReceived(first.session);
    if (broken !== '{"ocs":[]}') {
      assert.ok(byOcs.failed.graph instanceof CernboxError);
    }
    assert.deepEqual(
      [byOcs.items[0]?.state, byOcs.items[0]?.space],
      ['pending', null]
    );
    const second = await scene(t, { [GRAPH]: graph, [OCS]: broken });
    const byGraph = await listReceived(second.session);
    assert.ok(byGraph.failed.ocs instanceof CernboxError);
    assert.equal(byGraph.items[0]?.state, null);
  });
}

test('without any list it fails', async t => {
  const { session } = await scene(t, {});
  await assert.rejects(listReceived(session), CernboxError);
});

test('10 000 shares are listed', async t => {
  const ids = Array.from({ length: 10_000 }, (_, index) => String(index));
  const { session } = await scene(t, {
    [GRAPH]: { value: ids.map(id => ofGraph(id, `folder ${id}`)) },
    [OCS]: { ocs: { data: ids.map(id => ofOcs(id, 1)) } }
  });
  const { items } = await listReceived(session);
  assert.equal(items.length, 10_000);
  assert.ok(items.every(({ state }) => state === 'pending'));
});

test('packages: null for none, and states by id', async t => {
  const none = await scene(t, { [EMBEDDED]: { value: null, state: null } });
  assert.deepEqual(await listEmbedded(none.session), { items: [], dropped: 0 });
  const some = await scene(t, {
    [EMBEDDED]: {
      value: [{ id: 'toString', name: 'a' }, { id: '2', name: 'b' }, {}],
      state: { 2: 'transferring' }
    }
  });
  const { dropped, items } = await listEmbedded(some.session);
  assert.equal(dropped, 1);
  assert.deepEqual(
    items.map(({ state }) => state),
    [null, 'transferring']
  );
});

test('200 for a package that did not change is a failure', async t => {
  const { session } = await scene(t, {
    '/sciencemesh/process-embedded-share': '',
    [EMBEDDED]: { value: [{ id: '1', name: 'a' }], state: { 1: 'invalid' } }
  });
  await assert.rejects(process(session, '1', { process: true }), /"invalid"/);
});

test('an id stays one name of the address', async t => {
  const { asked, session } = await scene(t, {});
  await assert.rejects(hide(session, '../x?y', true), CernboxError);
  assert.ok(asked[0]?.endsWith('/items/..%2Fx%3Fy'));
});

test('spaces keep their paths below the spaces', async t => {
  const { session } = await scene(t, {
    '/graph/v1beta1/me/drives': {
      value: [
        {
          id: 'eos$ABC/d',
          name: 'marie',
          driveType: 'personal',
          quota: { total: 0, used: 1 },
          root: { webDavUrl: 'https://example.org/x' }
        },
        { id: 'x' }
      ]
    }
  });
  const { dropped, items } = await listSpaces(session);
  assert.equal(dropped, 1);
  assert.equal(items[0]?.path, '/remote.php/dav/spaces/eos$ABC%2Fd');
});
