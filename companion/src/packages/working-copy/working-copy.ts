/**
 * A working copy's own folder `.sciencemesh/`: which package it was made from
 * and what was written there by us, so that nothing of the user's is ever
 * overwritten.
 */
import { createHash } from 'node:crypto';
import { lstat, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';

/** Ours inside every working copy; Jupyter hides it as it begins with a dot. */
export const OWN_FOLDER = '.sciencemesh';
/** The document as it was received. */
export const RECEIVED_CRATE = `${OWN_FOLDER}/received-crate.json`;
/** Untouched originals of what we change before the user sees it. */
export const ORIGINALS = `${OWN_FOLDER}/original`;

const MARKER = `${OWN_FOLDER}/working-copy.json`;

const Marker = Type.Object({
  version: Type.Literal(1),
  /** SHA-256 of the document as it was received. */
  document: Type.String(),
  /** SHA-256 of what we wrote, by path; the user's version has another. */
  written: Type.Record(Type.String(), Type.String())
});
type Marker = Static<typeof Marker>;

export class WorkingCopyFolder {
  readonly folder: string;
  readonly #marker: Marker;

  private constructor(folder: string, marker: Marker) {
    this.folder = folder;
    this.#marker = marker;
  }

  /** The working copy in a folder; null when there is none. */
  static async read(folder: string): Promise<WorkingCopyFolder | null> {
    let text: string;
    try {
      text = await readFile(join(folder, MARKER), 'utf8');
    } catch (error) {
      if (isMissing(error)) {
        return null;
      }
      throw error;
    }
    const value = parsed(text);
    return Value.Check(Marker, value)
      ? new WorkingCopyFolder(folder, value)
      : null;
  }

  /** Makes the folder a working copy of the package with this document. */
  static async create(
    folder: string,
    document: string
  ): Promise<WorkingCopyFolder> {
    const copy = new WorkingCopyFolder(folder, {
      version: 1,
      document: sha256(document),
      written: {}
    });
    await copy.#keepMarker();
    return copy;
  }

  /** Whether it was made from a package with this document. */
  isOf(document: string): boolean {
    return this.#marker.document === sha256(document);
  }

  path(relative: string): string {
    return join(this.folder, relative);
  }

  /**
   * Writes a file that belongs to us, unless the user has changed it.
   *
   * What will be written is noted first: after a crash in between, a file with
   * that content is recognised as ours.
   *
   * @returns false when the user's version was kept
   */
  async write(relative: string, content: string | Buffer): Promise<boolean> {
    const digest = sha256(content);
    const target = this.path(relative);
    const present = await digestOf(target);
    if (present === digest) {
      return true;
    }
    if (present !== null && present !== this.#marker.written[relative]) {
      return false;
    }
    this.#marker.written[relative] = digest;
    await this.#keepMarker();
    await writeAtomically(target, content);
    return true;
  }

  /** True while the file is as we wrote it. */
  async isOurs(relative: string): Promise<boolean> {
    const digest = await digestOf(this.path(relative));
    return digest !== null && digest === this.#marker.written[relative];
  }

  async #keepMarker(): Promise<void> {
    const text = `${JSON.stringify(this.#marker, null, 2)}\n`;
    await writeAtomically(this.path(MARKER), text);
  }
}

/**
 * Content under its final name or not at all, also after a power cut. What a
 * killed process left of it is replaced by the next attempt, as the temporary
 * name is always the same.
 */
export async function writeAtomically(
  target: string,
  content: string | Buffer
): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  const temporary = join(dirname(target), `.${basename(target)}.part`);
  await rm(temporary, { force: true });
  const file = await open(temporary, 'wx', 0o644);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, target);
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Null when there is nothing; a link or a folder is nobody's file of ours. */
async function digestOf(path: string): Promise<string | null> {
  try {
    const stats = await lstat(path);
    return stats.isFile() ? sha256(await readFile(path)) : 'not-a-file';
  } catch (error) {
    if (isMissing(error)) {
      return null;
    }
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    (error.code === 'ENOENT' || error.code === 'ENOTDIR')
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
