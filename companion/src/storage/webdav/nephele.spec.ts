import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Institution } from '../../../../peers/institution/index.ts';
import {
  describeStorage,
  type Subject
} from '../testing/storage-conformance.ts';
import { localClient, webDavAt } from '../testing/webdav.ts';

describeStorage('nephele', open);

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
