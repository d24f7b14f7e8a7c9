import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Share } from 'sciencemesh-contract';
import type { Mounted } from '../drive/drive.ts';
import { shareNamed } from '../drive/testing/shares.ts';
import { SPACE } from '../providers/provider.ts';
import type { Storage } from '../storage/storage.ts';
import { OWN_NODE } from '../store/shares.ts';
import { shareModel } from './models.ts';

/** What pages are told of a share beside what Jupyter knows. */
function detailsOf(change: Partial<Share>, label: string) {
  const share = { ...shareNamed('results'), ...change };
  const mounted: Mounted = {
    share,
    name: 'results',
    storage: { label } as Storage,
    localFolder: null
  };
  return shareModel({ mounted, reach: 'ready' }, null).sciencemesh;
}

const page = 'https://cernbox.example.org/files/spaces/home';

describe('what is told of a share', () => {
  it('is whose server has it, and how it is reached', () => {
    const received = detailsOf({ source: OWN_NODE }, 'cloud.example.org');
    assert.equal(received?.provider, 'cloud.example.org');
    assert.equal(received.byLogin, undefined);
    const listed = detailsOf({ source: 'cernbox' }, 'CERNBox');
    assert.deepEqual([listed?.provider, listed?.byLogin], ['CERNBox', true]);
  });

  it('is the page of a space, and of nothing that others share', () => {
    const source = 'cernbox';
    const own = detailsOf({ source, shareType: SPACE, page }, 'CERNBox');
    assert.equal(own?.page, page);
    assert.equal(detailsOf({ source, page }, 'CERNBox')?.page, undefined);
    // A sender may call its share so.
    const sent = { source: OWN_NODE, shareType: SPACE, page };
    assert.equal(detailsOf(sent, 'cloud.example.org')?.page, undefined);
  });
});
