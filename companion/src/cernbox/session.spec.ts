import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { createOutboundClient } from '../http/guarded-client.ts';
import { StorageError } from '../storage/storage.ts';
import { credentialSource } from './credentials.ts';
import { SessionError } from './session-state.ts';
import { Session } from './session.ts';
import type { CredentialSettings } from './settings.ts';

/** A token as Reva makes them; `life` in seconds. */
function tokenOf(name: string, now: number, life = 3600): string {
  const claims = { exp: now / 1000 + life, user: { name }, scope: {} };
  return `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;
}

interface Site {
  /** What was asked, as `GET /path scheme`. */
  asked: string[];
  /** Takes these, by header value; changed by tests. */
  taken: Set<string>;
  /** Answers to `me` before anything else. */
  me: RequestListener | null;
  /** The n-th sign-in gets the n-th token. */
  tokens: string[];
  /** Says of each request but a sign-in that the account is linked. */
  answers409: boolean;
  /** A path that takes nobody's login, and its status. */
  refuses: string | null;
  refusal: number;
  now: number;
  session: Session;
  path: string;
  url: URL;
}

async function scene(
  t: TestContext,
  kind: 'basic' | 'token-file' = 'basic',
  text = 'secret'
): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), 'cernbox-'));
  const path = join(folder, 'login');
  await writeFile(path, text, { mode: 0o600 });
  const site = {
    asked: [],
    taken: new Set<string>(),
    me: null,
    answers409: false,
    refuses: null,
    refusal: 401,
    tokens: [],
    now: Date.now(),
    path
  } as unknown as Site;
  let logins = 0;
  const server = createServer((request, response) => {
    const { authorization, 'x-access-token': token } = request.headers;
    const shown = authorization?.split(' ')[0] ?? (token ? 'token' : 'none');
    site.asked.push(`${request.method} ${request.url} ${shown}`);
    if (request.url === '/broken') {
      request.socket.destroy();
    } else if (request.url === site.refuses) {
      response.writeHead(site.refusal).end();
    } else if (request.url === '/graph/v1.0/me' && site.me) {
      site.me(request, response);
    } else if (authorization !== undefined) {
      const given = site.tokens[logins++] ?? tokenOf(`${logins}`, site.now);
      site.taken.add(given);
      response.setHeader('x-access-token', given);
      setTimeout(() => response.end('{"id":"marie"}'), 20);
    } else {
      const isTaken = site.taken.has(String(token));
      response.statusCode = site.answers409 ? 409 : isTaken ? 200 : 401;
      response.end('{"id":"marie"}');
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const host = `127.0.0.1:${port}`;
  const outbound = createOutboundClient(
    { plainHttp: [host], privateHosts: [host] },
    undefined,
    { environment: {} }
  );
  const credential: CredentialSettings =
    kind === 'basic'
      ? { kind, user: 'marie', passwordFile: path }
      : { kind, path, scheme: null };
  site.url = new URL(`http://${host}/`);
  site.session = new Session({
    url: site.url,
    label: 'CERNBox',
    credential: credentialSource(credential),
    outbound,
    now: () => site.now
  });
  t.after(async () => {
    await site.session.close();
    await outbound.close();
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  });
  return site;
}

async function statusOf(site: Site, path = '/x'): Promise<number> {
  const answer = await site.session.request(path);
  answer.discard();
  return answer.status;
}

const signIns = ({ asked }: Site) =>
  asked.filter(line => !line.endsWith(' token')).length;

function fails(code: SessionError['code']) {
  return (error: unknown) =>
    error instanceof SessionError && error.code === code;
}

test('many requests at once make one sign-in', async t => {
  const site = await scene(t);
  const statuses = await Promise.all(
    Array.from({ length: 20 }, () => statusOf(site))
  );
  assert.ok(statuses.every(status => status === 200));
  assert.equal(signIns(site), 1);
  assert.deepEqual(site.session.state().state, 'ready');
  assert.equal(await site.session.account(), 'marie');
});

test('a token that is refused is renewed once for all', async t => {
  const site = await scene(t);
  await statusOf(site);
  site.taken.clear();
  const statuses = await Promise.all(
    Array.from({ length: 10 }, () => statusOf(site))
  );
  assert.ok(statuses.every(status => status === 200));
  assert.equal(signIns(site), 2);
});

test('a token is renewed before it ends', async t => {
  const site = await scene(t);
  site.tokens = [tokenOf('short', site.now, 10)];
  await statusOf(site);
  site.now += 8500;
  await statusOf(site);
  assert.equal(signIns(site), 1);
  site.now += 1000;
  await statusOf(site);
  assert.equal(signIns(site), 2);
});

test('who is signed out is told once, and not asked for a minute', async t => {
  const site = await scene(t);
  let told = 0;
  site.session.onState(() => (told += 1));
  site.me = (_, response) => response.writeHead(401).end();
  await assert.rejects(statusOf(site), fails('signed-out'));
  await assert.rejects(statusOf(site), fails('signed-out'));
  assert.deepEqual([told, site.asked.length], [1, 1]);
  assert.match(site.session.state().advice ?? '', /Sign in again/);
  site.me = null;
  site.now += 60_001;
  assert.equal(await statusOf(site), 200);
  assert.equal(told, 2);
});

test('another credential is tried at once', async t => {
  const site = await scene(t);
  site.me = (_, response) => response.writeHead(401).end();
  await assert.rejects(statusOf(site), fails('signed-out'));
  site.me = null;
  await writeFile(`${site.path}.new`, 'other', { mode: 0o600 });
  await rename(`${site.path}.new`, site.path);
  assert.equal(await statusOf(site), 200);
});

test('another token in the file drops the first', async t => {
  const now = Date.now();
  const [first, second] = [tokenOf('first', now), tokenOf('second', now)];
  const site = await scene(t, 'token-file', `${first}\n`);
  site.taken = new Set([first, second]);
  assert.equal(await site.session.token(), first);
  await writeFile(site.path, second);
  assert.equal(await site.session.token(), second);
  await rm(site.path);
  await assert.rejects(site.session.token(), fails('signed-out'));
  assert.equal(site.asked.length, 0);
});

test('a fresh token that is refused ends the session', async t => {
  const site = await scene(t, 'token-file', tokenOf('marie', Date.now()));
  await assert.rejects(statusOf(site), fails('signed-out'));
  assert.equal(site.asked.length, 3);
  await assert.rejects(statusOf(site), fails('signed-out'));
  assert.equal(site.asked.length, 3);
});

test('a token that is never taken is told of once', async t => {
  const site = await scene(t, 'token-file', tokenOf('marie', Date.now()));
  const told: string[] = [];
  site.session.onState(() => told.push(site.session.state().state));
  for (let minute = 0; minute < 3; minute += 1) {
    await assert.rejects(statusOf(site), fails('signed-out'));
    site.now += 60_001;
  }
  assert.deepEqual(told, ['ready', 'signed-out']);
  const other = tokenOf('pierre', Date.now());
  site.taken.add(other);
  await writeFile(site.path, other);
  assert.equal(await statusOf(site), 200);
  assert.deepEqual(told, ['ready', 'signed-out', 'ready']);
});

test('a new token is proven though the server was away in between', async t => {
  const now = Date.now();
  const site = await scene(t, 'token-file', tokenOf('marie', now));
  await assert.rejects(statusOf(site), fails('signed-out'));
  const told: string[] = [];
  site.session.onState(() => told.push(site.session.state().state));
  site.me = (_, response) => response.writeHead(503).end();
  await writeFile(site.path, tokenOf('pierre', now));
  await assert.rejects(statusOf(site), fails('unreachable'));
  site.me = null;
  await assert.rejects(statusOf(site), fails('signed-out'));
  assert.ok(!told.includes('ready'), told.join());
});

test('an account that is linked meanwhile is told of', async t => {
  const site = await scene(t);
  assert.equal(await statusOf(site), 200);
  site.answers409 = true;
  site.me = (_, response) => response.writeHead(409).end();
  await assert.rejects(statusOf(site), fails('conflict'));
  assert.equal(site.session.state().state, 'conflict');
  assert.equal(signIns(site), 2);
});

for (const kind of ['basic', 'token-file'] as const) {
  test(`one address that refuses ends no session: ${kind}`, async t => {
    const token = tokenOf('marie', Date.now());
    const site = await scene(t, kind, token);
    site.taken.add(token);
    site.refuses = '/refused';
    for (const status of [401, 409]) {
      site.refusal = status;
      assert.equal(await statusOf(site, '/refused'), status);
      assert.equal(site.session.state().state, 'ready');
      assert.equal(await statusOf(site), 200);
    }
    const access = site.session.access(new URL('refused', site.url), false);
    const first = await access.grant();
    const second = await access.renew(first);
    assert.ok(second);
    assert.equal(await access.renew(second), null);
    assert.equal(site.session.state().state, 'ready');
    site.me = (_, response) => response.writeHead(401).end();
    site.now += 10_001;
    await assert.rejects(statusOf(site, '/refused'), fails('signed-out'));
  });
}

test('nothing goes out with the login of somebody else', async t => {
  const site = await scene(t);
  const marie = site.session.as('marie');
  const files = new URL('dav/', site.url);
  const access = site.session.access(files, false, 'marie');
  assert.equal((await marie.request('/x')).status, 200);
  await access.grant();
  site.asked.length = 0;
  // Another credential, and another account behind it.
  site.me = (_, response) => {
    response.setHeader('x-access-token', tokenOf('pierre', site.now));
    response.end('{"id":"pierre"}');
  };
  await writeFile(`${site.path}.new`, 'other', { mode: 0o600 });
  await rename(`${site.path}.new`, site.path);
  await assert.rejects(marie.request('/x'), fails('other-account'));
  await assert.rejects(marie.token(), fails('other-account'));
  await assert.rejects(
    access.grant(),
    (error: unknown) =>
      error instanceof StorageError && error.code === 'login-refused'
  );
  assert.deepEqual(site.asked, ['GET /graph/v1.0/me Basic']);
  assert.equal(site.session.state().state, 'ready');
  assert.equal(await site.session.account(), 'pierre');
  site.me = null;
  await writeFile(`${site.path}.new`, 'secret', { mode: 0o600 });
  await rename(`${site.path}.new`, site.path);
  await access.grant();
});

test('files fail with what keeps edits', async t => {
  const site = await scene(t);
  const access = site.session.access(new URL('dav/', site.url), false);
  const { authorization, headers } = await access.grant();
  assert.equal(authorization, null);
  assert.deepEqual(Object.keys(headers ?? {}), ['x-access-token']);
  const elsewhere = new URL('https://example.org/dav/');
  await assert.rejects(
    site.session.access(elsewhere, false).grant(),
    (error: unknown) =>
      error instanceof StorageError && error.code === 'not-permitted'
  );
  await rm(site.path);
  await assert.rejects(
    access.grant(),
    (error: unknown) =>
      error instanceof StorageError && error.code === 'login-refused'
  );
});

for (const [what, me, code] of [
  ['a linked account', [409, {}, ''], 'conflict'],
  ['a failing server', [502, {}, ''], 'unreachable'],
  ['a web page', [200, { 'content-type': 'text/html' }, '<p>'], 'unreachable'],
  [
    'another origin',
    [302, { location: 'https://example.org/login' }, ''],
    'unreachable'
  ]
] as const) {
  test(`${what} is told as "${code}"`, async t => {
    const site = await scene(t);
    const [status, headers, body] = me;
    site.me = (_, response) => response.writeHead(status, headers).end(body);
    await assert.rejects(statusOf(site), fails(code));
    assert.equal(site.session.state().state, code);
  });
}

test('a server that is back is told of', async t => {
  const site = await scene(t);
  const told: string[] = [];
  site.session.onState(() => told.push(site.session.state().state));
  await statusOf(site);
  await assert.rejects(statusOf(site, '/broken'), fails('unreachable'));
  await statusOf(site);
  assert.deepEqual(told, ['ready', 'unreachable', 'ready']);
});

test('a path leads nowhere else', async t => {
  const site = await scene(t);
  await statusOf(site, '//example.org/x');
  assert.ok(site.asked.at(-1)?.startsWith('GET /example.org/x'));
});
