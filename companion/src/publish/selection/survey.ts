/**
 * Which files are in what was selected; none of them is read.
 */
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import type { Dirent } from 'node:fs';
import { join, posix, sep } from 'node:path';
import type { PublicationFinding } from 'sciencemesh-contract';
import { oneLine } from '../../packages/crate/shown.ts';
import {
  FewFindings,
  finding,
  LEAVE_OUT,
  quoted,
  RENAME
} from '../findings.ts';
import type { SelectedFile } from '../selected-file.ts';
import { whyLeftOut } from './left-out.ts';

/** More files than that are no publication, but a mistake. */
export const MOST_FILES = 100_000;
const AT_ONCE = 64;

/** A file or folder that was selected, or that a package or job is. */
export interface Root {
  /** Absolute path on this machine. */
  real: string;
  /** Among what is published, `/`-separated; empty: its content is the top. */
  path: string;
}

export interface LeftOut {
  /** Of a file, or of a folder that was not looked into. */
  path: string;
  /** What it is, for the person. */
  what: string;
}

export interface Selection {
  /** In the order of their paths. */
  files: SelectedFile[];
  bytes: number;
  leftOut: LeftOut[];
  findings: PublicationFinding[];
}

/**
 * @param excluded paths that the person has left out, files or folders
 */
export async function surveySelection(
  roots: readonly Root[],
  excluded: readonly string[],
  signal: AbortSignal,
  mostFiles = MOST_FILES
): Promise<Selection> {
  const survey = new Survey(new Set(excluded), signal, mostFiles);
  for (const root of roots) {
    await survey.addRoot(root);
  }
  return survey.result();
}

class Survey {
  readonly #excluded: ReadonlySet<string>;
  readonly #signal: AbortSignal;
  readonly #most: number;
  /** By path: who selects a folder and a file of it gets the file once. */
  readonly #files = new Map<string, SelectedFile>();
  readonly #leftOut: LeftOut[] = [];
  readonly #findings = new FewFindings();
  #isCut = false;
  /** Absolute path of the root; what leads out of it stays out. */
  #top = '';

  constructor(
    excluded: ReadonlySet<string>,
    signal: AbortSignal,
    most: number
  ) {
    this.#excluded = excluded;
    this.#signal = signal;
    this.#most = most;
  }

  async addRoot({ real, path }: Root): Promise<void> {
    // Who selects everything in a folder selects what is hidden there, too.
    if (!this.#isWanted(posix.dirname(path), posix.basename(path))) {
      return;
    }
    try {
      this.#top = await realpath(real);
      const found = await stat(this.#top);
      if (found.isDirectory()) {
        await this.#addFolder(this.#top, path);
      } else {
        await this.#addFile(this.#top, path);
      }
    } catch {
      this.#signal.throwIfAborted();
      this.#unreadable(path, 'is not there any more', 'error');
    }
  }

  result(): Selection {
    const files = [...this.#files.values()].sort(({ path: a }, { path: b }) =>
      a < b ? -1 : 1
    );
    return {
      files,
      bytes: files.reduce((sum, { size }) => sum + size, 0),
      leftOut: this.#leftOut,
      findings: this.#findings.all
    };
  }

  async #addFolder(real: string, path: string): Promise<void> {
    this.#signal.throwIfAborted();
    const entries = await readdir(real, { withFileTypes: true }).catch(
      () => null
    );
    if (entries === null) {
      this.#unreadable(path, 'cannot be read', 'error');
      return;
    }
    const wanted = entries.filter(({ name }) => this.#isWanted(path, name));
    const folders = wanted.filter(entry => entry.isDirectory());
    const others = wanted.filter(entry => !entry.isDirectory());
    for (let at = 0; at < others.length && !this.#isCut; at += AT_ONCE) {
      await Promise.all(
        others
          .slice(at, at + AT_ONCE)
          .map(entry => this.#addEntry(entry, real, path))
      );
    }
    for (const { name } of folders) {
      if (!this.#isCut) {
        await this.#addFolder(join(real, name), posix.join(path, name));
      }
    }
  }

  async #addEntry(entry: Dirent, folder: string, path: string) {
    const at = posix.join(path, entry.name);
    const real = join(folder, entry.name);
    if (entry.isFile()) {
      await this.#addFile(real, at);
    } else if (entry.isSymbolicLink()) {
      await this.#addLink(real, at);
    } else {
      this.#unreadable(at, 'is no ordinary file', 'warning');
    }
  }

  /** A link to a file of the selection; one to a folder may go in circles. */
  async #addLink(link: string, path: string): Promise<void> {
    const real = await realpath(link).catch(() => null);
    if (real === null) {
      this.#unreadable(path, 'leads to nothing', 'warning');
    } else if (!real.startsWith(this.#top + sep)) {
      this.#unreadable(path, 'leads out of the folder', 'warning');
    } else if ((await stat(real)).isFile()) {
      await this.#addFile(real, path);
    } else {
      this.#unreadable(path, 'leads to a folder', 'warning');
    }
  }

  async #addFile(real: string, path: string): Promise<void> {
    const found = await lstat(real).catch(() => null);
    if (this.#files.size >= this.#most) {
      this.#cut();
    } else if (found?.isFile() === true) {
      const { size, mtimeMs: modified } = found;
      this.#take({ path, real, size, modified });
    } else {
      // Node reads bytes that are no UTF-8 as U+FFFD, and finds no such file.
      const why = path.includes('\ufffd')
        ? 'has a name that is not written in UTF-8'
        : 'vanished while it was looked at';
      this.#unreadable(path, why, 'error');
    }
  }

  #take(file: SelectedFile): void {
    const { path, real } = file;
    const other = this.#files.get(path);
    if (other !== undefined && other.real !== real) {
      this.#findings.add(
        finding(
          'names-clash',
          'error',
          `Two files would be ${quoted(path)}: "${oneLine(other.real)}" and "${oneLine(real)}". Rename one of them.`,
          { path, fix: RENAME }
        )
      );
    }
    this.#files.set(path, other ?? file);
  }

  #cut(): void {
    if (!this.#isCut) {
      this.#isCut = true;
      this.#findings.add(
        finding(
          'too-many',
          'error',
          `There are more than ${this.#most} files. Select the folders that matter.`
        )
      );
    }
  }

  #isWanted(folder: string, name: string): boolean {
    const path = posix.join(folder, name);
    if (this.#excluded.has(path)) {
      return false;
    }
    const what = whyLeftOut(name);
    if (what !== null) {
      this.#leftOut.push({ path, what });
    }
    return what === null;
  }

  #unreadable(
    path: string,
    why: string,
    severity: PublicationFinding['severity']
  ): void {
    const advice =
      severity === 'error'
        ? 'Put it there, let yourself read it, or leave it out.'
        : 'It is not published; copy what it stands for into the folder if it belongs to it.';
    this.#findings.add(
      finding('unreadable', severity, `${quoted(path)} ${why}. ${advice}`, {
        path,
        fix: LEAVE_OUT
      })
    );
  }
}
