/**
 * A bundle that is being filled: its files with their checksums, and what is
 * said about it, in a folder of the companion.
 */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { writeAtomically } from '../../packages/working-copy/working-copy.ts';

const Draft = Type.Object({
  /** Path of the archive, relative to Jupyter's root. */
  id: Type.String(),
  title: Type.String(),
  createdAt: Type.String(),
  revision: Type.Integer(),
  state: Type.Union([Type.Literal('draft'), Type.Literal('published')]),
  /** Of which it is a new version. */
  previous: Type.Union([Type.String(), Type.Null()])
});
export type Draft = Static<typeof Draft>;

const StoredFile = Type.Object({
  key: Type.String(),
  size: Type.Integer(),
  /** Null: announced, and not here. */
  sha256: Type.Union([Type.String(), Type.Null()]),
  md5: Type.Union([Type.String(), Type.Null()])
});
export type StoredFile = Static<typeof StoredFile>;

export interface Received {
  size: number;
  sha256: string;
  md5: string;
}

const DRAFT = 'draft.json';

export class DraftFolder {
  readonly path: string;

  /** @param id names of drafts are paths, which no folder can have */
  constructor(base: string, id: string) {
    this.path = join(base, digestOf(id));
  }

  /** Those that are there, in no order. */
  static async all(base: string): Promise<DraftFolder[]> {
    const names = await readdir(base).catch(() => []);
    const found = await Promise.all(
      names.map(async name => readDraft(join(base, name, DRAFT)))
    );
    return found.flatMap(draft =>
      draft === null ? [] : new DraftFolder(base, draft.id)
    );
  }

  /** Null when there is none. */
  read(): Promise<Draft | null> {
    return readDraft(join(this.path, DRAFT));
  }

  async write(draft: Draft): Promise<void> {
    await writeAtomically(join(this.path, DRAFT), JSON.stringify(draft));
  }

  async files(): Promise<StoredFile[]> {
    const names = await readdir(join(this.path, 'files')).catch(() => []);
    const found: StoredFile[] = [];
    for (const name of names.filter(one => one.endsWith('.json'))) {
      const text = await readFile(join(this.path, 'files', name), 'utf8');
      found.push(Value.Parse(StoredFile, JSON.parse(text)));
    }
    return found.sort(({ key: one }, { key: other }) => (one < other ? -1 : 1));
  }

  async announce(file: StoredFile): Promise<void> {
    const path = `${this.#place(file.key)}.json`;
    await writeAtomically(path, JSON.stringify(file));
  }

  /** Takes in the bytes of a file; they count when they are committed. */
  async receive(
    key: string,
    bytes: Readable,
    signal: AbortSignal
  ): Promise<Received> {
    const sha256 = createHash('sha256');
    const md5 = createHash('md5');
    let size = 0;
    await mkdir(join(this.path, 'files'), { recursive: true });
    await pipeline(
      bytes,
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          size += chunk.length;
          sha256.update(chunk);
          md5.update(chunk);
          yield chunk;
        }
      },
      createWriteStream(`${this.#place(key)}.part`, {
        mode: 0o600,
        flush: true
      }),
      { signal }
    );
    return { size, sha256: sha256.digest('hex'), md5: md5.digest('hex') };
  }

  /** @returns false when the bytes are not here (any more) */
  async keep(key: string, { md5, sha256, size }: Received): Promise<boolean> {
    const place = this.#place(key);
    const here = await stat(`${place}.part`).catch(() => null);
    if (here?.size !== size) {
      return false;
    }
    await rename(`${place}.part`, place);
    await this.announce({ key, size, sha256, md5 });
    return true;
  }

  /** Absolute path of the bytes of a file. */
  bytesOf(key: string): string {
    return this.#place(key);
  }

  async remove(key: string): Promise<void> {
    const place = this.#place(key);
    for (const path of [`${place}.json`, `${place}.part`, place]) {
      await rm(path, { force: true });
    }
  }

  /** The bytes are in the archive; what they were is still known. */
  async forgetBytes(): Promise<void> {
    for (const { key } of await this.files()) {
      await rm(this.#place(key), { force: true });
    }
  }

  async discard(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }

  #place(key: string): string {
    return join(this.path, 'files', digestOf(key));
  }
}

async function readDraft(path: string): Promise<Draft | null> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    return Value.Check(Draft, value) ? value : null;
  } catch {
    return null;
  }
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 40);
}
