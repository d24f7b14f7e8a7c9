import assert from 'node:assert/strict';
import { afterEach, beforeEach, suite, test } from 'node:test';

import { Dataverse } from './index.ts';
import { Client, described } from './testing/client.ts';

suite('who may do what at a Dataverse', () => {
  let dataverse: Dataverse;
  let alice: Client;
  let bob: Client;
  let guest: Client;
  beforeEach(async () => {
    dataverse = await Dataverse.start();
    alice = new Client(dataverse);
    bob = new Client(dataverse, 'bob');
    guest = new Client(dataverse, null);
  });
  afterEach(() => dataverse.stop());

  test('a token says who somebody is', async () => {
    const { data } = await alice.call('GET', '/users/:me');
    assert.equal(data.identifier, '@alice');
    assert.equal(data.email, 'alice@example.org');
    const missing = await guest.call('GET', '/users/:me');
    assert.equal(missing.status, 400);
    assert.equal(missing.message, 'User with token null not found.');
  });

  test('an address may end with a slash', async () => {
    const { data } = await alice.call('GET', '/users/:me/');
    assert.equal(data.identifier, '@alice');
  });

  test('a token may stand in the query', async () => {
    const key = dataverse.token('bob');
    const { data } = await guest.call('GET', `/users/:me?key=${key}`);
    assert.equal(data.identifier, '@bob');
  });

  test('a wrong token and one that ended are refused alike', async () => {
    const headers = { 'X-Dataverse-key': 'Bad Medicine' };
    const wrong = await guest.call('GET', '/users/:me', { headers });
    assert.deepEqual([wrong.status, wrong.message], [401, 'Bad API key']);
    dataverse.expire('alice');
    const ended = await alice.call('GET', '/users/:me');
    assert.deepEqual([ended.status, ended.message], [401, 'Bad API key']);
  });

  test('a token tells its end, and can be made anew', async () => {
    const { data } = await alice.call('GET', '/users/token');
    assert.match(data.message, /^Token [0-9a-f-]{36} expires on \d{4}-/);
    const before = dataverse.token('alice');
    const anew = await alice.call('POST', '/users/token/recreate');
    assert.match(anew.data.message, /^New token for alice is /);
    assert.notEqual(dataverse.token('alice'), before);
  });

  test('a guest makes nothing', async () => {
    const path = '/dataverses/root/datasets';
    const { status, message } = await guest.call('POST', path, {
      json: described()
    });
    assert.equal(status, 401);
    assert.equal(
      message,
      'User :guest is not permitted to perform requested action.'
    );
  });

  test("another's draft is neither seen, changed nor published", async () => {
    const doi = await alice.create();
    const seen = await bob.about('GET', doi, '/versions/:draft');
    assert.equal(seen.status, 401);
    const added = await bob.add(doi, { name: 'a.txt', content: 'a' });
    assert.equal(added.status, 403);
    assert.equal(
      added.message,
      'You do not have permission to edit this dataset.'
    );
    const published = await bob.publish(doi);
    assert.match(published.message, /^User @bob is not permitted/);
    const listed = await bob.call('GET', '/dataverses/root/contents');
    assert.deepEqual(listed.list, []);
    const own = await alice.call('GET', '/dataverses/root/contents');
    assert.equal(own.list.length, 1);
  });

  test('what is not there is said in the ways of the real one', async () => {
    const byNumber = await alice.call('GET', '/datasets/4711/locks');
    assert.equal(byNumber.message, 'Dataset with ID 4711 not found.');
    const byDoi = await alice.about('GET', 'doi:10.5072/FK2/NONE', '/locks');
    assert.equal(byDoi.status, 404);
    assert.match(byDoi.message, /a persistentId query parameter must be/);
    const nowhere = await alice.call('GET', '/records');
    assert.deepEqual([nowhere.status, nowhere.body.code], [404, 404]);
    const method = await alice.call('POST', '/licenses');
    assert.equal(method.status, 405);
  });
});
