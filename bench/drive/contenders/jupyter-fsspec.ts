/**
 * jupyter-fsspec with webdav4. It has no drive: lists and transfers files by
 * routes of its own.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CannotError, type Contender } from '../contender.ts';
import { JupyterServer } from '../jupyter-server.ts';
import type { Surroundings } from '../surroundings.ts';

const KEY = 'bench';

export async function startJupyterFsspec(
  surroundings: Surroundings
): Promise<Contender> {
  const { dav, installed } = surroundings;
  const folder = await surroundings.emptyFolder('jupyter-fsspec');
  await mkdir(join(folder, 'config'), { recursive: true });
  // YAML takes JSON.
  await writeFile(
    join(folder, 'config', 'jupyter-fsspec.yaml'),
    JSON.stringify({
      sources: [
        {
          name: KEY,
          path: 'webdav://',
          protocol: 'webdav',
          kwargs: { base_url: dav.url }
        }
      ]
    })
  );
  const jupyter = await JupyterServer.start({
    environment: join(installed, 'jupyter-fsspec'),
    folder,
    root: await surroundings.emptyFolder('root'),
    config: { ServerApp: { jpserver_extensions: { jupyter_fsspec: true } } }
  });
  return new JupyterFsspec(jupyter);
}

class JupyterFsspec implements Contender {
  readonly name = 'jupyter-fsspec 0.4.1, webdav4 0.11';
  readonly lookSeconds = Infinity;
  readonly #jupyter: JupyterServer;

  constructor(jupyter: JupyterServer) {
    this.#jupyter = jupyter;
  }

  get pid(): number {
    return this.#jupyter.pid;
  }

  get server(): { baseUrl: string; token: string } {
    return this.#jupyter;
  }

  async list(path: string): Promise<number> {
    const answer = await this.#jupyter.json<{ content: unknown[] }>(
      `jupyter_fsspec/files?key=${KEY}&item_path=${encodeURIComponent(path)}`
    );
    return answer.content.length;
  }

  async look(path: string): Promise<void> {
    await this.list(path);
  }

  async openNotebook(): Promise<number> {
    throw new CannotError('has no drive: opens nothing');
  }

  async download(path: string): Promise<number> {
    return this.#jupyter.drain(
      `jupyter_fsspec/files/contents?key=${KEY}&item_path=${encodeURIComponent(path)}`
    );
  }

  async readPart(path: string, start: number, end: number): Promise<number> {
    return this.#jupyter.drain(
      `jupyter_fsspec/files/contents?key=${KEY}&type=range&item_path=${encodeURIComponent(path)}`,
      { headers: { range: `${start}-${end + 1}` } }
    );
  }

  async upload(from: string, to: string): Promise<void> {
    await this.#jupyter.send('POST', 'jupyter_fsspec/files/transfer', {
      key: KEY,
      local_path: from,
      remote_path: to,
      action: 'upload'
    });
  }

  async saveText(path: string, text: string): Promise<void> {
    await this.#jupyter.send('POST', 'jupyter_fsspec/files', {
      key: KEY,
      item_path: path,
      content: text
    });
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#jupyter.send('POST', 'jupyter_fsspec/files/rename', {
      key: KEY,
      item_path: from,
      content: to
    });
  }

  async copyFolder(from: string, to: string): Promise<void> {
    await this.#jupyter.send('POST', 'jupyter_fsspec/files/action', {
      key: KEY,
      item_path: from,
      action: 'copy',
      content: to
    });
  }

  async stop(): Promise<void> {
    await this.#jupyter.stop();
  }
}
