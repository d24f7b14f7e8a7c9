/** What a person hears of servers that are no gateway, or a bad one. */
import assert from 'node:assert/strict';
import { createServer as createHttpServer } from 'node:http';
import { constants, type ServerHttp2Stream } from 'node:http2';
import { connect, createServer } from 'node:net';
import { pipeline } from 'node:stream';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { createSecureContext, TLSSocket } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { Authority } from '../../../peers/origin/authority.ts';
import { freePort, listenAtFreePort } from '../http/free-port.ts';
import { Gateway, type GatewayOptions } from './gateway.ts';
import { GatewayError, type GatewayFailure } from './gateway-error.ts';
import { OK, startGatewayServer } from './testing/gateway-server.ts';
import {
  answerWith,
  framed,
  GRPC_HEADERS,
  startHttp2Server,
  startTcpServer
} from './testing/hostile-servers.ts';

const MEBIBYTE = 1024 * 1024;
const PAGE = '<!doctype html><html><body>Welcome to CERNBox</body></html>';

/** Asks; with little patience where nothing comes. */
async function failureAt(
  t: TestContext,
  address: string,
  options: Partial<GatewayOptions> = {}
): Promise<GatewayError> {
  const gateway = new Gateway({ address, tls: false, ...options });
  t.after(() => gateway.close());
  try {
    await gateway.listReceived('a.token.of-reva');
  } catch (error) {
    assert.ok(error instanceof GatewayError, String(error));
    assert.ok(error.message.includes(address), error.message);
    assert.doesNotMatch(error.message, /token\.of|html|Received|Error/);
    return error;
  }
  return assert.fail('It answers');
}

async function assertFailure(
  t: TestContext,
  address: string,
  code: GatewayFailure,
  options?: Partial<GatewayOptions>
): Promise<void> {
  const failure = await failureAt(t, address, options);
  assert.equal(failure.code, code, String(failure.cause));
}

describe('where nobody answers', () => {
  it('says that the port must be opened', async t => {
    const address = `127.0.0.1:${await freePort('127.0.0.1')}`;
    const failure = await failureAt(t, address);
    assert.equal(failure.code, 'unreachable');
    assert.match(failure.message, /operator must open this port, for gRPC/);
  });
  it('says so of a host that is not there', t =>
    assertFailure(t, 'gateway.invalid:9142', 'unreachable'));
  it('waits no longer than its deadline for a connection', async t => {
    const left = Promise.withResolvers<void>();
    const address = await startTcpServer(t, socket =>
      socket.resume().on('close', left.resolve)
    );
    const begun = performance.now();
    const failure = await failureAt(t, address, { seconds: 0.3 });
    assert.equal(failure.code, 'timeout');
    assert.match(failure.message, /within 0.3 seconds/);
    assert.ok(performance.now() - begun < 5000);
    // Nor does it leave a connection behind each time.
    await left.promise;
  });
  it('leaves no connection behind that waits for TLS', async t => {
    const left = Promise.withResolvers<void>();
    const address = await startTcpServer(t, socket =>
      socket.resume().on('close', left.resolve)
    );
    await assertFailure(t, address, 'timeout', { tls: true, seconds: 0.3 });
    await left.promise;
  });
  it('lets other calls end when one was not answered', async t => {
    const begun = Promise.withResolvers<() => void>();
    const { address } = await startGatewayServer(t, {
      ListReceivedOCMShares: () => undefined,
      GetReceivedOCMShare: (_, answer) =>
        begun.resolve(() =>
          answer(null, { ...OK, share: { id: { opaque_id: '7' } } })
        )
    });
    const gateway = new Gateway({ address, tls: false, seconds: 1 });
    t.after(() => gateway.close());
    const silent = gateway.listReceived('token');
    await wait(500);
    const other = gateway.getReceived('token', '7');
    const answer = await begun.promise;
    await assert.rejects(silent, { code: 'timeout' });
    answer();
    assert.equal((await other).id, '7');
  });
  it('waits no longer for an answer', async t => {
    const silent = await startHttp2Server(t, () => undefined);
    await assertFailure(t, silent, 'timeout', { seconds: 0.3 });
    const begun = await startHttp2Server(t, stream =>
      stream.respond(GRPC_HEADERS)
    );
    await assertFailure(t, begun, 'timeout', { seconds: 0.3 });
    const slow = await startHttp2Server(t, trickle);
    await assertFailure(t, slow, 'timeout', { seconds: 0.3 });
  });
  it('stops waiting for a connection with its signal', async t => {
    const connected = Promise.withResolvers<void>();
    const address = await startTcpServer(t, () => connected.resolve());
    const gateway = new Gateway({ address, tls: false });
    t.after(() => gateway.close());
    const stop = new AbortController();
    const asked = assert.rejects(
      gateway.listReceived('token', {}, stop.signal),
      { code: 'aborted' }
    );
    await connected.promise;
    stop.abort();
    await asked;
  });
  it('asks another time on a new connection', async t => {
    let isSilent = true;
    let connections = 0;
    const real = await startGatewayServer(t, {
      ListReceivedOCMShares: (_, answer) => answer(null, OK)
    });
    const address = await startTcpServer(t, socket => {
      connections += 1;
      if (!isSilent) {
        const behind = connect(real.port, '127.0.0.1');
        pipeline(socket, behind, socket, () => undefined);
      }
    });
    const gateway = new Gateway({ address, tls: false, seconds: 0.5 });
    t.after(() => gateway.close());
    await assert.rejects(() => gateway.listReceived('token'), {
      code: 'timeout'
    });
    isSilent = false;
    assert.deepEqual(await gateway.listReceived('token'), []);
    assert.equal(connections, 2);
  });
  it('does not ask a proxy of the environment', async t => {
    let asked = 0;
    const proxy = await startTcpServer(t, socket => {
      asked += 1;
      socket.destroy();
    });
    const { address } = await startGatewayServer(t, {
      ListReceivedOCMShares: (_, answer) => answer(null, OK)
    });
    const environment = {
      grpc_proxy: `http://${proxy}`,
      no_grpc_proxy: 'none'
    };
    t.after(() =>
      Object.keys(environment).forEach(name => delete process.env[name])
    );
    Object.assign(process.env, environment);
    const gateway = new Gateway({ address, tls: false });
    t.after(() => gateway.close());
    assert.deepEqual(await gateway.listReceived('token'), []);
    assert.equal(asked, 0);
  });
});

describe('where a connection breaks', () => {
  for (const [name, onConnection] of [
    ['at once', socket => socket.resetAndDestroy()],
    ['politely', socket => socket.end()]
  ] satisfies [string, Parameters<typeof startTcpServer>[1]][]) {
    it(`says that it does, ${name}`, async t =>
      assertFailure(t, await startTcpServer(t, onConnection), 'unreachable'));
  }
  it('says so in the middle of an answer', async t => {
    const address = await startHttp2Server(t, stream => {
      stream.respond(GRPC_HEADERS);
      stream.write(framed(Buffer.alloc(1000)).subarray(0, 100), () =>
        stream.session?.destroy()
      );
    });
    await assertFailure(t, address, 'unreachable');
  });
  it('asks for a change once, whoever refuses the stream', async t => {
    let asked = 0;
    const address = await startHttp2Server(t, stream => {
      asked += 1;
      stream.session?.destroy();
    });
    const gateway = new Gateway({ address, tls: false });
    t.after(() => gateway.close());
    await assert.rejects(() => gateway.setState('token', '7', 'rejected'), {
      code: 'unreachable'
    });
    assert.equal(asked, 1);
  });
  it('says that the gateway failed when it resets a stream', async t => {
    const address = await startHttp2Server(t, stream =>
      stream.close(constants.NGHTTP2_INTERNAL_ERROR)
    );
    await assertFailure(t, address, 'failed');
  });
});

describe('where something else answers', () => {
  it('says so of a web server', async t => {
    const server = createHttpServer((_, response) => response.end(PAGE));
    const port = await listenAtFreePort(server, '127.0.0.1');
    t.after(() => server.close());
    const failure = await failureAt(t, `127.0.0.1:${port}`);
    assert.equal(failure.code, 'broken-answer');
    assert.match(failure.message, /no CS3 gateway without TLS/);
  });
  it('says so of noise', async t => {
    for (const noise of [
      Buffer.from('SSH-2.0-OpenSSH_9.2\r\n'),
      Buffer.alloc(4096, 0xff),
      Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')
    ]) {
      const address = await startTcpServer(t, socket => socket.write(noise));
      await assertFailure(t, address, 'broken-answer');
    }
  });
  for (const status of [200, 301, 401, 403, 404, 502]) {
    it(`says so of a page over HTTP/2, ${status}`, async t => {
      const address = await startHttp2Server(t, stream => {
        stream.respond({ ':status': status, 'content-type': 'text/html' });
        stream.end(PAGE);
      });
      await assertFailure(t, address, 'broken-answer');
    });
  }
  for (const [name, onStream] of [
    ['nothing', stream => stream.respond(GRPC_HEADERS, { endStream: true })],
    ['no message', stream => answerWith(stream, Buffer.alloc(0))],
    ['half a message', stream => answerWith(stream, Buffer.alloc(4))],
    ['noise', stream => answerWith(stream, framed(Buffer.alloc(50, 0xff)))],
    [
      'an empty message, which has no status',
      stream => answerWith(stream, framed(Buffer.alloc(0)))
    ],
    [
      'what cannot be decompressed',
      stream =>
        answerWith(stream, framed(Buffer.alloc(50), true), {
          'grpc-encoding': 'gzip'
        })
    ],
    [
      'what is compressed in no known way',
      stream =>
        answerWith(stream, framed(Buffer.alloc(50), true), {
          'grpc-encoding': 'unknown'
        })
    ]
  ] satisfies [string, (stream: ServerHttp2Stream) => void][]) {
    it(`says so of ${name}`, async t =>
      assertFailure(t, await startHttp2Server(t, onStream), 'broken-answer'));
  }
});

describe('where too much is sent', () => {
  it('reads no more than is allowed', async t => {
    const payload = 'a'.repeat(2 * MEBIBYTE);
    const { address } = await startGatewayServer(t, {
      ListReceivedOCMShares: (_, answer) =>
        answer(null, {
          ...OK,
          shares: [{ protocols: [{ embedded_options: { payload } }] }]
        })
    });
    const failure = await failureAt(t, address, { maximumBytes: MEBIBYTE });
    assert.equal(failure.code, 'too-large');
    assert.match(failure.message, /more than 1 MiB/);
  });
  it('does not wait for what is announced', async t => {
    const address = await startHttp2Server(t, stream => {
      stream.respond(GRPC_HEADERS);
      stream.write(Buffer.from([0, 0x7f, 0xff, 0xff, 0xff, 1]));
    });
    await assertFailure(t, address, 'too-large');
  });
  it('unpacks no more than is allowed', async t => {
    const bomb = framed(gzipSync(Buffer.alloc(64 * MEBIBYTE)), true);
    const address = await startHttp2Server(t, stream =>
      answerWith(stream, bomb, { 'grpc-encoding': 'gzip' })
    );
    await assertFailure(t, address, 'too-large');
  });
});

describe('where TLS is spoken', () => {
  /** Ends TLS for a host before a real gateway, as a proxy there does. */
  const startTls = async (t: TestContext, authority: Authority) => {
    const { port } = await startGatewayServer(t, {
      ListReceivedOCMShares: (_, answer) => answer(null, OK)
    });
    const secureContext = await authority.contextFor('localhost');
    const server = createServer(socket => {
      const plain = new TLSSocket(socket, {
        isServer: true,
        secureContext,
        ALPNProtocols: ['h2']
      });
      const behind = connect(port, '127.0.0.1');
      pipeline(plain, behind, plain, () => undefined);
      t.after(() => socket.destroy());
    });
    t.after(() => server.close());
    return listenAtFreePort(server, '127.0.0.1');
  };

  it('trusts the authority that it was given', async t => {
    const authority = await Authority.create();
    const gateway = new Gateway({
      address: `localhost:${await startTls(t, authority)}`,
      tls: true,
      secureContext: createSecureContext({ ca: authority.certificate })
    });
    t.after(() => gateway.close());
    assert.deepEqual(await gateway.listReceived('token'), []);
  });
  it('trusts no other, and says what to do', async t => {
    const port = await startTls(t, await Authority.create());
    const address = `localhost:${port}`;
    const failure = await failureAt(t, address, { tls: true });
    assert.equal(failure.code, 'certificate', String(failure.cause));
    assert.match(failure.message, /outbound\.certificateAuthorities/);
  });
  it('trusts no certificate of another host', async t => {
    const authority = await Authority.create();
    const port = await startTls(t, authority);
    const secureContext = createSecureContext({ ca: authority.certificate });
    await assertFailure(t, `127.0.0.1:${port}`, 'certificate', {
      tls: true,
      secureContext
    });
  });
  it('says so where it is not, and where it was not meant', async t => {
    const plain = await startHttp2Server(t, () => undefined);
    const failure = await failureAt(t, plain, { tls: true });
    assert.equal(failure.code, 'broken-answer', String(failure.cause));
    assert.match(failure.message, /no CS3 gateway with TLS/);
    const port = await startTls(t, await Authority.create());
    const other = await failureAt(t, `localhost:${port}`);
    assert.ok(['broken-answer', 'unreachable'].includes(other.code));
  });
});

/** A byte from time to time. */
function trickle(stream: ServerHttp2Stream): void {
  stream.respond(GRPC_HEADERS);
  const bytes = framed(Buffer.alloc(1000));
  let sent = 0;
  const timer = setInterval(() => {
    stream.write(bytes.subarray(sent, (sent += 1)));
  }, 20);
  stream.on('close', () => clearInterval(timer));
}
