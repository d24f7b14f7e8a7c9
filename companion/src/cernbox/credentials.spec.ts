import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  mkdir,
  mkdtemp,
  rename,
  rm,
  symlink,
  writeFile
} from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { CredentialError } from './credential-error.ts';
import { credentialSource } from './credentials.ts';
import { hubSource } from './hub.ts';

async function folderOf(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'credentials-'));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}

const tokenFile = (path: string) =>
  credentialSource({ kind: 'token-file', path, scheme: null });

test('a token in a file is read anew when it was replaced', async t => {
  const folder = await folderOf(t);
  const path = join(folder, 'token');
  const source = tokenFile(path);
  await assert.rejects(source.read(), /is not there/);
  await writeFile(path, ' first\n');
  assert.deepEqual(await source.read(), { kind: 'bearer', token: 'first' });
  // As long as the first one, and within the same second.
  await writeFile(`${path}.new`, ' other\n');
  await rename(`${path}.new`, path);
  assert.deepEqual(await source.read(), { kind: 'bearer', token: 'other' });
  await writeFile(join(folder, 'third'), 'third');
  await rm(path);
  await symlink('third', path);
  assert.deepEqual(await source.read(), { kind: 'bearer', token: 'third' });
});

test('a token of Reva is told by what is in it', async t => {
  const path = join(await folderOf(t), 'token');
  const payload = Buffer.from('{"user":{},"scope":{}}').toString('base64url');
  await writeFile(path, `e30.${payload}.c2ln`);
  assert.equal((await tokenFile(path).read()).kind, 'reva');
  const bearer = credentialSource({
    kind: 'token-file',
    path,
    scheme: 'bearer'
  });
  assert.equal((await bearer.read()).kind, 'bearer');
});

test('whoever listens hears of a change', { timeout: 20_000 }, async t => {
  const path = join(await folderOf(t), 'token');
  const source = tokenFile(path);
  const heard = new Promise<void>(resolve => {
    t.after(source.onChange(resolve));
  });
  // Keeps this process, as the watch does not.
  const busy = setInterval(() => undefined, 1000);
  t.after(() => clearInterval(busy));
  await writeFile(path, 'token');
  await heard;
});

for (const [what, make, message] of [
  ['empty', (path: string) => writeFile(path, ' \n'), /is empty/],
  ['huge', (path: string) => writeFile(path, 'a'.repeat(70_000)), /too large/],
  ['two lines', (path: string) => writeFile(path, 'a\nb'), /holds no token/],
  ['a folder', (path: string) => mkdir(path), /is no file|cannot be read/],
  [
    'a pipe',
    (path: string) => Promise.resolve(execFileSync('mkfifo', [path])),
    /is no file/
  ]
] as const) {
  test(`a token file that is ${what} says so`, async t => {
    const path = join(await folderOf(t), 'token');
    await make(path);
    await assert.rejects(
      tokenFile(path).read(),
      (error: unknown) =>
        error instanceof CredentialError && message.test(error.message)
    );
  });
}

test('a password is for its owner alone', async t => {
  const passwordFile = join(await folderOf(t), 'password');
  await writeFile(passwordFile, 'secret', { mode: 0o600 });
  const source = credentialSource({
    kind: 'basic',
    user: 'marie',
    passwordFile
  });
  assert.deepEqual(await source.read(), {
    kind: 'basic',
    user: 'marie',
    password: 'secret'
  });
  await chmod(passwordFile, 0o644);
  await assert.rejects(source.read(), /mode 0600/);
});

test('JupyterHub is asked rarely, and sooner after a refusal', async t => {
  let asked = 0;
  let now = 0;
  let body = '{"auth_state":{"access_token":"first"}}';
  const server = createServer((request, response) => {
    asked += 1;
    assert.equal(request.url, '/hub/api/user');
    assert.equal(request.headers.authorization, 'token own');
    response.end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const source = hubSource(
    { key: 'access_token' },
    {
      JUPYTERHUB_API_URL: `http://127.0.0.1:${port}/hub/api/`,
      JUPYTERHUB_API_TOKEN: 'own'
    },
    () => now
  );
  t.after(async () => {
    await source.close();
    server.close();
  });
  const first = await source.read();
  assert.deepEqual(first, { kind: 'bearer', token: 'first' });
  assert.equal(await source.read(), first);
  assert.equal(asked, 1);
  body = '{"auth_state":{"access_token":"second"}}';
  now = 6000;
  const second = await source.read(undefined, first);
  assert.deepEqual(second, { kind: 'bearer', token: 'second' });
  now = 70_000;
  for (const none of ['{"auth_state":null}', '{}', '<p>']) {
    body = none;
    await assert.rejects(source.read(), /keeps no "access_token"/);
  }
});

test('a JupyterHub that is away takes no login along', async t => {
  let asked = 0;
  let now = 0;
  let isAway = false;
  const server = createServer((_, response) => {
    asked += 1;
    response.statusCode = isAway ? 503 : 200;
    response.end('{"auth_state":{"access_token":"first"}}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const source = hubSource(
    { key: 'access_token' },
    {
      JUPYTERHUB_API_URL: `http://127.0.0.1:${port}/hub/api`,
      JUPYTERHUB_API_TOKEN: 'own'
    },
    () => now
  );
  t.after(async () => {
    await source.close();
    server.close();
  });
  const readMany = () =>
    Promise.all(Array.from({ length: 20 }, () => source.read()));
  const [first] = await readMany();
  assert.deepEqual(first, { kind: 'bearer', token: 'first' });
  assert.equal(asked, 1);
  now = 61_000;
  isAway = true;
  assert.deepEqual(new Set(await readMany()), new Set([first]));
  assert.equal(asked, 2);
  assert.equal(await source.read(), first);
  assert.equal(asked, 2);
  // One that was refused is no good, whoever is away.
  now += 6000;
  await assert.rejects(source.read(undefined, first), /does not say/);
  await assert.rejects(source.read(undefined, first), /does not say/);
  assert.equal(asked, 3);
  now += 6000;
  isAway = false;
  assert.deepEqual(await source.read(undefined, first), first);
  assert.equal(asked, 4);
});

test('JupyterHub tells it by the name of the person alone', async t => {
  const asked: string[] = [];
  let authState: unknown = {
    access_token: 'of-the-login',
    exchanged_tokens: { 'cernbox-service': 'of-CERNBox' }
  };
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const name = 'marie curie';
    response.end(
      JSON.stringify(
        request.url === '/hub/api/user'
          ? { name, auth_state: null }
          : { name, auth_state: authState }
      )
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const environment = {
    JUPYTERHUB_API_URL: `http://127.0.0.1:${port}/hub/api`,
    JUPYTERHUB_API_TOKEN: 'own'
  };
  t.after(() => server.close());
  const source = (key: string) => {
    const made = hubSource({ key }, environment);
    t.after(() => made.close());
    return made;
  };
  const login = source('access_token');
  const cernbox = source('exchanged_tokens/cernbox-service');
  const none = source('no/such');
  assert.deepEqual(await login.read(), {
    kind: 'bearer',
    token: 'of-the-login'
  });
  assert.deepEqual(asked, ['/hub/api/user', '/hub/api/users/marie%20curie']);
  assert.deepEqual(await cernbox.read(), {
    kind: 'bearer',
    token: 'of-CERNBox'
  });
  await assert.rejects(none.read(), /keeps no "no\/such"/);
  // Without the scope it is not told.
  authState = null;
  await assert.rejects(none.read(), CredentialError);
});

test('without a JupyterHub it says who can help', async () => {
  const source = hubSource({ key: 'access_token' }, {});
  await assert.rejects(source.read(), CredentialError);
});
