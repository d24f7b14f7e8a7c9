import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { freePort } from '../loopback/index.ts';
import { Child } from './child.ts';
import {
  apacheConfiguration,
  nginxConfiguration,
  passwordLine,
  wsgidavConfiguration
} from './configurations.ts';
import type { Site } from './configurations.ts';

/** The servers that there are. */
export const KINDS = ['wsgidav', 'apache', 'nginx', 'rclone'] as const;
export type Kind = (typeof KINDS)[number];

/** A WebDAV server on loopback. */
export interface WebDavServer {
  kind: Kind;
  /** Address of the root, with a slash at the end. */
  url: string;
  /** Folder on disk that it serves. */
  folder: string;
  /** Value of the `Authorization` header that it takes. */
  authorization: string;
  /** Stops it and removes what it served. */
  stop(): Promise<void>;
}

const install = join(import.meta.dirname, 'install.sh');

/** Where wsgidav is, or why the servers cannot run here: a sentence. */
export async function findServers(): Promise<
  { wsgidav: string } | { missing: string }
> {
  try {
    const { stdout } = await promisify(execFile)(install, ['--check']);
    return { wsgidav: stdout.trim() };
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    return { missing: stderr?.trim() || String(error) };
  }
}

/**
 * Starts a server over an empty folder.
 *
 * @throws Error with what it said when it does not start
 */
export async function startServer(kind: Kind): Promise<WebDavServer> {
  const found = await findServers();
  if ('missing' in found) {
    throw new Error(found.missing);
  }
  const base = await mkdtemp(join(tmpdir(), `sciencemesh-${kind}-`));
  const site: Site = {
    port: await freePort(),
    folder: join(base, 'files'),
    state: join(base, 'state'),
    user: 'einstein',
    password: 'relativity'
  };
  // Apache leaves root behind and works as a user of its own.
  await chmod(base, 0o755);
  for (const folder of [site.folder, site.state]) {
    await mkdir(folder);
    await chmod(folder, 0o777);
  }
  await writeFile(join(site.state, 'passwords'), passwordLine(site));
  const command = await commandFor(kind, site, found.wsgidav);
  const child = new Child(command, site.state);
  const url = `http://127.0.0.1:${site.port}/`;
  await child.ready(url);
  const pair = Buffer.from(`${site.user}:${site.password}`).toString('base64');
  return {
    kind,
    url,
    folder: site.folder,
    authorization: `Basic ${pair}`,
    stop: async () => {
      await child.stop();
      await rm(base, { recursive: true, force: true });
    }
  };
}

/** Writes the configuration that the server wants, and says how to start it. */
async function commandFor(
  kind: Kind,
  site: Site,
  wsgidav: string
): Promise<string[]> {
  const file = join(site.state, 'configuration.yaml');
  switch (kind) {
    case 'wsgidav':
      await writeFile(file, wsgidavConfiguration(site));
      return [wsgidav, '--config', file];
    case 'apache':
      await writeFile(file, apacheConfiguration(site));
      return ['/usr/sbin/apache2', '-f', file, '-DFOREGROUND'];
    case 'nginx':
      await writeFile(file, nginxConfiguration(site));
      return ['/usr/sbin/nginx', '-p', site.state, '-c', file];
    case 'rclone':
      return [
        'rclone',
        'serve',
        'webdav',
        site.folder,
        `--addr=127.0.0.1:${site.port}`,
        `--user=${site.user}`,
        `--pass=${site.password}`,
        '--config=/dev/null',
        `--cache-dir=${site.state}`
      ];
  }
}
