/**
 * Tokens and suggestions beside a real InvenioRDM.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import { findInvenio, Invenio } from '../../../../peers/invenio/index.ts';
import { createRepositories } from './testing/repositories.ts';

const signal = new AbortController().signal;

const found = await findInvenio();
if ('missing' in found) {
  process.stderr.write(`${found.missing}\n`);
} else {
  describe('repositories beside InvenioRDM', beside);
}

function beside(): void {
  let invenio: Invenio;
  before(async () => {
    invenio = await Invenio.start('zenodo');
  });
  after(async () => {
    await invenio.stop();
  });

  const named = (test: TestContext) => {
    const created = createRepositories(test, {
      configured: [
        {
          id: 'zenodo-like',
          kind: 'invenio-rdm',
          flavour: 'zenodo',
          name: 'Zenodo-like',
          url: invenio.url
        }
      ]
    });
    return { ...created, id: 'zenodo-like' };
  };

  it('recognise what it is from its address', async t => {
    const { repositories } = createRepositories(t);
    const added = await repositories.add(
      { url: `${invenio.url}/uploads/new` },
      signal
    );
    assert.equal(added.kind, 'invenio-rdm');
    assert.equal(added.url, invenio.url);
  });

  it('take a good token, and refuse one that ended', async t => {
    const { id, repositories } = named(t);
    const { email, expired, token } = invenio.people.alice;
    const refused = await repositories.setToken(id, expired, signal);
    assert.equal(refused.login?.state, 'refused');
    assert.equal(refused.state, 'sign-in');
    const good = await repositories.setToken(id, token, signal);
    assert.equal(good.login?.state, 'good');
    assert.equal(good.login?.account, email);
    assert.equal(good.state, 'ready');
    const { adapter } = await repositories.open(id, signal);
    assert.deepEqual(await adapter.drafts(new Date(), signal), []);
  });

  it('propose the licences of its vocabulary', async t => {
    const { id, repositories } = named(t);
    await repositories.setToken(id, invenio.people.alice.token, signal);
    const { items, offline } = await repositories.suggest(
      id,
      { kind: 'licence', q: 'apache' },
      signal
    );
    assert.equal(offline, false);
    assert.ok(items.some(({ detail }) => /^apache-2\.0$/iu.test(detail ?? '')));
  });
}
