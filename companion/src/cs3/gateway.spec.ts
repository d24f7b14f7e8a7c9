import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { inspect } from 'node:util';
import { status as rpc, type sendUnaryData } from '@grpc/grpc-js';
import { Gateway, type GatewayOptions } from './gateway.ts';
import { GatewayError, type GatewayFailure } from './gateway-error.ts';
import type { Calls, ReceivedShareMessage } from './messages.ts';
import { OK, startGatewayServer } from './testing/gateway-server.ts';
import type { GatewayCalls, Partly } from './testing/gateway-server.ts';

const TOKEN = 'a.token.of-reva';

const PACKAGE: Partly<ReceivedShareMessage> = {
  id: { opaque_id: '7' },
  name: 'Δ package',
  remote_share_id: 'sent 1',
  owner: { opaque_id: 'einstein', idp: 'cernbox.example.org' },
  creator: { opaque_id: 'jean', idp: 'player.example.org' },
  ctime: { seconds: 1_790_000_000, nanos: 5e8 },
  mtime: { seconds: 1_790_000_001 },
  state: 'SHARE_STATE_TRANSFERRING',
  shared_resource_type: 'SHARE_RESOURCE_TYPE_EMBEDDED',
  hidden: true,
  protocols: [{ embedded_options: { payload: '{"@graph":[]}' } }]
};

const FOLDER: Partly<ReceivedShareMessage> = {
  id: { opaque_id: '8' },
  name: 'results',
  state: 'SHARE_STATE_PENDING',
  shared_resource_type: 'SHARE_RESOURCE_TYPE_CONTAINER'
};

async function gatewayWith(
  t: TestContext,
  calls: GatewayCalls,
  options: Partial<GatewayOptions> = {}
): Promise<Gateway> {
  const { address } = await startGatewayServer(t, calls);
  const gateway = new Gateway({ address, tls: false, ...options });
  t.after(() => gateway.close());
  return gateway;
}

/** Matches a failure with a sentence, and without what must stay secret. */
function failsWith(code: GatewayFailure) {
  return (error: unknown) => {
    assert.ok(error instanceof GatewayError, String(error));
    assert.equal(error.code, code, String(error.cause));
    assert.match(error.message, /^[A-Z].+\.$/);
    assert.doesNotMatch(
      `${error.message} ${error.cause as string}`,
      /token.of/
    );
    return true;
  };
}

test('lists what was received, with the payload of a package', async t => {
  const gateway = await gatewayWith(t, {
    ListReceivedOCMShares: ({ metadata }, answer) => {
      assert.deepEqual(metadata.get('x-access-token'), [TOKEN]);
      answer(null, { ...OK, shares: [PACKAGE, FOLDER] });
    }
  });
  const [first, second] = await gateway.listReceived(TOKEN);
  assert.deepEqual(first, {
    id: '7',
    name: 'Δ package',
    state: 'transferring',
    resourceType: 'embedded',
    remoteShareId: 'sent 1',
    owner: { opaqueId: 'einstein', idp: 'cernbox.example.org' },
    creator: { opaqueId: 'jean', idp: 'player.example.org' },
    createdAt: '2026-09-21T14:13:20.500Z',
    modifiedAt: '2026-09-21T14:13:21.000Z',
    expiresAt: null,
    destination: null,
    hidden: true,
    protocols: { embedded: { payload: '{"@graph":[]}' } }
  });
  assert.equal(second?.resourceType, 'folder');
});

test('asks for one kind, and leaves out what is not of it', async t => {
  const asked: Calls['ListReceivedOCMShares']['request'][] = [];
  const gateway = await gatewayWith(t, {
    ListReceivedOCMShares: ({ request }, answer) => {
      asked.push(request);
      // A gateway that knows no filters.
      answer(null, { ...OK, shares: [PACKAGE, FOLDER] });
    }
  });
  const ids = async (kind: 'embedded' | 'files') =>
    (await gateway.listReceived(TOKEN, { kind })).map(({ id }) => id);
  assert.deepEqual(await ids('embedded'), ['7']);
  assert.deepEqual(await ids('files'), ['8']);
  assert.deepEqual(
    asked.map(({ filters }) =>
      filters.map(({ type, shared_resource_type: kind }) => [type, kind])
    ),
    [
      [['TYPE_SHARE_TYPE', 'SHARE_RESOURCE_TYPE_EMBEDDED']],
      [
        ['TYPE_SHARE_TYPE', 'SHARE_RESOURCE_TYPE_FILE'],
        ['TYPE_SHARE_TYPE', 'SHARE_RESOURCE_TYPE_CONTAINER']
      ]
    ]
  );
});

test('reads all pages, and says when the login ends between two', async t => {
  let ends = false;
  const gateway = await gatewayWith(t, {
    ListReceivedOCMShares: ({ request }, answer) => {
      if (request.page_token === '') {
        answer(null, { ...OK, shares: [PACKAGE], next_page_token: 'more' });
      } else if (ends) {
        answer({ code: rpc.PERMISSION_DENIED, details: 'invalid' });
      } else {
        answer(null, { ...OK, shares: [FOLDER] });
      }
    }
  });
  assert.equal((await gateway.listReceived(TOKEN)).length, 2);
  ends = true;
  await assert.rejects(
    () => gateway.listReceived(TOKEN),
    failsWith('login-refused')
  );
});

test('does not read pages without end', async t => {
  let pages = 0;
  const gateway = await gatewayWith(
    t,
    {
      ListReceivedOCMShares: (_, answer) => {
        pages += 1;
        answer(null, { ...OK, shares: [PACKAGE], next_page_token: 'more' });
      }
    },
    { maximumBytes: 2000 }
  );
  await assert.rejects(
    () => gateway.listReceived(TOKEN),
    failsWith('too-large')
  );
  assert.ok(pages < 20, String(pages));
});

test('reads one share, and says when there is none', async t => {
  const gateway = await gatewayWith(t, {
    GetReceivedOCMShare: ({ request }, answer) =>
      answer(
        null,
        request.ref.id.opaque_id === '7'
          ? { ...OK, share: PACKAGE }
          : { status: { code: 'CODE_NOT_FOUND', message: 'none' } }
      )
  });
  assert.equal((await gateway.getReceived(TOKEN, '7')).name, 'Δ package');
  await assert.rejects(
    () => gateway.getReceived(TOKEN, '9'),
    failsWith('not-found')
  );
});

test('changes the one field that is meant, and names no destination', async t => {
  const asked: unknown[] = [];
  const gateway = await gatewayWith(t, {
    UpdateReceivedOCMShare: ({ request }, answer) => {
      const { state, hidden, ...share } = request.share;
      asked.push([state, hidden, request.update_mask]);
      assert.equal(share.id.opaque_id, '7');
      assert.equal((share as { destination?: string }).destination, '');
      answer(null, OK);
    }
  });
  await gateway.setState(TOKEN, '7', 'accepted');
  await gateway.setState(TOKEN, '7', 'pending');
  await gateway.setHidden(TOKEN, '7', true);
  assert.deepEqual(asked, [
    ['SHARE_STATE_ACCEPTED', false, { paths: ['state'] }],
    ['SHARE_STATE_PENDING', false, { paths: ['state'] }],
    ['SHARE_STATE_INVALID', true, { paths: ['hidden'] }]
  ]);
});

test('finds out why a change has failed, and tries it once only', async t => {
  let changes = 0;
  const gateway = await gatewayWith(t, {
    UpdateReceivedOCMShare: (_, answer) => {
      changes += 1;
      answer(null, { status: { code: 'CODE_INTERNAL' } });
    },
    GetReceivedOCMShare: ({ request }, answer) =>
      answer(
        null,
        request.ref.id.opaque_id === '7'
          ? { ...OK, share: PACKAGE }
          : { status: { code: 'CODE_NOT_FOUND' } }
      )
  });
  await assert.rejects(
    () => gateway.setHidden(TOKEN, '7', true),
    failsWith('failed')
  );
  await assert.rejects(
    () => gateway.setHidden(TOKEN, '9', true),
    failsWith('not-found')
  );
  assert.equal(changes, 2);
});

test('logs in, and says of a wrong name or password that it is none', async t => {
  const gateway = await gatewayWith(t, {
    Authenticate: ({ request, metadata }, answer) => {
      assert.deepEqual(metadata.get('x-access-token'), []);
      assert.equal(request.type, 'basic');
      const codes: Record<string, string> = {
        marie: 'CODE_OK',
        nobody: 'CODE_NOT_FOUND',
        other: 'CODE_PERMISSION_DENIED'
      };
      const code = codes[request.client_id] ?? 'CODE_OK';
      const token = request.client_id === 'broken' ? 'a\nb' : TOKEN;
      answer(null, { status: { code }, token });
    }
  });
  const login = (clientId: string) =>
    gateway.authenticate({ type: 'basic', clientId, clientSecret: 'secret' });
  assert.equal(await login('marie'), TOKEN);
  await assert.rejects(() => login('nobody'), failsWith('login-refused'));
  await assert.rejects(() => login('other'), failsWith('login-refused'));
  await assert.rejects(() => login('broken'), failsWith('broken-answer'));
});

test('tells what the gateway and gRPC say of a failure', async t => {
  type Said = Parameters<
    sendUnaryData<Partly<Calls['GetReceivedOCMShare']['answer']>>
  >;
  const said: [Said, GatewayFailure][] = [
    [[{ code: rpc.UNAUTHENTICATED, details: '' }], 'login-refused'],
    [[{ code: rpc.PERMISSION_DENIED, details: '' }], 'login-refused'],
    [[{ code: rpc.NOT_FOUND, details: '' }], 'not-found'],
    [[{ code: rpc.UNIMPLEMENTED, details: 'unknown' }], 'unsupported'],
    [[{ code: rpc.UNAVAILABLE, details: '' }], 'unreachable'],
    [[{ code: rpc.DEADLINE_EXCEEDED, details: '' }], 'timeout'],
    [[{ code: rpc.CANCELLED, details: '' }], 'failed'],
    [[{ code: rpc.RESOURCE_EXHAUSTED, details: 'busy' }], 'failed'],
    [[{ code: rpc.UNKNOWN, details: '' }], 'failed'],
    [[null, { status: { code: 'CODE_UNAUTHENTICATED' } }], 'login-refused'],
    [[null, { status: { code: 'CODE_PERMISSION_DENIED' } }], 'not-permitted'],
    [[null, { status: { code: 'CODE_UNIMPLEMENTED' } }], 'unsupported'],
    [[null, { status: { code: 'CODE_INTERNAL' } }], 'failed'],
    [[null, { status: { code: 99 } }], 'failed'],
    [[null, { status: {} }], 'broken-answer'],
    [[null, {}], 'broken-answer'],
    [[null, OK], 'broken-answer'],
    [[null, { ...OK, share: { name: 'without id' } }], 'broken-answer']
  ];
  let next: Said | undefined;
  const gateway = await gatewayWith(t, {
    GetReceivedOCMShare: (_, answer) => next && answer(...next)
  });
  for (const [answer, code] of said) {
    next = answer;
    await assert.rejects(
      () => gateway.getReceived(TOKEN, '7'),
      failsWith(code),
      JSON.stringify(answer)
    );
  }
});

test('tells how each call ended, once', async t => {
  const outcomes: string[] = [];
  const answers: object[] = [{ ...OK, shares: [] }, {}, { status: {} }];
  const { address } = await startGatewayServer(t, {
    ListReceivedOCMShares: (_, answer) => answer(null, answers.shift() ?? OK)
  });
  const gateway = new Gateway({
    address,
    tls: false,
    onCall: outcome => outcomes.push(outcome)
  });
  t.after(() => gateway.close());
  await gateway.listReceived(TOKEN);
  await assert.rejects(() => gateway.listReceived(TOKEN));
  await assert.rejects(() => gateway.getReceived(TOKEN, '1'));
  assert.deepEqual(outcomes, ['ok', 'broken-answer', 'unsupported']);
});

test('repeats no login that the gateway repeats', async t => {
  const token = `${'h'.repeat(20)}.${'p'.repeat(600)}.${'s'.repeat(40)}`;
  type Said = Parameters<
    sendUnaryData<Partly<Calls['GetReceivedOCMShare']['answer']>>
  >;
  const said: Said[] = [
    [{ code: rpc.INTERNAL, details: `${'x'.repeat(480)} ${token}` }],
    [null, { status: { code: 'CODE_INTERNAL', message: `no ${token}` } }],
    [null, { status: { code: 'CODE_INTERNAL', message: 'p'.repeat(600) } }]
  ];
  let next: Said | undefined;
  const gateway = await gatewayWith(t, {
    GetReceivedOCMShare: (_, answer) => next && answer(...next)
  });
  for (const answer of said) {
    next = answer;
    await assert.rejects(
      () => gateway.getReceived(token, '7'),
      (error: Error) => {
        const text = inspect(error, { depth: 5 });
        assert.match(text, /\[token\]/);
        assert.doesNotMatch(text, /p{8}|h{8}|s{8}/);
        return true;
      }
    );
  }
});

test('says of a gateway without OCM what is to be enabled', async t => {
  const gateway = await gatewayWith(t, { Authenticate: () => undefined });
  await assert.rejects(
    () => gateway.listReceived(TOKEN),
    (error: Error) =>
      failsWith('unsupported')(error) && /OCM/.test(error.message)
  );
});

test('sends nothing that is no token, and does not repeat it', async t => {
  const gateway = await gatewayWith(t, {
    ListReceivedOCMShares: (_, answer) => answer(null, OK)
  });
  for (const token of ['', 'a token.of b', 'token.of\r\nx: y', 'token.of Δ']) {
    await assert.rejects(
      () => gateway.listReceived(token),
      failsWith('login-refused')
    );
  }
});

test('stops with its signal: before, meanwhile and not after', async t => {
  const called = Promise.withResolvers<void>();
  const cancelled = Promise.withResolvers<void>();
  const gateway = await gatewayWith(t, {
    ListReceivedOCMShares: (_, answer) => answer(null, OK),
    GetReceivedOCMShare: call => {
      call.on('cancelled', cancelled.resolve);
      called.resolve();
    }
  });
  await assert.rejects(
    () => gateway.listReceived(TOKEN, {}, AbortSignal.abort()),
    failsWith('aborted')
  );
  const meanwhile = new AbortController();
  const waiting = gateway.getReceived(TOKEN, '7', meanwhile.signal);
  const stopped = assert.rejects(waiting, failsWith('aborted'));
  await called.promise;
  meanwhile.abort();
  await stopped;
  // The gateway hears of it.
  await cancelled.promise;
  assert.deepEqual(await gateway.listReceived(TOKEN), []);
});

test('gives up what is on its way when it is closed', async t => {
  const called = Promise.withResolvers<void>();
  const gateway = await gatewayWith(t, {
    ListReceivedOCMShares: () => called.resolve()
  });
  const stopped = assert.rejects(
    gateway.listReceived(TOKEN),
    failsWith('aborted')
  );
  await called.promise;
  await gateway.close();
  await stopped;
  await assert.rejects(() => gateway.listReceived(TOKEN), failsWith('aborted'));
});

test('finds a gateway that has been restarted', async t => {
  const calls: GatewayCalls = {
    ListReceivedOCMShares: (_, answer) => answer(null, OK)
  };
  const before = await startGatewayServer(t, calls);
  const { address, port } = before;
  const gateway = new Gateway({ address, tls: false, seconds: 5 });
  t.after(() => gateway.close());
  await gateway.listReceived(TOKEN);
  before.stop();
  await assert.rejects(
    () => gateway.listReceived(TOKEN),
    failsWith('unreachable')
  );
  await startGatewayServer(t, calls, port);
  // gRPC rests for a moment between two attempts.
  const found = async (): Promise<unknown> =>
    gateway.listReceived(TOKEN).catch((error: unknown) => {
      failsWith('unreachable')(error);
      return new Promise(resolve => setTimeout(resolve, 100)).then(found);
    });
  assert.deepEqual(await found(), []);
});

test('reads ten thousand shares with names in any script', async t => {
  const shares = Array.from({ length: 10_000 }, (_, index) => ({
    ...FOLDER,
    id: { opaque_id: String(index) },
    name: `📁 données ${index} مشاركة 共有`
  }));
  const gateway = await gatewayWith(t, {
    ListReceivedOCMShares: (_, answer) => answer(null, { ...OK, shares })
  });
  const listed = await gateway.listReceived(TOKEN, { kind: 'files' });
  assert.equal(listed.length, 10_000);
  assert.equal(listed.at(-1)?.name, '📁 données 9999 مشاركة 共有');
});

test('takes host and port, and nothing else that gRPC would', () => {
  for (const address of ['a.example.org:9142', '10.0.0.1:1', '[::1]:65535']) {
    assert.doesNotThrow(() => new Gateway({ address, tls: true }), address);
  }
  for (const address of [
    ...['', 'a.example.org', ':9142', 'a.example.org:0', 'a:65536', 'a:b'],
    ...['http://a:80', 'unix:/run/a:1', 'dns://8.8.8.8/a:1', 'xds:a:1'],
    ...['a:1/b', 'a:1,b:2', 'u@a:1', '::1:9142', 'a b:1', 'a:1\n']
  ]) {
    assert.throws(
      () => new Gateway({ address, tls: true }),
      /host:port/,
      address
    );
  }
});
