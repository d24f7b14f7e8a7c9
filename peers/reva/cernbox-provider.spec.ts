/** CERNBox as a provider of shares, at a real Reva. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';

import { conformsAsProvider } from '../../companion/src/providers/testing/provider-conformance.ts';
import type { SentCrate } from '../dispatcher/index.ts';
import { cernboxOfMarie } from './testing/cernbox.ts';
import { skip } from './testing/scene.ts';
import { startSites } from './testing/sites.ts';

describe('CERNBox at Reva 3.12', { skip }, () => {
  conformsAsProvider('CERNBox', async t => {
    const { sites } = await startSites(t);
    const { cernbox } = await cernboxOfMarie(t, sites.b);
    const { provider } = cernbox;
    // Its times are seconds.
    let isFirst = true;
    const after = async (share: () => Promise<unknown>) => {
      await (isFirst ? null : setTimeout(1100));
      isFirst = false;
      await share();
      await provider.refresh();
    };
    return {
      provider,
      shareFolder: name => after(() => sites.shareFolder({ name })),
      sharePackage: (name, crate) =>
        after(() =>
          sites.sendPackage({
            name,
            crate: JSON.parse(crate) as SentCrate
          })
        )
    };
  });

  test('what only HTTP tells', async t => {
    const { sites } = await startSites(t);
    const { cernbox } = await cernboxOfMarie(t, sites.b, {
      gateway: undefined
    });
    const { provider } = cernbox;
    await sites.shareFolder({ name: 'spectra' });
    await sites.sendPackage({ name: 'a package', crate: { '@graph': [] } });
    await provider.refresh();

    const [one, other] = await provider.list({});
    assert.ok(one && other);
    const [folder, sent] = one.kind === 'folder' ? [one, other] : [other, one];
    assert.deepEqual([folder.kind, sent.kind], ['folder', 'package']);
    const info = provider.info();
    assert.equal(info.state, 'limited');
    assert.match(info.advice ?? '', /cernbox\.gateway/);
    await assert.rejects(provider.crate(sent.id), /CS3 gateway/);

    for (const state of ['accepted', 'declined', 'pending'] as const) {
      const changed = await provider.change(sent.id, { state });
      assert.equal(changed?.state, state);
      await provider.refresh();
      assert.equal((await provider.get(sent.id))?.state, state);
    }
    for (const state of ['accepted', 'declined'] as const) {
      await provider.change(folder.id, { state });
      await provider.refresh();
      assert.equal((await provider.get(folder.id))?.state, state);
    }
    await assert.rejects(
      provider.change(folder.id, { state: 'pending' }),
      /cernbox\.gateway/
    );
    assert.equal((await provider.get(folder.id))?.state, 'declined');
    await provider.change(sent.id, { hidden: true });
    await provider.refresh();
    assert.equal((await provider.get(sent.id))?.hidden, true);
  });

  test('a package that Reva is stuck in copying', async t => {
    const { sites, marie } = await startSites(t);
    const { cernbox } = await cernboxOfMarie(t, sites.b);
    const { provider } = cernbox;
    const url = 'http://127.0.0.1:9/data.csv';
    const crate = {
      '@graph': [
        { '@id': './', '@type': 'Dataset', hasPart: [{ '@id': 'data.csv' }] },
        // Reva reads texts only, and gives up without a word.
        { '@id': 'data.csv', '@type': 'File', url, contentSize: 10 }
      ]
    };
    await sites.sendPackage({ name: 'stuck', crate });
    const { id } = await sites.received('stuck');
    const query = `share_id=${id}&process=true&destination=/stuck`;
    await marie('POST', `/sciencemesh/process-embedded-share?${query}`);
    await provider.refresh();
    const [share] = await provider.list({});
    assert.equal(share?.copying, true);
    assert.equal(share.state, 'accepted');
    const back = await provider.setBack(share.id);
    assert.deepEqual([back?.copying, back?.state], [false, 'pending']);
    await assert.rejects(provider.setBack(share.id), /does not copy/);
    assert.equal(await provider.setBack('missing'), null);
  });
});
