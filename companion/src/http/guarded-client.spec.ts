import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { text } from 'node:stream/consumers';
import type { OutboundConfig } from 'sciencemesh-contract';
import { listenOnLoopback } from '../../../peers/loopback/index.ts';
import { startOrigin, type Origin } from '../../../peers/origin/index.ts';
import { createOutboundClient, type Surroundings } from './guarded-client.ts';
import { OutboundError, type OutboundClient } from './outbound.ts';

let origin: Origin;
const clients: OutboundClient[] = [];

before(async () => {
  origin = await startOrigin();
});
after(async () => {
  await Promise.all(clients.map(client => client.close()));
  await origin.stop();
});

/** Through the proxy of the recorded origin, as institutions do it. */
function proxied(config: OutboundConfig = {}): OutboundClient {
  return client(config, { environment: origin.environment });
}

/** Straight to the recorded origin, whatever host is asked. */
function direct(
  config: OutboundConfig = {},
  resolve: Surroundings['resolve'] = async () => [
    { address: '127.0.0.1', family: 4 }
  ]
): OutboundClient {
  return client(
    { certificateAuthorities: [origin.caFile], ...config },
    { environment: {}, resolve }
  );
}

function client(
  config: OutboundConfig,
  surroundings: Surroundings
): OutboundClient {
  const made = createOutboundClient(config, undefined, surroundings);
  clients.push(made);
  return made;
}

/** A host of the recorded origin that is reached without the proxy. */
function site(name: string): string {
  return `${name}:${origin.tlsPort}`;
}

function failsWith(code: OutboundError['code'], message?: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof OutboundError, String(error));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, message ?? /\.$/);
    return true;
  };
}

async function serve(
  listener: RequestListener
): Promise<{ port: number; stop: () => void }> {
  const server = createServer(listener);
  return {
    port: await listenOnLoopback(server),
    stop: () => {
      server.close();
      server.closeAllConnections();
    }
  };
}

describe('an outbound request', () => {
  it('asks for the plain bytes and says who asks', async () => {
    origin.route('data.example.org', '/hello', { text: 'hello' });
    const response = await proxied().request('https://data.example.org/hello');
    assert.equal(response.status, 200);
    assert.equal(await text(response.body), 'hello');
    assert.equal(response.headers['content-type'], 'text/plain; charset=utf-8');
    const seen = origin.requestsTo('data.example.org', '/hello')[0];
    assert.equal(seen?.headers['accept-encoding'], 'identity');
    assert.match(String(seen?.headers['user-agent']), /sciencemesh/);
  });

  it('counts every status as an answer and keeps Retry-After', async () => {
    origin.route('data.example.org', '/busy', {
      status: 429,
      headers: { 'retry-after': '7' }
    });
    const response = await proxied().request('https://data.example.org/busy');
    response.discard();
    assert.equal(response.status, 429);
    assert.equal(response.headers['retry-after'], '7');
  });

  it('decodes what a server compressed without being asked', async () => {
    origin.route('data.example.org', '/a.csv', { text: 'x,y\n', gzip: true });
    origin.route('data.example.org', '/a.csv.gz', {
      text: 'x,y\n',
      gzip: true
    });
    const csv = await proxied().request('https://data.example.org/a.csv');
    assert.equal(csv.decoded, true);
    assert.equal(await text(csv.body), 'x,y\n');
    const gz = await proxied().request('https://data.example.org/a.csv.gz');
    assert.equal(gz.decoded, false);
    assert.notEqual(await text(gz.body), 'x,y\n');
  });

  it('holds its source back while nobody reads', async () => {
    origin.route('data.example.org', '/big', {
      generated: { seed: 'big', size: 256 * 1024 * 1024 }
    });
    const response = await proxied().request('https://data.example.org/big');
    await once(response.body, 'readable');
    const before = process.memoryUsage().rss;
    origin.route('data.example.org', '/meanwhile', { text: 'x' });
    for (let turn = 0; turn < 20; turn++) {
      await proxied().json('https://data.example.org/meanwhile');
    }
    assert.ok(response.body.readableLength <= 1024 * 1024);
    assert.ok(process.memoryUsage().rss - before < 64 * 1024 * 1024);
    response.discard();
  });

  it('reuses its connection', async () => {
    origin.route('reuse.example.org', '/a', { text: 'a' });
    const client = proxied();
    origin.forget();
    for (let turn = 0; turn < 6; turn++) {
      const response = await client.request('https://reuse.example.org/a');
      await text(response.body);
    }
    // A connection rests for a moment before it is used again, hence two.
    assert.ok(origin.connects.length <= 2);
  });

  it('is sent again when a kept connection had been closed', async () => {
    let connections = 0;
    const server = await serve((request, response) => {
      connections += 1;
      if (connections === 2) {
        request.socket.destroy();
      } else {
        response.end('ok');
      }
    });
    try {
      const client = direct({ plainHttp: ['*'], privateHosts: ['*'] });
      for (let turn = 0; turn < 2; turn++) {
        const response = await client.request(
          `http://127.0.0.1:${server.port}/`
        );
        assert.equal(await text(response.body), 'ok');
      }
    } finally {
      server.stop();
    }
  });
});

describe('redirects', () => {
  it('are followed, and the last address is told', async () => {
    origin.route('doi.example.org', '/10.1/x', {
      redirect: 'https://data.example.org/landing/../end#part'
    });
    origin.route('data.example.org', '/end', { text: 'end' });
    const response = await proxied().request('https://doi.example.org/10.1/x');
    assert.equal(await text(response.body), 'end');
    assert.equal(response.url, 'https://data.example.org/end');
  });

  it('come back as they are when none is wanted', async () => {
    origin.route('doi.example.org', '/10.1/y', { redirect: '/z' });
    const response = await proxied().request('https://doi.example.org/10.1/y', {
      maximumRedirects: 0
    });
    response.discard();
    assert.equal(response.status, 302);
    assert.equal(response.headers.location, '/z');
  });

  it('carry credentials to the same origin and to no other', async () => {
    const headers = {
      authorization: 'Bearer secret',
      cookie: 'secret',
      'x-access-token': 'secret',
      range: 'bytes=1-'
    };
    origin.route('a.example.org', '/1', { redirect: '/2' });
    origin.route('a.example.org', '/2', {
      redirect: 'https://b.example.org/3'
    });
    origin.route('b.example.org', '/3', { text: 'abc' });
    const response = await proxied().request('https://a.example.org/1', {
      headers
    });
    assert.equal(await text(response.body), 'bc');
    const second = origin.requestsTo('a.example.org', '/2')[0]?.headers;
    assert.equal(second?.authorization, 'Bearer secret');
    const third = origin.requestsTo('b.example.org', '/3')[0]?.headers;
    assert.doesNotMatch(JSON.stringify(third), /secret/);
    assert.equal(third?.range, 'bytes=1-');
  });

  it('turn a POST into a GET, and never hand its body to another host', async () => {
    origin.route('a.example.org', '/post', { status: 303, redirect: '/got' });
    origin.route('a.example.org', '/got', request => ({
      text: request.method
    }));
    origin.route('a.example.org', '/keep', {
      status: 307,
      redirect: 'https://b.example.org/3'
    });
    const post = { method: 'POST', body: 'secret' } as const;
    const response = await proxied().request(
      'https://a.example.org/post',
      post
    );
    assert.equal(await text(response.body), 'GET');
    await assert.rejects(
      proxied().request('https://a.example.org/keep', post),
      failsWith('redirect-refused')
    );
  });

  const refusals: [string, string, OutboundError['code']][] = [
    ['itself', '/loop', 'redirect-refused'],
    ['no encryption', 'http://data.example.org/x', 'redirect-refused'],
    ['loopback', 'https://127.0.0.1/x', 'address-refused'],
    ['loopback in decimal', 'https://2130706433/x', 'address-refused'],
    ['mapped loopback', 'https://[::ffff:7f00:1]/x', 'address-refused'],
    ['localhost', 'https://localhost/x', 'address-refused'],
    ['a private network', 'https://10.0.0.1/x', 'address-refused'],
    ['a single label', 'https://intranet/x', 'address-refused'],
    ['metadata', 'https://169.254.169.254/x', 'address-refused'],
    [
      'metadata by name',
      'https://metadata.google.internal/',
      'address-refused'
    ],
    ['a file', 'file:///etc/passwd', 'scheme-refused'],
    ['credentials', 'https://user:secret@data.example.org/', 'address-refused'],
    ['nonsense', 'https://[/', 'redirect-refused']
  ];
  for (const [what, redirect, code] of refusals) {
    it(`to ${what} are refused`, async () => {
      const routes: [OutboundClient, string][] = [
        [proxied(), 'evil.example.org'],
        [
          direct({ privateHosts: ['evil.example.org'] }),
          site('evil.example.org')
        ]
      ];
      for (const [through, host] of routes) {
        origin.route(host, '/loop', { redirect });
        origin.forget();
        await assert.rejects(
          through.request(`https://${host}/loop`),
          failsWith(code, /evil\.example\.org/)
        );
        assert.equal(origin.requests.length, 1);
      }
    });
  }

  it('end after ten', async () => {
    origin.route('far.example.org', '/*', request => ({
      redirect: `${request.path}x`
    }));
    origin.forget();
    await assert.rejects(
      proxied().request('https://far.example.org/'),
      failsWith('redirect-refused', /more than 10/)
    );
    assert.equal(origin.requests.length, 11);
  });
});

describe('a name that resolves to', () => {
  const inside = [
    '127.0.0.1',
    '10.0.0.1',
    '169.254.169.254',
    '::1',
    '::ffff:127.0.0.1',
    'fd00::1',
    '0.0.0.0',
    '64:ff9b::7f00:1'
  ];
  for (const address of inside) {
    it(`${address} is refused before anything is sent`, async () => {
      origin.forget();
      const family = address.includes(':') ? 6 : 4;
      await assert.rejects(
        direct({}, async () => [{ address, family }]).request(
          `https://${site('rebind.example.org')}/`
        ),
        failsWith('address-refused')
      );
      assert.equal(origin.requests.length, 0);
    });
  }

  it('another address at each question is asked at the checked one', async () => {
    const host = site('rebind.example.org');
    origin.route(host, '/', { text: 'checked' });
    let questions = 0;
    const client = direct({ privateHosts: ['*'] }, async () => {
      questions += 1;
      return [
        { address: questions === 1 ? '127.0.0.1' : '0.0.0.0', family: 4 }
      ];
    });
    const response = await client.request(`https://${host}/`);
    assert.equal(await text(response.body), 'checked');
    assert.equal(questions, 1);
  });

  it('good and bad addresses is asked at the good ones only', async () => {
    const host = site('mixed.example.org');
    origin.route(host, '/', { text: 'good' });
    const client = direct({ privateHosts: ['*'] }, async () => [
      { address: '169.254.169.254', family: 4 },
      { address: '::', family: 6 },
      { address: '127.0.0.1', family: 4 }
    ]);
    const response = await client.request(`https://${host}/`);
    assert.equal(await text(response.body), 'good');
  });

  it('a private address is asked when the operator names the host', async () => {
    origin.route(site('dav.example.org'), '/x', { text: 'inside' });
    const client = direct({ privateHosts: ['dav.example.org'] });
    const response = await client.request(
      `https://${site('dav.example.org')}/x`
    );
    assert.equal(await text(response.body), 'inside');
    await assert.rejects(
      client.request(`https://${site('other.example.org')}/x`),
      failsWith('address-refused')
    );
  });

  it('nothing is explained', async () => {
    const client = direct({}, () =>
      Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }))
    );
    await assert.rejects(
      client.request('https://nowhere.example.org/'),
      failsWith('unreachable', /no host named nowhere\.example\.org/)
    );
  });
});

describe('with a proxy', () => {
  it('internal names and addresses are refused without asking it', async () => {
    origin.forget();
    for (const address of [
      'https://localhost/',
      'https://db/',
      'https://vault.internal/',
      'https://10.0.0.1/',
      'https://[::1]/'
    ]) {
      await assert.rejects(
        proxied().request(address),
        failsWith('address-refused')
      );
    }
    assert.deepEqual(origin.connects, []);
  });

  it('hosts in NO_PROXY are asked directly, with the full guard', async () => {
    const environment = { ...origin.environment, NO_PROXY: '.direct.example' };
    const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
    origin.forget();
    await assert.rejects(
      client({}, { environment, resolve }).request(
        `https://${site('a.direct.example')}/`
      ),
      failsWith('address-refused')
    );
    origin.route(site('a.direct.example'), '/', { text: 'direct' });
    const response = await client(
      { privateHosts: ['a.direct.example'] },
      { environment, resolve }
    ).request(`https://${site('a.direct.example')}/`);
    assert.equal(await text(response.body), 'direct');
    assert.deepEqual(origin.connects, []);
  });

  it('its refusal to connect is told as such', async () => {
    await assert.rejects(
      proxied().request('https://unknown.example.org/'),
      failsWith('unreachable', /proxy/)
    );
  });

  it('plain http goes through it too, where the operator allows it', async () => {
    origin.route('http://plain.example.org', '/x', { text: 'plain' });
    const response = await proxied({
      plainHttp: ['plain.example.org']
    }).request('http://plain.example.org/x');
    assert.equal(await text(response.body), 'plain');
  });
});

describe('certificates', () => {
  it('of an unknown authority are refused', async () => {
    const stranger = client(
      { privateHosts: ['*'] },
      {
        environment: {},
        resolve: async () => [{ address: '127.0.0.1', family: 4 }]
      }
    );
    await assert.rejects(
      stranger.request(`https://${site('data.example.org')}/`),
      failsWith('certificate', /certificateAuthorities/)
    );
  });

  for (const name of ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE']) {
    it(`of an authority in ${name} are trusted`, async () => {
      origin.route(site('data.example.org'), '/ok', { text: 'ok' });
      const trusting = client(
        { privateHosts: ['*'] },
        {
          environment: { [name]: origin.caFile },
          resolve: async () => [{ address: '127.0.0.1', family: 4 }]
        }
      );
      const response = await trusting.request(
        `https://${site('data.example.org')}/ok`
      );
      assert.equal(await text(response.body), 'ok');
    });
  }

  it('in a file that cannot be read are an error of the configuration', () => {
    assert.throws(
      () => client({ certificateAuthorities: ['/nowhere.pem'] }, {}),
      /certificateAuthorities names \/nowhere\.pem/
    );
  });

  it('in a file of the environment that cannot be read are passed by', () => {
    const warnings: object[] = [];
    createOutboundClient(
      {},
      { debug: () => undefined, warn: details => warnings.push(details) },
      { environment: { SSL_CERT_FILE: '/nowhere.pem' } }
    );
    assert.equal(warnings.length, 1);
  });
});

describe('limits', () => {
  it('a host that does not answer is given up', async () => {
    const server = await serve(() => undefined);
    try {
      await assert.rejects(
        direct({
          plainHttp: ['*'],
          privateHosts: ['*'],
          timeoutSeconds: 1
        }).request(`http://127.0.0.1:${server.port}/`),
        failsWith('timeout', /within 1 seconds/)
      );
    } finally {
      server.stop();
    }
  });

  it('a stream without a byte is given up', async () => {
    origin.route('slow.example.org', '/x', {
      generated: { seed: 'x', size: 100_000 },
      stallAfter: 10_000
    });
    const response = await proxied({ idleSeconds: 1 }).request(
      'https://slow.example.org/x'
    );
    await assert.rejects(text(response.body), failsWith('stalled'));
  });

  it('a broken connection is a failure of the stream', async () => {
    origin.route('slow.example.org', '/y', {
      generated: { seed: 'y', size: 100_000 },
      resetAfter: 10_000
    });
    const response = await proxied().request('https://slow.example.org/y');
    await assert.rejects(text(response.body), failsWith('unreachable'));
  });

  it('stopping ends a request that waits and a stream that runs', async () => {
    origin.route('slow.example.org', '/z', {
      generated: { seed: 'z', size: 100_000 },
      stallAfter: 10_000
    });
    const early = new AbortController();
    early.abort();
    await assert.rejects(
      proxied().request('https://slow.example.org/z', {
        signal: early.signal
      }),
      failsWith('aborted')
    );
    const late = new AbortController();
    const response = await proxied().request('https://slow.example.org/z', {
      signal: late.signal
    });
    late.abort();
    await assert.rejects(text(response.body), failsWith('aborted'));
  });

  it('a document that is too long is not read to its end', async () => {
    origin.route('data.example.org', '/endless', {
      endless: 'x',
      contentType: 'application/json'
    });
    await assert.rejects(
      proxied().json('https://data.example.org/endless', {
        maximumBytes: 100_000
      }),
      failsWith('too-large')
    );
  });

  it('a document that is no JSON has no value', async () => {
    origin.route('data.example.org', '/text', { text: '<html>' });
    origin.route('data.example.org', '/json', { json: { a: 1 } });
    const client = proxied();
    assert.deepEqual(
      (await client.json('https://data.example.org/text')).value,
      undefined
    );
    assert.deepEqual(await client.json('https://data.example.org/json'), {
      status: 200,
      url: 'https://data.example.org/json',
      value: { a: 1 }
    });
  });

  it('no sentence repeats the query of an address', async () => {
    const client = proxied();
    for (const address of [
      'https://unknown.example.org/?token=secret',
      'http://data.example.org/?token=secret',
      'https://10.0.0.1/?token=secret'
    ]) {
      await assert.rejects(client.request(address), (error: unknown) => {
        assert.ok(error instanceof OutboundError);
        assert.doesNotMatch(String(error.message), /secret/);
        return true;
      });
    }
  });
});
