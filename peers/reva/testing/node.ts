/**
 * Our own node as a process, which hears from peers on loopback.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Config, Share } from 'sciencemesh-contract';

import { startProcess } from '../../../companion/src/command-line/testing/process.ts';
import type { CompanionProcess } from '../../../companion/src/command-line/testing/process.ts';

const user = 'marie';

/** A companion whose user is marie. */
export interface Node {
  companion: CompanionProcess;
  /** What Jupyter would show: its root folder. */
  root: string;
  /** Host and port of its OCM interface. */
  host: string;
  /** OCM address of its user. */
  address: string;
  /** The share that a provider gave under an id, if it has arrived. */
  find(provider: string, providerId: string): Promise<Share | undefined>;
}

/**
 * Starts one in a temporary folder; it ends with the test.
 *
 * @param environment - beside that of the test
 */
export async function startNode(
  test: TestContext,
  config: Config = {},
  environment: Record<string, string> = {}
): Promise<Node> {
  const base = await mkdtemp(join(tmpdir(), 'node-'));
  const file = join(base, 'config.json');
  await writeFile(
    file,
    JSON.stringify({
      ...config,
      ocm: { user, ...config.ocm },
      outbound: {
        plainHttp: ['127.0.0.1'],
        privateHosts: ['127.0.0.1'],
        ...config.outbound
      }
    } satisfies Config)
  );
  const root = join(base, 'home');
  const companion = await startProcess(test, {
    environment,
    args: [
      ...['--root', root, '--data', join(base, 'data')],
      ...['--config', file]
    ]
  });
  test.after(async () => {
    await companion.end('SIGTERM');
    await rm(base, { recursive: true });
  });
  const { host } = new URL(companion.ocmListen);
  return {
    companion,
    root,
    host,
    address: `${user}@${host}`,
    find: async (provider, providerId) =>
      (await companion.shares()).find(
        share => share.provider === provider && share.providerId === providerId
      )
  };
}
