import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const repository = join(import.meta.dirname, '..');
const environment = join(repository, '.venv');
const companion = join(repository, 'jupyterlab_sciencemesh/companion/main.mjs');
const startSeconds = 90;
const pollMilliseconds = 100;
const linesOfLog = 20;

/** How to start JupyterLab. */
export interface JupyterLabOptions {
  /** Folder for the workspace, the data and the log. */
  folder: string;
  /** Local part of the user's OCM address. */
  user: string;
  /** Host of the user's OCM address. */
  host: string;
  /** What people call the user. */
  displayName: string;
  /** Proxy of the companion, and the authority that it trusts. */
  outbound: { proxyUrl: string; caFile: string };
  /** Gives up starting. */
  signal?: AbortSignal;
}

/** A JupyterLab with the extension, whose OCM node is listening. */
export class JupyterLab {
  /** Address to open in a browser, with the token. */
  readonly url: string;
  /** Base address of the OCM node. */
  readonly ocmUrl: string;

  private readonly child: ChildProcess;
  private readonly logFile: string;

  private constructor(parts: {
    url: string;
    ocmUrl: string;
    child: ChildProcess;
    logFile: string;
  }) {
    this.url = parts.url;
    this.ocmUrl = parts.ocmUrl;
    this.child = parts.child;
    this.logFile = parts.logFile;
  }

  /**
   * Starts JupyterLab and waits until it and its OCM node answer.
   *
   * @throws Error with the end of the log when they never do
   */
  static async start(options: JupyterLabOptions): Promise<JupyterLab> {
    const { folder, signal } = options;
    const [port, ocmPort] = await freePorts();
    const token = randomBytes(24).toString('hex');
    const workspace = join(folder, 'workspace');
    const config = join(folder, 'config');
    await mkdir(workspace);
    await mkdir(config);
    const ocmListen = `127.0.0.1:${ocmPort}`;
    await writeFile(
      join(config, 'jupyter_server_config.json'),
      JSON.stringify(serverConfig({ ...options, port, ocmListen }), null, 2)
    );

    const logFile = join(folder, 'jupyter.log');
    const log = openSync(logFile, 'w');
    const child = spawn(
      join(environment, 'bin', 'jupyter'),
      ['lab', '--no-browser', workspace],
      {
        // A group of its own: Ctrl-C in the terminal is for us, who then stop
        // Jupyter in good order instead of letting it ask whether it should.
        detached: true,
        stdio: ['ignore', log, log],
        env: {
          ...process.env,
          JUPYTER_TOKEN: token,
          JUPYTER_CONFIG_DIR: config,
          JUPYTER_DATA_DIR: join(folder, 'data'),
          JUPYTER_RUNTIME_DIR: join(folder, 'runtime')
        }
      }
    );
    closeSync(log);
    const base = `http://127.0.0.1:${port}`;
    const lab = new JupyterLab({
      url: `${base}/lab?token=${token}`,
      ocmUrl: `http://${ocmListen}`,
      child,
      logFile
    });
    try {
      const authorization = `token ${token}`;
      await lab.answers(`${base}/api/status`, { authorization }, signal);
      await lab.answers(`${lab.ocmUrl}/.well-known/ocm`, {}, signal);
    } catch (error) {
      await lab.stop();
      throw error;
    }
    return lab;
  }

  /** Resolves when JupyterLab has ended, or when the signal says to stop. */
  async ended(signal: AbortSignal): Promise<void> {
    if (this.running() && !signal.aborted) {
      await Promise.race([once(this.child, 'exit'), once(signal, 'abort')]);
    }
  }

  /** Stops JupyterLab, its kernels and the companion. */
  async stop(): Promise<void> {
    if (this.running()) {
      const exit = once(this.child, 'exit');
      this.child.kill('SIGTERM');
      await exit;
    }
  }

  private running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
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
    const log = (await readFile(this.logFile, 'utf8')).trimEnd().split('\n');
    throw new Error(
      `${url} does not answer. The end of the log of JupyterLab:\n` +
        log.slice(-linesOfLog).join('\n')
    );
  }
}

function serverConfig(
  options: JupyterLabOptions & { port: number; ocmListen: string }
): object {
  const { user, host, displayName, outbound, folder } = options;
  return {
    ServerApp: {
      ip: '127.0.0.1',
      port: options.port,
      port_retries: 0,
      allow_root: process.getuid?.() === 0
    },
    LabApp: {
      // Nothing that this demonstration starts asks anyone outside.
      news_url: null,
      check_for_updates_class:
        'jupyterlab.handlers.announcements.NeverCheckForUpdate'
    },
    ScienceMeshApp: {
      // The proxy is for the companion alone: kernels keep their own way out.
      companion_command: [
        '/usr/bin/env',
        `HTTPS_PROXY=${outbound.proxyUrl}`,
        `HTTP_PROXY=${outbound.proxyUrl}`,
        process.execPath,
        companion
      ],
      data_dir: join(folder, 'sciencemesh'),
      ocm_listen: options.ocmListen,
      companion_config: {
        ocm: { user, host, displayName },
        outbound: { certificateAuthorities: [outbound.caFile] }
      }
    }
  };
}

/** Two ports that nobody listens on. */
async function freePorts(): Promise<[number, number]> {
  const servers = [createServer(), createServer()];
  const ports = servers.map(async server => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  });
  const [one = 0, other = 0] = await Promise.all(ports);
  servers.forEach(server => server.close());
  return [one, other];
}
