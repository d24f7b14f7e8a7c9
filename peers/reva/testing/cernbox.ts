/**
 * Our provider for CERNBox, with marie logged in at the second of two sites.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { CernboxConfig, OutboundConfig } from 'sciencemesh-contract';

import { cernboxSettings } from '../../../companion/src/cernbox/settings.ts';
import { createOutboundClient } from '../../../companion/src/http/guarded-client.ts';
import { createCernbox } from '../../../companion/src/providers/cernbox/cernbox.ts';
import type {
  Cernbox,
  CernboxPatience
} from '../../../companion/src/providers/cernbox/cernbox.ts';
import { openStore } from '../../../companion/src/store/store.ts';
import type { Store } from '../../../companion/src/store/store.ts';
import { people } from '../index.ts';
import type { Sites } from '../index.ts';

export interface CernboxOfMarie {
  cernbox: Cernbox;
  store: Store;
  /** What was wrong, and nobody was told of. */
  troubles: unknown[];
}

/** How long is waited for what does not come. */
export interface Waiting {
  outbound?: Pick<OutboundConfig, 'timeoutSeconds' | 'idleSeconds'>;
  patience?: CernboxPatience;
}

/** Hosts that may be reached, as the operator of a loopback would say. */
export const loopback = {
  plainHttp: ['127.0.0.1'],
  privateHosts: ['127.0.0.1']
};

/**
 * What the configuration says of a site.
 *
 * @param change - `gateway: undefined` names none
 */
export async function configOfMarie(
  test: TestContext,
  { gateway, url }: { gateway: string; url: string },
  change: Partial<CernboxConfig> = {}
): Promise<CernboxConfig> {
  const folder = await mkdtemp(join(tmpdir(), 'cernbox-'));
  test.after(() => rm(folder, { recursive: true }));
  const passwordFile = join(folder, 'password');
  await writeFile(passwordFile, people.marie.password, { mode: 0o600 });
  const config: CernboxConfig = {
    url,
    gateway: { address: gateway, tls: false },
    credential: { kind: 'basic', user: people.marie.username, passwordFile },
    ...change
  };
  return config;
}

/** Makes one that looks when it is told to; it ends with the test. */
export async function cernboxOfMarie(
  test: TestContext,
  site: Pick<Sites['b'], 'gateway' | 'url'>,
  change: Partial<CernboxConfig> = {},
  { outbound: limits, patience }: Waiting = {}
): Promise<CernboxOfMarie> {
  const config = await configOfMarie(test, site, {
    pollSeconds: 3600,
    ...change
  });
  const folder = await mkdtemp(join(tmpdir(), 'store-'));
  const store = openStore(folder);
  const outbound = createOutboundClient({ ...loopback, ...limits }, undefined, {
    environment: {}
  });
  const troubles: unknown[] = [];
  const cernbox = createCernbox({
    settings: cernboxSettings(config, loopback),
    store,
    outbound,
    isWatched: () => true,
    onTrouble: error => troubles.push(error),
    ...(patience === undefined ? {} : { patience })
  });
  test.after(async () => {
    await cernbox.provider.close();
    await outbound.close();
    store.close();
    await rm(folder, { recursive: true });
  });
  return { cernbox, store, troubles };
}
