import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';

import { freePorts } from '../loopback/index.ts';
import { logIn } from './login.ts';

const install = join(import.meta.dirname, 'install.sh');
const config = join(import.meta.dirname, 'jupyterhub_config.py');
const server = join(import.meta.dirname, 'server.ts');
/** Milliseconds that a start may take on a busy machine. */
const patience = 60_000;
const linesOfLog = 40;

/** With what a server was started. */
export type ServerEnvironment = Readonly<Record<string, string>>;

/** What an operator decides, each as the operator's guide says by itself. */
export interface HubSettings {
  /** `enable_auth_state` */
  authState?: boolean;
  /** What the roles are given beside what JupyterHub gives them. */
  scopes?: { user: readonly string[]; server: readonly string[] };
  /** `auth_refresh_strict`: a login that has ended counts no longer. */
  strict?: boolean;
}

/** Where it is installed, or why it is not: a sentence for who runs tests. */
export async function findHub(): Promise<
  { folder: string } | { missing: string }
> {
  try {
    const { stdout } = await promisify(execFile)(install, ['--check']);
    return { folder: stdout.trim() };
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    return { missing: stderr?.trim() || String(error) };
  }
}

/** A real JupyterHub with its proxy, and people whose logins a test decides. */
export class Hub {
  /** Where people log in. */
  readonly url: string;
  private readonly installed: string;
  private readonly folder: string;
  private readonly ports: { public: number; hub: number; proxy: number };
  private readonly adminToken = randomBytes(16).toString('hex');
  private readonly cryptKey = randomBytes(32).toString('hex');
  private readonly logins = new Map<string, object>();
  private child: ChildProcess | null = null;
  private said: string[] = [];

  private constructor(
    installed: string,
    folder: string,
    ports: readonly number[]
  ) {
    const [open = 0, hub = 0, proxy = 0] = ports;
    this.installed = installed;
    this.folder = folder;
    this.ports = { public: open, hub, proxy };
    this.url = `http://127.0.0.1:${open}`;
  }

  /** Starts one that nobody is known to. */
  static async start(settings: HubSettings = {}): Promise<Hub> {
    const found = await findHub();
    if ('missing' in found) {
      throw new Error(found.missing);
    }
    const folder = await mkdtemp(join(tmpdir(), 'hub-'));
    const hub = new Hub(found.folder, folder, await freePorts(3));
    try {
      await hub.open(settings);
    } catch (error) {
      await hub.stop();
      throw error;
    }
    return hub;
  }

  /**
   * Opens it again after `close()`, with what it remembers.
   *
   * @throws Error with the end of its log when it does not start
   */
  async open({
    authState = true,
    scopes = {
      user: ['admin:auth_state!user'],
      server: ['admin:auth_state!user']
    },
    strict = false
  }: HubSettings = {}): Promise<void> {
    const { adminToken, cryptKey, folder, installed, ports } = this;
    const module = 'node_modules/configurable-http-proxy';
    const program = 'bin/configurable-http-proxy';
    await this.keepLogins();
    await this.write('settings.json', {
      adminToken,
      authState,
      owner: process.pid,
      ports,
      proxy: [process.execPath, join(installed, 'proxy', module, program)],
      scopes,
      server: [process.execPath, server],
      strict
    });
    const child = spawn(
      join(installed, 'env/bin/python'),
      ['-m', 'jupyterhub', '--config', config],
      {
        cwd: folder,
        env: {
          ...process.env,
          CONFIGPROXY_AUTH_TOKEN: adminToken,
          JUPYTERHUB_CRYPT_KEY: cryptKey
        },
        stdio: ['ignore', 'pipe', 'pipe']
      }
    );
    this.child = child;
    this.said = [];
    for (const output of [child.stdout, child.stderr]) {
      output.setEncoding('utf8').on('data', (text: string) => {
        this.said = [...this.said, text].slice(-linesOfLog);
      });
    }
    const end = Date.now() + patience;
    while (!(await this.answers())) {
      if (child.exitCode !== null || Date.now() > end) {
        throw new Error(`JupyterHub did not start: ${this.log()}`);
      }
      await setTimeout(100);
    }
  }

  /** Ends the Hub and its proxy. Servers stay, and keep their tokens. */
  async close(): Promise<void> {
    const { child } = this;
    if (child?.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    }
    // Servers still hold these.
    child?.stdout?.destroy();
    child?.stderr?.destroy();
    this.child = null;
  }

  /**
   * Decides what the login of a person holds: at the next one, and when the
   * Hub renews it. That it does when it is asked, once a second at most.
   *
   * @param authState - null: the login has ended
   */
  async decide(name: string, authState: object | null): Promise<void> {
    if (authState === null) {
      this.logins.delete(name);
    } else {
      this.logins.set(name, authState);
    }
    await this.keepLogins();
  }

  /** Logs in as people do, by the page; `decide()` comes first. */
  login(name: string): Promise<void> {
    return logIn(this.url, name);
  }

  /**
   * Starts the server of a person who has logged in once.
   *
   * @returns the environment that the Hub gave it
   */
  async spawn(name: string): Promise<ServerEnvironment> {
    const file = join(this.folder, `environment-${name}.json`);
    await rm(file, { force: true });
    const answer = await this.ask('POST', `/users/${name}/server`);
    if (!answer.ok) {
      throw new Error(
        `JupyterHub starts no server: ${answer.status} ${await answer.text()}\n${this.log()}`
      );
    }
    const end = Date.now() + patience;
    while (!(await this.isReady(name))) {
      if (Date.now() > end) {
        throw new Error(`The server of ${name} did not start: ${this.log()}`);
      }
      await setTimeout(100);
    }
    return JSON.parse(await readFile(file, 'utf8')) as ServerEnvironment;
  }

  /** Ends the server of a person: its token is no longer taken. */
  async despawn(name: string): Promise<void> {
    await this.ask('DELETE', `/users/${name}/server`);
    while (await this.isReady(name)) {
      await setTimeout(100);
    }
  }

  /** The end of what the Hub said. */
  log(): string {
    return this.said.join('');
  }

  /** Ends everything: servers do when the folder is gone. */
  async stop(): Promise<void> {
    await this.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async answers(): Promise<boolean> {
    // Over the proxy: then both are there.
    const { ok } = await fetch(`${this.url}/hub/api/`).catch(() => ({
      ok: false
    }));
    return ok;
  }

  private async isReady(name: string): Promise<boolean> {
    const answer = await this.ask('GET', `/users/${name}`);
    const { servers } = (await answer.json()) as {
      servers?: Record<string, { ready: boolean }>;
    };
    return servers?.['']?.ready ?? false;
  }

  /** Asks the Hub with more rights than anybody's server has. */
  private ask(method: string, path: string): Promise<Response> {
    return fetch(`${this.url}/hub/api${path}`, {
      method,
      headers: { authorization: `token ${this.adminToken}` }
    });
  }

  private async keepLogins(): Promise<void> {
    await this.write('logins.json', Object.fromEntries(this.logins));
  }

  /** Whole at once: the Hub may be reading. */
  private async write(name: string, value: object): Promise<void> {
    const file = join(this.folder, name);
    await writeFile(`${file}.new`, JSON.stringify(value), { mode: 0o600 });
    await rename(`${file}.new`, file);
  }
}
