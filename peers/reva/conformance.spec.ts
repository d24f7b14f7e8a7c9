import { describe, it } from 'node:test';

import { describeStorage } from '../../companion/src/storage/testing/storage-conformance.ts';
import {
  localClient,
  webDavAt
} from '../../companion/src/storage/testing/webdav.ts';
import { answering } from './testing/answering.ts';
import { skip } from './testing/scene.ts';
import { Reva } from './index.ts';

if (skip) {
  describe('Reva', () => {
    it('is a storage', { skip }, () => undefined);
  });
} else {
  // No deviations: what Reva does differently (README.md) is made up for.
  describeStorage('Reva', async () => {
    const node = await answering();
    const reva = await Reva.start({ nodes: [node.host] });
    await reva.makeFolder('/results');
    const share = await reva.share({
      path: '/results',
      shareWith: `marie@${node.host}`,
      role: 'editor'
    });
    const outbound = localClient();
    return {
      storage: webDavAt(share.uri, outbound, {
        authorization: `Bearer ${share.sharedSecret}`
      }),
      close: async () => {
        await outbound.close();
        await reva.stop();
        await node.close();
      }
    };
  });
}
