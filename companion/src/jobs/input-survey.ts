/**
 * The files beside what is to run, and which of them can go along.
 */
import { lstat, opendir, realpath, stat } from 'node:fs/promises';
import { join, posix, sep } from 'node:path';
import type { JobFinding, JobInputs } from 'sciencemesh-contract';
import { isReserved } from './job-files.ts';

/** More files than that are no input, but a mistake. */
export const MOST_FILES = 100_000;

/** Made by programs about a folder, and of use only where it is. */
const LEFT_OUT = new Set(['.git', '.ipynb_checkpoints', '__pycache__']);

/** Whether a file lies in a folder that never goes along unasked. */
export function isLeftOut(path: string): boolean {
  return path
    .split('/')
    .some(name => LEFT_OUT.has(name) || name.startsWith('.sciencemesh'));
}

export interface InputFile {
  /** Relative to the folder of the source, `/`-separated. */
  path: string;
  /** Absolute, links resolved. */
  real: string;
  size: number;
  /** Milliseconds since 1970. */
  modified: number;
}

export interface InputSurvey {
  files: InputFile[];
  bytes: number;
  findings: JobFinding[];
  /** There are more, which were not looked at. */
  cut: boolean;
}

/**
 * Looks at what would go along; reads no file.
 *
 * @param folder absolute path of the folder of the source
 * @param source name of what is to run; it always goes along
 * @param elsewhere files that are not missed when they are not here
 */
export async function surveyInputs(
  folder: string,
  source: string,
  { select, paths }: JobInputs,
  signal: AbortSignal,
  mostFiles = MOST_FILES,
  elsewhere: ReadonlySet<string> = new Set()
): Promise<InputSurvey> {
  const root = await realpath(folder);
  const survey = new Survey(root, mostFiles, elsewhere, signal);
  await survey.add(source, true);
  if (select === 'folder') {
    await survey.addFolder('');
  } else if (select === 'listed') {
    for (const path of new Set(paths)) {
      await survey.add(posix.normalize(path), true);
    }
  }
  return survey.result;
}

class Survey {
  readonly result: InputSurvey = {
    files: [],
    bytes: 0,
    findings: [],
    cut: false
  };
  readonly #root: string;
  readonly #most: number;
  readonly #elsewhere: ReadonlySet<string>;
  readonly #signal: AbortSignal;
  readonly #seen = new Set<string>();

  constructor(
    root: string,
    most: number,
    elsewhere: ReadonlySet<string>,
    signal: AbortSignal
  ) {
    this.#root = root;
    this.#most = most;
    this.#elsewhere = elsewhere;
    this.#signal = signal;
  }

  /** @param named somebody asked for this very file or folder */
  async add(path: string, named: boolean): Promise<void> {
    if (this.#seen.has(path) || this.result.cut) {
      return;
    }
    this.#signal.throwIfAborted();
    if (path.startsWith('/') || path === '..' || path.startsWith('../')) {
      this.#note('error', 'input-outside', path, 'lies outside of the folder');
      return;
    }
    const real = await this.#real(path);
    if (real === null) {
      if (named && !this.#isElsewhere(path)) {
        this.#note('error', 'input-missing', path, 'is not there (any more)');
      }
      return;
    }
    if (real !== this.#root && !real.startsWith(this.#root + sep)) {
      const level = named ? 'error' : 'warning';
      this.#note(level, 'input-outside', path, 'leads out of the folder');
      return;
    }
    const found = await stat(real);
    if (found.isDirectory()) {
      // A link to a folder could lead round and round.
      if (!(await lstat(join(this.#root, path))).isSymbolicLink() || named) {
        await this.addFolder(path);
      }
    } else if (found.isFile()) {
      this.#take({ path, real, size: found.size, modified: found.mtimeMs });
    }
  }

  async addFolder(folder: string): Promise<void> {
    const entries = await opendir(join(this.#root, folder)).catch(() => null);
    if (entries === null) {
      this.#note('error', 'input-unreadable', folder, 'cannot be read');
      return;
    }
    for await (const { name } of entries) {
      if (!LEFT_OUT.has(name) && !name.startsWith('.sciencemesh')) {
        await this.add(posix.join(folder, name), false);
      }
      if (this.result.cut) {
        return;
      }
    }
  }

  #take(file: InputFile): void {
    const { files, findings } = this.result;
    this.#seen.add(file.path);
    const [top = ''] = file.path.split('/');
    if (isReserved(top)) {
      findings.push({
        level: files.length === 0 ? 'error' : 'warning',
        code: 'name-reserved',
        field: 'inputs',
        message: `"${shown(file.path)}" has a name that the job itself needs, and does not go along. Rename it if the job reads it.`
      });
    } else if (files.length >= this.#most) {
      this.result.cut = true;
      findings.push({
        level: 'error',
        code: 'too-many-inputs',
        field: 'inputs',
        message: `There are more than ${this.#most} files. Choose those that the job needs.`
      });
    } else {
      files.push(file);
      this.result.bytes += file.size;
    }
  }

  /** A file, or a folder of files. */
  #isElsewhere(path: string): boolean {
    const folder = `${path.replace(/\/$/, '')}/`;
    return (
      this.#elsewhere.has(path) ||
      [...this.#elsewhere].some(other => other.startsWith(folder))
    );
  }

  async #real(path: string): Promise<string | null> {
    try {
      return await realpath(join(this.#root, path));
    } catch {
      return null;
    }
  }

  #note(
    level: JobFinding['level'],
    code: string,
    path: string,
    what: string
  ): void {
    if (this.result.findings.length < 100) {
      this.result.findings.push({
        level,
        code,
        field: 'inputs',
        message: `"${shown(path)}" ${what}, and cannot go along. ${level === 'error' ? 'Take it off the list, or put it there.' : 'Copy it into the folder if the job reads it.'}`
      });
    }
  }
}

/** A name on one line, for a sentence. */
export function shown(name: string): string {
  const line = name.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '�');
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}
