/** Our provider, for marie at a site. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cernboxSettings } from '../../companion/src/cernbox/settings.ts';
import { createOutboundClient } from '../../companion/src/http/guarded-client.ts';
import type { AccountProvider } from '../../companion/src/providers/account-provider.ts';
import { createCernbox } from '../../companion/src/providers/cernbox/cernbox.ts';
import { openStore } from '../../companion/src/store/store.ts';
import { people, type Sites } from '../../peers/reva/index.ts';

export interface MadeProvider {
  provider: AccountProvider;
  stop: () => Promise<void>;
}

/**
 * Makes one over an empty store.
 *
 * @param url of the site, or of what stands before it
 */
export async function makeProvider(
  { b }: Sites,
  url: string,
  { isWatched, pollSeconds }: { isWatched: () => boolean; pollSeconds?: number }
): Promise<MadeProvider> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-cernbox-'));
  const passwordFile = join(folder, 'password');
  await writeFile(passwordFile, people.marie.password, { mode: 0o600 });
  const loopback = {
    plainHttp: ['127.0.0.1'],
    privateHosts: ['127.0.0.1']
  };
  const store = openStore(join(folder, 'data'));
  const outbound = createOutboundClient(loopback, undefined, {
    environment: {}
  });
  const { provider } = createCernbox({
    settings: cernboxSettings(
      {
        url,
        gateway: { address: b.gateway, tls: false },
        credential: {
          kind: 'basic',
          user: people.marie.username,
          passwordFile
        },
        ...(pollSeconds === undefined ? {} : { pollSeconds })
      },
      loopback
    ),
    store,
    outbound,
    isWatched,
    onTrouble: error => {
      throw error;
    }
  });
  return {
    provider,
    stop: async () => {
      await provider.close();
      await outbound.close();
      store.close();
      await rm(folder, { recursive: true });
    }
  };
}
