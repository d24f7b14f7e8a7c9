/**
 * What every provider must do, whatever is behind it.
 */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { Share } from 'sciencemesh-contract';
import type { Provider } from '../provider.ts';

/** Makes a provider, and plays the world that shares with its user. */
export interface ProviderUnderTest {
  provider: Provider;
  /** Shares a package; resolves when the provider has it. */
  sharePackage: (name: string, crate: string) => Promise<void>;
  /** Shares a folder that stays at its sender. */
  shareFolder: (name: string) => Promise<void>;
}

/** Registers the suite. */
export function conformsAsProvider(
  name: string,
  setUp: (test: TestContext) => Promise<ProviderUnderTest>
): void {
  const only = async (provider: Provider): Promise<Share> => {
    const [share, ...others] = await provider.list({ filter: 'all' });
    assert.ok(share && others.length === 0);
    return share;
  };

  describe(`${name} as a provider`, () => {
    it('lists what was shared, pending and not seen', async t => {
      const { provider, shareFolder } = await setUp(t);
      assert.deepEqual(await provider.list({}), []);
      await shareFolder('spectra');
      const share = await only(provider);
      assert.equal(share.name, 'spectra');
      assert.equal(share.kind, 'folder');
      assert.equal(share.state, 'pending');
      assert.equal(share.seen, false);
      assert.equal(share.hidden, false);
      assert.equal(share.sender.host, share.provider);
      assert.deepEqual(await provider.get(share.id), share);
    });

    it('lists the newest first', async t => {
      const { provider, shareFolder, sharePackage } = await setUp(t);
      await shareFolder('first');
      await sharePackage('second', '{"@graph":[]}');
      const shares = await provider.list({});
      assert.deepEqual(
        shares.map(share => share.name),
        ['second', 'first']
      );
    });

    it('hands out crates when it says that it can', async t => {
      const { provider, sharePackage } = await setUp(t);
      const crate = '{"@graph":[{"@id":"./","@type":"Dataset"}]}';
      await sharePackage('package', crate);
      const share = await only(provider);
      assert.equal(share.kind, 'package');
      const text = await provider.crate(share.id);
      if (provider.info().capabilities.crates) {
        assert.deepEqual(JSON.parse(text ?? ''), JSON.parse(crate));
      } else {
        assert.equal(text, null);
      }
    });

    it('has no crate of a folder', async t => {
      const { provider, shareFolder } = await setUp(t);
      await shareFolder('spectra');
      assert.equal(await provider.crate((await only(provider)).id), null);
    });

    it('keeps decisions, and takes them back', async t => {
      const { provider, shareFolder } = await setUp(t);
      await shareFolder('spectra');
      const { id } = await only(provider);
      for (const change of [
        { state: 'accepted' },
        { state: 'declined' },
        { state: 'pending' },
        { hidden: true },
        { hidden: false },
        { seen: true }
      ] as const) {
        const share = await provider.change(id, change);
        assert.deepEqual(share, { ...share, ...change });
        assert.deepEqual(await provider.get(id), share);
      }
    });

    it('filters declined and hidden shares out unless asked', async t => {
      const { provider, shareFolder } = await setUp(t);
      await shareFolder('spectra');
      const { id } = await only(provider);
      await provider.change(id, { state: 'declined' });
      assert.deepEqual(await provider.list({}), []);
      assert.equal((await provider.list({ filter: 'declined' })).length, 1);
      await provider.change(id, { state: 'pending', hidden: true });
      assert.deepEqual(await provider.list({ filter: 'pending' }), []);
      assert.equal((await provider.list({ filter: 'hidden' })).length, 1);
    });

    it('finds by words', async t => {
      const { provider, shareFolder } = await setUp(t);
      await shareFolder('Dimuon spectra');
      assert.equal((await provider.list({ search: 'SPECTRA dim' })).length, 1);
      assert.deepEqual(await provider.list({ search: 'nothing' }), []);
    });

    it('marks all as seen', async t => {
      const { provider, shareFolder } = await setUp(t);
      await shareFolder('spectra');
      await provider.markAllSeen();
      assert.equal((await only(provider)).seen, true);
    });

    it('tells of new and of changed shares until told to stop', async t => {
      const { provider, shareFolder } = await setUp(t);
      const heard: Share[] = [];
      const end = provider.onChange(share => heard.push(share));
      await shareFolder('spectra');
      const { id } = await only(provider);
      await provider.change(id, { hidden: true });
      end();
      await provider.change(id, { hidden: false });
      assert.ok(heard.length >= 2);
      assert.equal(heard.at(-1)?.hidden, true);
    });

    it('knows nothing of shares that are not there', async t => {
      const { provider } = await setUp(t);
      assert.equal(await provider.get('missing'), null);
      assert.equal(await provider.crate('missing'), null);
      assert.equal(await provider.change('missing', { seen: true }), null);
    });
  });
}
