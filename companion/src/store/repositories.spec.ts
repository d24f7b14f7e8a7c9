import assert from 'node:assert/strict';
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { OwnRepository, Renewal, RepositoryLook } from './repositories.ts';
import { openStore } from './store.ts';
import { emptyFolder } from './testing/folder.ts';

const URL = 'https://repository.example.org';
const TOKEN = 'a-token-that-nobody-else-has';

const own: OwnRepository = {
  id: 'example',
  kind: 'invenio-rdm',
  flavour: 'plain',
  name: 'Example',
  url: URL,
  sandbox: true
};

const renewal: Renewal = {
  refreshToken: 'a-refresh-token-that-nobody-else-has',
  renewAt: 1_790_000_000_000,
  endsAt: 1_790_000_300_000
};

const look: RepositoryLook = {
  state: 'ready',
  message: null,
  login: null,
  abilities: null,
  lookedAt: '2026-11-22T12:00:00.000Z'
};

describe('RepositoryStore', () => {
  it('gives back what it was given, after a restart too', t => {
    const folder = emptyFolder(t);
    const before = openStore(folder);
    before.repositories.add(own);
    before.repositories.add({
      ...own,
      id: 'b',
      url: `${URL}/b`,
      flavour: null
    });
    before.repositories.setToken(URL, TOKEN);
    before.repositories.keepLook(URL, look);
    before.close();

    const store = openStore(folder);
    t.after(() => store.close());
    const { repositories } = store;
    assert.deepEqual(repositories.own()[0], own);
    assert.equal(repositories.token(URL), TOKEN);
    assert.deepEqual(repositories.look(URL), look);
    repositories.remove('example');
    assert.deepEqual(
      repositories.own().map(({ id }) => id),
      ['b']
    );
  });

  it('keeps no token in the clear', t => {
    const folder = emptyFolder(t);
    const store = openStore(folder);
    store.repositories.setToken(URL, TOKEN);
    store.close();
    for (const name of readdirSync(folder)) {
      assert.ok(!readFileSync(join(folder, name)).includes(TOKEN), name);
    }
  });

  it('keeps how a token is renewed, sealed, as long as the token', t => {
    const folder = emptyFolder(t);
    const before = openStore(folder);
    before.repositories.setToken(URL, TOKEN, renewal);
    before.repositories.keepLook(URL, look);
    before.close();
    for (const name of readdirSync(folder)) {
      const bytes = readFileSync(join(folder, name));
      assert.ok(!bytes.includes(renewal.refreshToken ?? ''), name);
    }
    const store = openStore(folder);
    t.after(() => store.close());
    const { repositories } = store;
    assert.deepEqual(repositories.renewal(URL), renewal);
    assert.equal(repositories.renewal(`${URL}/`), null);
    const next = { ...renewal, refreshToken: 'another' };
    repositories.renewToken(URL, 'the next token', next);
    assert.equal(repositories.token(URL), 'the next token');
    assert.deepEqual(repositories.renewal(URL), next);
    assert.deepEqual(repositories.look(URL), look);
    repositories.setToken(URL, TOKEN);
    assert.equal(repositories.renewal(URL), null);
    repositories.removeToken(URL);
    repositories.renewToken(URL, TOKEN, renewal);
    assert.equal(repositories.token(URL), null);
  });

  it('has no token for another address, nor without its key', t => {
    const folder = emptyFolder(t);
    const first = openStore(folder);
    first.repositories.setToken(URL, TOKEN);
    assert.equal(first.repositories.token(`${URL}/`), null);
    first.close();
    rmSync(join(folder, 'secrets.key'));
    const second = openStore(folder);
    t.after(() => second.close());
    assert.equal(second.repositories.token(URL), null);
  });

  it('knows nothing of a repository that another token was given for', t => {
    const store = openStore(emptyFolder(t));
    t.after(() => store.close());
    store.repositories.keepLook(URL, look);
    store.repositories.setToken(URL, TOKEN);
    assert.equal(store.repositories.look(URL), null);
    store.repositories.keepLook(URL, look);
    store.repositories.removeToken(URL);
    assert.equal(store.repositories.look(URL), null);
    assert.equal(store.repositories.token(URL), null);
  });
});
