/**
 * A Jupyter server as a process of its own, with one of the environments.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from '../../peers/loopback/index.ts';
import { CannotError } from './contender.ts';

const START_SECONDS = 60;

/** JupyterLab sends larger files in pieces (filebrowser, model.ts). */
const CHUNK = 1024 * 1024;

export interface JupyterServerOptions {
  /** Folder of the virtual environment. */
  environment: string;
  /** An empty folder for its settings and its log. */
  folder: string;
  /** Root of its own files. */
  root: string;
  /** Content of `jupyter_server_config.json`. */
  config: Record<string, Record<string, unknown>>;
  /** A folder of programs that it finds first. */
  path?: string;
}

export class JupyterServer {
  readonly baseUrl: string;
  readonly token: string;
  readonly #child: ChildProcess;

  private constructor(port: number, token: string, child: ChildProcess) {
    this.baseUrl = `http://127.0.0.1:${port}`;
    this.token = token;
    this.#child = child;
  }

  static async start(options: JupyterServerOptions): Promise<JupyterServer> {
    const { environment, folder, root } = options;
    const [port, token] = [await freePort(), randomBytes(16).toString('hex')];
    const settings = join(folder, 'config');
    await mkdir(settings, { recursive: true });
    const config = {
      ...options.config,
      ServerApp: {
        ip: '127.0.0.1',
        port,
        port_retries: 0,
        root_dir: root,
        open_browser: false,
        allow_root: true,
        ...options.config['ServerApp']
      }
    };
    await writeFile(
      join(settings, 'jupyter_server_config.json'),
      JSON.stringify(config)
    );
    const log = await open(join(folder, 'server.log'), 'w');
    const child = spawn(join(environment, 'bin', 'jupyter-server'), [], {
      cwd: root,
      env: {
        ...process.env,
        PATH: [
          ...(options.path === undefined ? [] : [options.path]),
          join(environment, 'bin'),
          process.env['PATH'] ?? ''
        ].join(':'),
        JUPYTER_CONFIG_DIR: settings,
        JUPYTER_DATA_DIR: join(folder, 'data'),
        JUPYTER_RUNTIME_DIR: join(folder, 'runtime'),
        JUPYTER_TOKEN: token
      },
      stdio: ['ignore', log.fd, log.fd]
    });
    await log.close();
    const server = new JupyterServer(port, token, child);
    try {
      await server.#answers();
    } catch (error) {
      await server.stop();
      const text = await readFile(join(folder, 'server.log'), 'utf8');
      throw new Error(`A Jupyter server did not start:\n${text.slice(-2000)}`, {
        cause: error
      });
    }
    return server;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /**
   * Asks as a page does.
   *
   * @throws CannotError for every answer of 400 and above
   */
  async request(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('authorization', `token ${this.token}`);
    const answer = await fetch(`${this.baseUrl}/${path}`, { ...init, headers });
    if (!answer.ok) {
      const text = (await answer.text()).slice(0, 160);
      throw new CannotError(`${answer.status} ${text}`);
    }
    return answer;
  }

  async json<T>(path: string, init: RequestInit = {}): Promise<T> {
    return (await (await this.request(path, init)).json()) as T;
  }

  /** Sends a value in JSON. */
  async send<T>(method: string, path: string, value: unknown): Promise<T> {
    const answer = await this.request(path, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(value)
    });
    const text = await answer.text();
    return (text === '' ? null : JSON.parse(text)) as T;
  }

  /**
   * Asks by curl, the program that the bare rows use: what a client of our own
   * would cost is not what is measured. Resolves with the bytes that came.
   *
   * @throws CannotError for every answer of 400 and above
   */
  async curl(path: string, args: readonly string[] = []): Promise<number> {
    const { stdout } = await promisify(execFile)('curl', [
      '--silent',
      '--output',
      '/dev/null',
      '--write-out',
      '%{http_code} %{size_download}',
      '--header',
      `Authorization: token ${this.token}`,
      ...args,
      `${this.baseUrl}/${path}`
    ]);
    const [status = 0, bytes = 0] = stdout.split(' ').map(Number);
    if (status < 200 || status >= 400) {
      throw new CannotError(String(status));
    }
    return bytes;
  }

  /** Counts the bytes of an answer. */
  async drain(path: string, init: RequestInit = {}): Promise<number> {
    const { body } = await this.request(path, init);
    let bytes = 0;
    for await (const chunk of body ?? []) {
      bytes += (chunk as Uint8Array).byteLength;
    }
    return bytes;
  }

  /** Uploads by way of the Contents API, as JupyterLab does. */
  async uploadInChunks(from: string, path: string): Promise<void> {
    const { size } = await stat(from);
    let chunk = 0;
    let sent = 0;
    for await (const bytes of createReadStream(from, {
      highWaterMark: CHUNK
    }) as AsyncIterable<Buffer>) {
      chunk += 1;
      sent += bytes.length;
      await this.send('PUT', path, {
        type: 'file',
        format: 'base64',
        name: path.split('/').at(-1),
        content: bytes.toString('base64'),
        ...(size > CHUNK ? { chunk: sent === size ? -1 : chunk } : {})
      });
    }
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const exit = once(this.#child, 'exit');
      this.#child.kill('SIGTERM');
      await exit;
    }
  }

  async #answers(): Promise<void> {
    const until = performance.now() + START_SECONDS * 1000;
    for (;;) {
      try {
        await this.request('api/status');
        return;
      } catch (error) {
        if (performance.now() > until || this.#child.exitCode !== null) {
          throw error;
        }
        await wait(100);
      }
    }
  }
}

/** Resident memory in bytes of a process and all below it. */
export async function memoryOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const own = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024;
  const children = await readFile(
    `/proc/${pid}/task/${pid}/children`,
    'utf8'
  ).catch(() => '');
  const below = await Promise.all(
    children.split(' ').filter(Boolean).map(Number).map(memoryOf)
  );
  return below.reduce((sum, one) => sum + one, own);
}
