/**
 * The one WebDAV server that all are measured against: Apache's mod_dav, with
 * a log from which requests and bytes are counted.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '../../peers/loopback/index.ts';

const MODULES = '/usr/lib/apache2/modules';
const PROGRAM = '/usr/sbin/apache2';

/** What reached the server between two moments. */
export interface Traffic {
  requests: number;
  /** By method, such as `{ PROPFIND: 2 }`. */
  methods: Record<string, number>;
  /** Bytes of bodies that the server sent and received, with heads. */
  sent: number;
  received: number;
}

export class DavServer {
  /** Address of the folder, with a slash at its end. */
  readonly url: string;
  readonly port: number;
  /** The folder that is served. */
  readonly folder: string;
  readonly version: string;

  readonly #log: string;
  readonly #child: ChildProcess;

  private constructor(
    parts: { port: number; folder: string; log: string; version: string },
    child: ChildProcess
  ) {
    this.port = parts.port;
    this.url = `http://127.0.0.1:${parts.port}/files/`;
    this.folder = parts.folder;
    this.version = parts.version;
    this.#log = parts.log;
    this.#child = child;
  }

  /**
   * @param base an empty folder for its files, its log and its locks
   * @throws Error when Apache is not installed
   */
  static async start(base: string): Promise<DavServer> {
    const folder = join(base, 'files');
    const log = join(base, 'access.log');
    await mkdir(folder, { recursive: true });
    await mkdir(join(base, 'empty'));
    // Started by root, Apache's processes are somebody else.
    await chmod(base, 0o777);
    await chmod(folder, 0o777);
    const port = await freePort();
    await writeFile(join(base, 'apache.conf'), configuration(base, port));
    await writeFile(log, '');
    const child = spawn(
      PROGRAM,
      ['-f', join(base, 'apache.conf'), '-D', 'FOREGROUND'],
      { stdio: ['ignore', 'inherit', 'inherit'] }
    );
    await once(child, 'spawn');
    const server = new DavServer(
      { port, folder, log, version: await apacheVersion() },
      child
    );
    await server.#answers();
    return server;
  }

  /** Counts what reaches the server while something is done. */
  async during<T>(
    action: () => Promise<T>
  ): Promise<{ result: T; traffic: Traffic }> {
    const from = (await readFile(this.#log)).length;
    const result = await action();
    // A line is written when its answer is over.
    await wait(150);
    return { result, traffic: await this.#trafficSince(from) };
  }

  async stop(): Promise<void> {
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await exit;
  }

  async #trafficSince(from: number): Promise<Traffic> {
    const file = await open(this.#log);
    try {
      const { size } = await file.stat();
      const buffer = Buffer.alloc(size - from);
      await file.read(buffer, 0, buffer.length, from);
      const traffic: Traffic = {
        requests: 0,
        methods: {},
        sent: 0,
        received: 0
      };
      for (const line of buffer.toString().split('\n').filter(Boolean)) {
        const [method = '', , received, sent] = line.split(' ');
        traffic.requests += 1;
        traffic.methods[method] = (traffic.methods[method] ?? 0) + 1;
        traffic.received += Number(received);
        traffic.sent += Number(sent);
      }
      return traffic;
    } finally {
      await file.close();
    }
  }

  async #answers(): Promise<void> {
    for (let left = 100; ; left -= 1) {
      try {
        const answer = await fetch(this.url, { method: 'OPTIONS' });
        await answer.body?.cancel();
        return;
      } catch (error) {
        if (left === 0) {
          throw error;
        }
        await wait(50);
      }
    }
  }
}

function configuration(base: string, port: number): string {
  const modules = ['mpm_event', 'alias', 'authz_core', 'dav', 'dav_fs'].map(
    name => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`
  );
  const user =
    process.getuid?.() === 0 ? ['User www-data', 'Group www-data'] : [];
  return [
    ...modules,
    ...user,
    `ServerRoot ${base}`,
    'ServerName 127.0.0.1',
    `Listen 127.0.0.1:${port}`,
    `PidFile ${base}/apache.pid`,
    `ErrorLog ${base}/error.log`,
    `LogFormat "%m %>s %I %O" counted`,
    `CustomLog ${base}/access.log counted`,
    `DavLockDB ${base}/locks`,
    `DocumentRoot ${base}/empty`,
    `Alias /files ${base}/files`,
    `<Directory ${base}/files>`,
    'Dav On',
    'Require all granted',
    '</Directory>',
    ''
  ].join('\n');
}

async function apacheVersion(): Promise<string> {
  const child = spawn(PROGRAM, ['-v'], { stdio: ['ignore', 'pipe', 'ignore'] });
  let text = '';
  child.stdout.on('data', chunk => (text += String(chunk)));
  await once(child, 'close');
  return /Apache\/[\d.]+/.exec(text)?.[0] ?? 'Apache';
}
