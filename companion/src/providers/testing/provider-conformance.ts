/**
 * What every provider must do, whatever is behind it.
 */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { Provider as ProviderShape, type Share } from 'sciencemesh-contract';
import { Compile } from 'typebox/compile';
import { RequestProblem } from '../../http/problem.ts';
import { isSpace, type Provider } from '../provider.ts';

const shape = Compile(ProviderShape);

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

  const infoOf = (provider: Provider) => {
    const info = provider.info();
    assert.deepEqual([...shape.Errors(info)], []);
    const { message, state } = info;
    assert.equal(message === null, ['ready', 'connecting'].includes(state));
    assert.ok(info.capabilities.signsIn || state !== 'signed-out');
    return info;
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
      assert.equal(await provider.setBack('missing'), null);
      assert.equal(await provider.retryDelivery('missing'), null);
    });

    it('says what it is and how it is doing', async t => {
      const { provider, shareFolder } = await setUp(t);
      const before = infoOf(provider);
      await shareFolder('spectra');
      await provider.refresh();
      const after = infoOf(provider);
      assert.equal(after.state, 'ready');
      assert.deepEqual([after.message, after.advice], [null, null]);
      // What it is does not depend on how it is doing.
      for (const key of ['id', 'label', 'page', 'drive'] as const) {
        assert.equal(after[key], before[key]);
      }
      assert.deepEqual(after.capabilities, before.capabilities);
      assert.equal((await only(provider)).source, after.id);
    });

    it('looks whenever it is told to, and tells no news of none', async t => {
      const { provider, shareFolder } = await setUp(t);
      await shareFolder('spectra');
      await provider.refresh();
      const heard: unknown[] = [];
      const ends = [
        provider.onChange(share => heard.push(share)),
        provider.onInfo(info => heard.push(info))
      ];
      const done = await Promise.all(
        Array.from({ length: 5 }, () => provider.refresh())
      );
      assert.ok(done.every(result => result === undefined));
      assert.deepEqual(heard, []);
      ends.forEach(end => end());
      assert.equal((await only(provider)).name, 'spectra');
    });

    it('marks as seen what is there, and tells of it once', async t => {
      const { provider, shareFolder, sharePackage } = await setUp(t);
      await shareFolder('spectra');
      await sharePackage('package', '{"@graph":[]}');
      const heard: Share[] = [];
      // Who draws the drive hears of own folders, too.
      const end = provider.onChange(share => {
        if (!isSpace(share)) {
          heard.push(share);
        }
      });
      await provider.markAllSeen();
      assert.deepEqual(heard.map(share => [share.name, share.seen]).sort(), [
        ['package', true],
        ['spectra', true]
      ]);
      await provider.markAllSeen();
      assert.equal(heard.length, 2);
      end();
      await shareFolder('another');
      await provider.refresh();
      assert.deepEqual(
        (await provider.list({})).map(share => [share.name, share.seen]).sort(),
        [
          ['another', false],
          ['package', true],
          ['spectra', true]
        ]
      );
    });

    it('does what it says that it can, and refuses the rest', async t => {
      const { provider, shareFolder, sharePackage } = await setUp(t);
      const { capabilities } = infoOf(provider);
      await shareFolder('spectra');
      await sharePackage('package', '{"@graph":[]}');
      for (const { id, kind } of await provider.list({})) {
        // Nothing is being copied, whoever could set it back.
        await assert.rejects(provider.setBack(id), isConflict);
        const decided = await provider.change(id, { state: 'accepted' });
        if (!capabilities.notifiesSenders) {
          assert.equal(decided?.delivery, null);
          await assert.rejects(provider.retryDelivery(id), isConflict);
        } else if (kind === 'folder') {
          assert.equal(decided?.delivery?.type, 'SHARE_ACCEPTED');
        }
      }
      for (const { copying } of await provider.list({})) {
        assert.equal(copying, false);
      }
    });

    it("keeps a person's own folders apart from shares", async t => {
      const { provider, shareFolder } = await setUp(t);
      await shareFolder('spectra');
      await provider.refresh();
      const { drive, id } = infoOf(provider);
      const spaces = await provider.spaces();
      assert.ok(drive !== null || spaces.length === 0);
      for (const space of spaces) {
        assert.ok(isSpace(space));
        assert.deepEqual([space.source, space.state], [id, 'accepted']);
        assert.equal(await provider.get(space.id), null);
        assert.equal(await provider.change(space.id, { seen: true }), null);
      }
      assert.equal(isSpace(await only(provider)), false);
    });
  });
}

function isConflict(error: unknown): boolean {
  return error instanceof RequestProblem && error.status === 409;
}
