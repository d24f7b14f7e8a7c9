import { describe, it } from 'node:test';

import {
  describeStorage,
  type Deviations
} from '../../../companion/src/storage/testing/storage-conformance.ts';
import {
  localClient,
  webDavAt
} from '../../../companion/src/storage/testing/webdav.ts';
import { findServers, startServer } from '../index.ts';
import type { Kind } from '../index.ts';

/** Holds what every storage promises against a server, where there is one. */
export async function describeServer(
  kind: Kind,
  deviations: Deviations
): Promise<void> {
  const found = await findServers();
  if ('missing' in found) {
    describe(kind, () => {
      it('is a storage', { skip: found.missing }, () => undefined);
    });
    return;
  }
  describeStorage(
    kind,
    async () => {
      const server = await startServer(kind);
      const outbound = localClient();
      const { authorization } = server;
      return {
        storage: webDavAt(server.url, outbound, { authorization }),
        close: async () => {
          await outbound.close();
          await server.stop();
        }
      };
    },
    deviations
  );
}
