/**
 * What all contenders share in one run: the WebDAV server, where the other
 * programs were installed, and a temporary folder.
 */
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DavServer } from './dav-server.ts';

const repository = join(import.meta.dirname, '..', '..');

export class Surroundings {
  readonly dav: DavServer;
  /** Folder with one virtual environment a program. */
  readonly installed: string;
  /** The virtual environment of this project. */
  readonly environment: string = join(repository, '.venv');
  readonly #folder: string;
  #count = 0;

  private constructor(dav: DavServer, installed: string, folder: string) {
    this.dav = dav;
    this.installed = installed;
    this.#folder = folder;
  }

  static async prepare(): Promise<Surroundings> {
    const { stdout } = await promisify(execFile)(
      join(import.meta.dirname, 'install.sh'),
      { maxBuffer: 16 * 1024 * 1024 }
    );
    const folder = await mkdtemp(join(tmpdir(), 'sciencemesh-bench-'));
    // Apache, when root has started it, is somebody else.
    await chmod(folder, 0o755);
    const served = join(folder, 'dav');
    await mkdir(served);
    const dav = await DavServer.start(served);
    return new Surroundings(dav, stdout.trim(), folder);
  }

  async emptyFolder(name: string): Promise<string> {
    this.#count += 1;
    const folder = join(this.#folder, `${this.#count}-${name}`);
    await mkdir(folder);
    return folder;
  }

  async clear(): Promise<void> {
    await this.dav.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
