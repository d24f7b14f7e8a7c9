import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { freePorts } from '../loopback/index.ts';
import { serverConfig, settings } from './configuration.ts';
import type { Configuration } from './configuration.ts';

const repository = join(import.meta.dirname, '..', '..');
const startSeconds = 90;
const stopSeconds = 45;
const pollMilliseconds = 100;
const linesOfLog = 20;

/** How to start JupyterLab. */
export interface JupyterLabOptions extends Pick<
  Configuration,
  | 'companion'
  | 'displayName'
  | 'folder'
  | 'host'
  | 'outbound'
  | 'traits'
  | 'user'
> {
  /** Variables that the Jupyter server gets in addition. */
  environment?: NodeJS.ProcessEnv;
  /** Folder with Python packages to add, made by `pip install --target`. */
  packages?: string;
  /**
   * What JupyterLab's page is told differently. `{ token: '' }` makes it work
   * as under a JupyterHub: with its cookie and the XSRF check.
   */
  pageConfig?: Record<string, unknown>;
  /** Whether starting takes until the companion answers; default true. */
  awaitsCompanion?: boolean;
  /** Gives up starting. */
  signal?: AbortSignal;
}

interface Parts {
  baseUrl: string;
  token: string;
  ocmUrl: string;
  options: JupyterLabOptions;
}

/** A JupyterLab with the extension, whose OCM node is listening. */
export class JupyterLab {
  /** Address of the Jupyter server, without a slash at the end. */
  readonly baseUrl: string;
  /** What the Jupyter server takes for a login. */
  readonly token: string;
  /** Base address of the OCM node. */
  readonly ocmUrl: string;
  /** The root of the file browser. */
  readonly workspace: string;

  private child: ChildProcess;
  private readonly folder: string;
  private readonly options: JupyterLabOptions;

  private constructor(parts: Parts) {
    this.baseUrl = parts.baseUrl;
    this.token = parts.token;
    this.ocmUrl = parts.ocmUrl;
    this.folder = parts.options.folder;
    this.options = parts.options;
    this.workspace = workspaceIn(this.folder);
    this.child = launch(this.options, this.token);
  }

  /**
   * Starts JupyterLab and waits until it and its OCM node answer.
   *
   * @throws Error with the end of the log when they never do
   */
  static async start(options: JupyterLabOptions): Promise<JupyterLab> {
    const { folder, signal } = options;
    const [port = 0, ocmPort = 0] = await freePorts(2);
    const token = randomBytes(24).toString('hex');
    const ocmListen = `127.0.0.1:${ocmPort}`;
    await mkdir(workspaceIn(folder));
    await configure(options, { port, ocmListen });
    const lab = new JupyterLab({
      baseUrl: `http://127.0.0.1:${port}`,
      token,
      ocmUrl: `http://${ocmListen}`,
      options
    });
    try {
      await lab.ready(signal);
    } catch (error) {
      await lab.stop();
      throw error;
    }
    return lab;
  }

  /** Address to open in a browser, with the token. */
  get url(): string {
    return `${this.baseUrl}/lab?token=${this.token}`;
  }

  /** Asks the Jupyter server as a script with the token does. */
  async fetch(path: string, options: RequestInit = {}): Promise<Response> {
    const headers = new Headers(options.headers);
    headers.set('authorization', `token ${this.token}`);
    return fetch(`${this.baseUrl}/${path}`, { ...options, headers });
  }

  /** Ends the companion as a crash does: at once, whatever it is doing. */
  async killCompanion(): Promise<void> {
    const lock = join(dataIn(this.folder), 'companion.lock');
    const holder = JSON.parse(await readFile(lock, 'utf8')) as { pid: number };
    process.kill(holder.pid, 'SIGKILL');
  }

  /**
   * Ends the Jupyter server as a crash does, and starts it again at the same
   * address, as a JupyterHub does.
   *
   * @throws Error with the end of the log when it does not answer again
   */
  async restart(): Promise<void> {
    const exit = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exit;
    this.child = launch(this.options, this.token);
    await this.ready();
  }

  /** Resolves when JupyterLab has ended, or when the signal says to stop. */
  async ended(signal: AbortSignal): Promise<void> {
    if (this.running() && !signal.aborted) {
      await Promise.race([once(this.child, 'exit'), once(signal, 'abort')]);
    }
  }

  /**
   * Stops JupyterLab, its kernels and the companion. One that does not end is
   * killed, and what it wrote last is shown: it says nothing of what went
   * before.
   */
  async stop(): Promise<void> {
    if (!this.running()) {
      return;
    }
    const exit = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => {
      this.child.kill('SIGKILL');
    }, stopSeconds * 1000);
    const [, signal] = (await exit) as [number | null, string | null];
    clearTimeout(timer);
    if (signal === 'SIGKILL') {
      const log = (await this.log()).split('\n').slice(-linesOfLog);
      process.stderr.write(`JupyterLab did not end:\n${log.join('\n')}\n`);
    }
  }

  /** What JupyterLab has written to its log. */
  async log(): Promise<string> {
    return readFile(logIn(this.folder), 'utf8');
  }

  private running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  private async ready(signal?: AbortSignal): Promise<void> {
    const authorization = `token ${this.token}`;
    await this.answers(`${this.baseUrl}/api/status`, { authorization }, signal);
    if (this.options.awaitsCompanion ?? true) {
      await this.answers(`${this.ocmUrl}/.well-known/ocm`, {}, signal);
    }
  }

  private async answers(
    url: string,
    headers: Record<string, string>,
    signal?: AbortSignal
  ): Promise<void> {
    const deadline = Date.now() + startSeconds * 1000;
    while (this.running() && Date.now() < deadline) {
      signal?.throwIfAborted();
      const answer = await fetch(url, { headers }).catch(() => undefined);
      if (answer?.ok) {
        return;
      }
      await wait(pollMilliseconds);
    }
    const log = (await this.log()).trimEnd().split('\n');
    throw new Error(
      `${url} does not answer. The end of the log of JupyterLab:\n` +
        log.slice(-linesOfLog).join('\n')
    );
  }
}

async function configure(
  options: JupyterLabOptions,
  { port, ocmListen }: { port: number; ocmListen: string }
): Promise<void> {
  const config = configIn(options.folder);
  await mkdir(join(config, 'labconfig'), { recursive: true });
  await writeFile(
    join(config, 'jupyter_server_config.json'),
    JSON.stringify(
      serverConfig({
        ...options,
        data: dataIn(options.folder),
        port,
        ocmListen
      }),
      null,
      2
    )
  );
  await writeFile(
    join(config, 'labconfig', 'page_config.json'),
    JSON.stringify(options.pageConfig ?? {})
  );
  await writeFile(
    join(config, 'labconfig', 'default_setting_overrides.json'),
    JSON.stringify(settings)
  );
}

function launch(options: JupyterLabOptions, token: string): ChildProcess {
  const { environment, folder, packages } = options;
  // What was said before a restart stays.
  const log = openSync(logIn(folder), 'a');
  const child = spawn(
    join(repository, '.venv', 'bin', 'jupyter'),
    ['lab', '--no-browser', workspaceIn(folder)],
    {
      // A group of its own: Ctrl-C in the terminal is for us, who then stop
      // Jupyter in good order instead of letting it ask whether it should.
      detached: true,
      // What servers leave where they are started goes with the folder.
      cwd: folder,
      stdio: ['ignore', log, log],
      env: {
        ...process.env,
        ...environment,
        ...(packages === undefined ? {} : withPackages(packages)),
        JUPYTER_TOKEN: token,
        JUPYTER_CONFIG_DIR: configIn(folder),
        JUPYTER_DATA_DIR: join(folder, 'data'),
        JUPYTER_RUNTIME_DIR: join(folder, 'runtime'),
        IPYTHONDIR: join(folder, 'ipython'),
        // jupyter_lsp starts npm, which would leave a cache behind.
        NODE_DISABLE_COMPILE_CACHE: '1'
      }
    }
  );
  closeSync(log);
  return child;
}

/** The environment in which Jupyter finds packages that pip put elsewhere. */
function withPackages(folder: string): Record<string, string> {
  return {
    PYTHONPATH: folder,
    JUPYTER_PATH: join(folder, 'share', 'jupyter'),
    JUPYTER_CONFIG_PATH: join(folder, 'etc', 'jupyter')
  };
}

function workspaceIn(folder: string): string {
  return join(folder, 'workspace');
}

function configIn(folder: string): string {
  return join(folder, 'config');
}

/** The data folder of the companion, in the folder of a JupyterLab. */
export function dataIn(folder: string): string {
  return join(folder, 'sciencemesh');
}

function logIn(folder: string): string {
  return join(folder, 'jupyter.log');
}
