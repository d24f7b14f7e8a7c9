import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Institution } from '../../../../peers/institution/index.ts';
import {
  describeStorage,
  type Deviations,
  type Subject
} from '../testing/storage-conformance.ts';
import { localClient, webDavAt } from '../testing/webdav.ts';

const deviations: Deviations = {
  racyNew: 'It does not lock while it writes.',
  racyUnchanged: 'It does not lock while it writes.',
  notAtomic: 'It writes into the file itself.'
};

describeStorage('nephele', open, deviations);

async function open(): Promise<Subject> {
  const folder = await mkdtemp(join(tmpdir(), 'sciencemesh-nephele-'));
  const institution = await Institution.start();
  const share = institution.share({
    folder,
    name: 'data',
    shareWith: 'r@hub.example.org',
    permissions: ['read', 'write']
  });
  const outbound = localClient();
  return {
    storage: webDavAt(
      `${institution.url}/remote.php/dav/ocm/${share.providerId}`,
      outbound,
      { authorization: `Bearer ${share.sharedSecret}` }
    ),
    close: async () => {
      await outbound.close();
      await institution.stop();
      await rm(folder, { recursive: true });
    }
  };
}
