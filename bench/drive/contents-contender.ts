/**
 * A contender whose files are reached through Jupyter's Contents API; most
 * differ only in the address.
 */
import type { Contender } from './contender.ts';
import { CannotError } from './contender.ts';
import type { JupyterServer } from './jupyter-server.ts';

interface Model {
  content: unknown;
}

/** How the addresses of one contender are written; paths have no slash first. */
export interface Addresses {
  /** Of the Contents API, such as `api/contents/drive:folder`. */
  contents(path: string): string;
  /** The same as a `path` in the body of a request. */
  target(path: string): string;
  /** Of the bytes of a file. */
  bytes(path: string): string;
}

export class ContentsContender implements Contender {
  readonly name: string;
  /** JupyterLab looks every ten seconds (filebrowser, model.ts). */
  readonly lookSeconds: number = 10;
  protected readonly jupyter: JupyterServer;
  protected readonly addresses: Addresses;

  constructor(name: string, jupyter: JupyterServer, addresses: Addresses) {
    this.name = name;
    this.jupyter = jupyter;
    this.addresses = addresses;
  }

  get pid(): number {
    return this.jupyter.pid;
  }

  get server(): { baseUrl: string; token: string } {
    return this.jupyter;
  }

  async list(path: string): Promise<number> {
    const { content } = await this.jupyter.json<Model>(
      `${this.addresses.contents(path)}?content=1&type=directory`
    );
    return (content as unknown[]).length;
  }

  async look(path: string): Promise<void> {
    await this.list(path);
  }

  async openNotebook(path: string): Promise<number> {
    // As JupyterLab's document context: the content, then checkpoints.
    const address = this.addresses.contents(path);
    const { content } = await this.jupyter.json<Model>(
      `${address}?type=notebook&content=1&hash=1`
    );
    await this.jupyter.json(`${address}/checkpoints`);
    return (content as { cells: unknown[] }).cells.length;
  }

  async download(path: string): Promise<number> {
    return this.jupyter.curl(this.addresses.bytes(path));
  }

  async readPart(path: string, start: number, end: number): Promise<number> {
    const bytes = await this.jupyter.drain(this.addresses.bytes(path), {
      headers: { range: `bytes=${start}-${end}` }
    });
    if (bytes > end - start + 1) {
      throw new CannotError('sends the whole file');
    }
    return bytes;
  }

  async upload(from: string, to: string): Promise<void> {
    await this.jupyter.uploadInChunks(from, this.addresses.contents(to));
  }

  async saveText(path: string, text: string): Promise<void> {
    await this.jupyter.send('PUT', this.addresses.contents(path), {
      type: 'file',
      format: 'text',
      content: text
    });
  }

  async rename(from: string, to: string): Promise<void> {
    await this.jupyter.send('PATCH', this.addresses.contents(from), {
      path: this.addresses.target(to)
    });
  }

  async copyFolder(from: string, to: string): Promise<void> {
    const parent = to.split('/').slice(0, -1).join('/');
    await this.jupyter.send('POST', this.addresses.contents(parent), {
      copy_from: this.addresses.target(from)
    });
  }

  async stop(): Promise<void> {
    await this.jupyter.stop();
  }
}

/** Each name of a path as it stands in an address. */
export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
