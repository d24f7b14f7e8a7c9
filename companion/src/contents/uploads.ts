/**
 * Files that pages send in pieces: `chunk` 1, 2, … and -1 for the last one
 * (`packages/filebrowser/src/model.ts` of JupyterLab). They are put together
 * on disk and go to the server in one stream.
 */
import { createHash } from 'node:crypto';
import { RequestProblem } from '../http/problem.ts';
import type { Saved, Saving } from './saving.ts';
import type { Spool, SpooledFile } from './spool.ts';
import type { Base } from './validators.ts';

/** An upload that nobody goes on with for so long is thrown away. */
const PATIENCE_MILLISECONDS = 24 * 3600_000;

interface Upload {
  file: SpooledFile;
  base: Base;
  /** Number of the piece that comes next. */
  next: number;
  /** Checksum of the piece that came last, which may come again. */
  last: string;
  timer: NodeJS.Timeout;
  /** Pieces are taken one after the other. */
  turn: Promise<unknown>;
}

export class Uploads {
  readonly #spool: Spool;
  readonly #saving: Saving;
  /** By client and path: two pages may send different files to one place. */
  readonly #running = new Map<string, Upload>();

  constructor(spool: Spool, saving: Saving) {
    this.#spool = spool;
    this.#saving = saving;
  }

  /**
   * Takes a piece.
   *
   * @param chunk its number; -1 for the last one
   * @param client who sends it, as far as can be told
   * @returns how many bytes have come; for the last piece what was saved
   * @throws RequestProblem 409 when a piece before it is missing
   */
  async take(
    path: string,
    client: string,
    chunk: number,
    bytes: Buffer,
    base: Base
  ): Promise<number | Saved> {
    const key = JSON.stringify([client, path]);
    if (chunk === 1) {
      await this.#begin(key, bytes, base);
    }
    const upload = this.#running.get(key);
    if (upload === undefined) {
      throw missing(path);
    }
    const turn = upload.turn.then(() =>
      this.#append(key, upload, path, chunk, bytes)
    );
    upload.turn = turn.catch(() => undefined);
    return turn;
  }

  /** Throws away what is not complete. */
  async close(): Promise<void> {
    await Promise.all([...this.#running.keys()].map(key => this.#end(key)));
  }

  /** A first piece that comes again is the beginning of another upload. */
  async #begin(key: string, bytes: Buffer, base: Base): Promise<void> {
    const before = this.#running.get(key);
    if (before?.next === 2 && before.last === checksum(bytes)) {
      return;
    }
    const file = await this.#spool.begin();
    await this.#end(key);
    const timer = setTimeout(
      () => void this.#end(key),
      PATIENCE_MILLISECONDS
    ).unref();
    const turn = Promise.resolve();
    this.#running.set(key, { file, base, next: 1, last: '', timer, turn });
  }

  async #append(
    key: string,
    upload: Upload,
    path: string,
    chunk: number,
    bytes: Buffer
  ): Promise<number | Saved> {
    const { file } = upload;
    const sum = checksum(bytes);
    const isAgain = chunk === upload.next - 1 && sum === upload.last;
    if (!isAgain) {
      if (chunk !== upload.next && chunk !== -1) {
        await this.#end(key);
        throw missing(path);
      }
      await file.append(bytes);
      upload.next += 1;
      upload.last = sum;
      upload.timer.refresh();
    }
    if (chunk !== -1) {
      return file.size;
    }
    try {
      return await this.#saving.save(path, file, upload.base);
    } finally {
      await this.#end(key, upload);
    }
  }

  async #end(key: string, only?: Upload): Promise<void> {
    const upload = this.#running.get(key);
    if (upload === undefined || (only !== undefined && upload !== only)) {
      return;
    }
    this.#running.delete(key);
    clearTimeout(upload.timer);
    await upload.file.remove();
  }
}

function checksum(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function missing(path: string): RequestProblem {
  return new RequestProblem(
    409,
    'upload-interrupted',
    `A part of "${path}" is missing: the upload was interrupted. Upload the file again.`
  );
}
