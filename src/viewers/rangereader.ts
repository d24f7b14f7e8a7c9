import { ServerConnection } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import { ReadFailure } from './readfailure';
import { answeredBytes, refusal } from './rangeanswer';
import type { IAnsweredBytes } from './rangeanswer';

/** Bytes that are fetched, kept and given away together. */
const BLOCK = 64 * 1024;

/** Blocks that are kept: 16 MiB. */
const KEPT_BLOCKS = 256;

/** Blocks that one request brings at most: 8 MiB. */
const RUN_BLOCKS = 128;

/**
 * Requests at a time. A browser has six connections to a server without
 * HTTP/2, and JupyterLab needs some of them.
 */
const REQUESTS = 3;

/**
 * Bytes that are thrown away at most to get at later ones, where a server
 * answers a range with the whole file.
 */
const SKIPPED_BYTES = 64 * 1024 * 1024;

/**
 * Reads parts of one file over HTTP, and never more of it than it is asked for.
 *
 * #### Notes
 * Works with every drive: the address is the one at which the file is
 * downloaded. What was read last is kept; the same bytes are not asked for
 * twice at the same time. All parts come from the same version of the file:
 * when it changes in between, reading fails with `file-changed`.
 */
export class RangeReader implements IDisposable {
  constructor(private readonly _options: RangeReader.IOptions) {}

  /**
   * Bytes that came over the network until now.
   */
  get bytesMoved(): number {
    return this._bytesMoved;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * The size of the file in bytes.
   */
  async size(): Promise<number> {
    this._opening ??= this._open();
    try {
      return await this._opening;
    } catch (reason) {
      // The next one who asks tries again.
      this._opening = null;
      throw reason;
    }
  }

  /**
   * Read bytes; fewer than asked for only at the end of the file.
   *
   * @param start - the first byte
   * @param end - the byte after the last
   *
   * @throws ReadFailure
   */
  async read(start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
    const size = await this.size();
    const last = Math.min(end, size);
    const bytes = new Uint8Array(Math.max(0, last - start));
    if (bytes.length === 0) {
      return bytes;
    }
    const first = Math.floor(start / BLOCK);
    const blocks = await Promise.all(
      this._request(first, Math.ceil(last / BLOCK))
    );
    blocks.forEach((block, index) => {
      const blockStart = (first + index) * BLOCK;
      const from = Math.max(0, start - blockStart);
      const part = block.subarray(from, Math.max(0, last - blockStart));
      bytes.set(part, blockStart + from - start);
    });
    return bytes;
  }

  /**
   * Stop reading; what is on its way fails with `reading-stopped`.
   */
  dispose(): void {
    this._isDisposed = true;
    this._blocks.clear();
    for (const answer of this._answers) {
      void answer.cancel();
    }
    this._answers.clear();
  }

  private async _open(): Promise<number> {
    await this._fetch(0, 1);
    if (this._size === null) {
      const { trans } = this._options;
      throw new ReadFailure(
        'size-unknown',
        trans.__(
          'The server does not tell how large the file is, so it cannot be read in parts. Download it to look at it.'
        )
      );
    }
    return this._size;
  }

  /**
   * The blocks of a range, each from where it is: kept, on its way, or to be
   * fetched now together with its neighbours.
   */
  private _request(
    first: number,
    end: number
  ): Promise<Uint8Array<ArrayBuffer>>[] {
    const blocks: Promise<Uint8Array<ArrayBuffer>>[] = [];
    for (let index = first; index < end; index += 1) {
      const block = this._known(index);
      if (block) {
        blocks.push(block);
        continue;
      }
      let runEnd = index + 1;
      while (
        runEnd < end &&
        runEnd - index < RUN_BLOCKS &&
        !this._known(runEnd)
      ) {
        runEnd += 1;
      }
      blocks.push(...this._start(index, runEnd));
      index = runEnd - 1;
    }
    return blocks;
  }

  private _known(index: number): Promise<Uint8Array<ArrayBuffer>> | null {
    const block = this._blocks.get(index);
    if (!block) {
      return this._coming.get(index) ?? null;
    }
    // The one that was used last is thrown away last.
    this._blocks.delete(index);
    this._blocks.set(index, block);
    return Promise.resolve(block);
  }

  private _start(
    first: number,
    end: number
  ): Promise<Uint8Array<ArrayBuffer>>[] {
    const run = this._fetch(first, end);
    const blocks: Promise<Uint8Array<ArrayBuffer>>[] = [];
    for (let index = first; index < end; index += 1) {
      const block = run.then(
        bytes => bytes[index - first] ?? new Uint8Array(0)
      );
      this._coming.set(index, block);
      const forget = () => {
        this._coming.delete(index);
      };
      block.then(forget, forget);
      blocks.push(block);
    }
    return blocks;
  }

  /**
   * Fetch blocks with one request.
   */
  private async _fetch(
    first: number,
    end: number
  ): Promise<Uint8Array<ArrayBuffer>[]> {
    await this._turn();
    try {
      const start = first * BLOCK;
      const size = this._size ?? Number.MAX_SAFE_INTEGER;
      const bytes = await this._bytes(start, Math.min(end * BLOCK, size));
      const blocks: Uint8Array<ArrayBuffer>[] = [];
      for (let index = first; index < end; index += 1) {
        const from = (index - first) * BLOCK;
        // A copy, so that a kept block does not keep its whole run.
        const block = bytes.slice(from, from + BLOCK);
        blocks.push(block);
        this._keep(index, block);
      }
      return blocks;
    } finally {
      this._active -= 1;
      this._waiting.shift()?.();
    }
  }

  private async _bytes(
    start: number,
    end: number
  ): Promise<Uint8Array<ArrayBuffer>> {
    const { trans } = this._options;
    const answer = await this._ask(start, end);
    this._check(answer);
    if (answer.start < start && start - answer.start > SKIPPED_BYTES) {
      await answer.cancel();
      throw new ReadFailure(
        'no-ranges',
        trans.__(
          'The server cannot send parts of a file, and this part is too far from its beginning. Download the file to look at it.'
        )
      );
    }
    const bytes = await this._drain(answer, start, end);
    const size = this._size ?? end;
    if (bytes.length < Math.min(end, size) - start) {
      throw new ReadFailure(
        'file-cut-short',
        trans.__(
          'The connection ended before the file did. Try again in a moment.'
        )
      );
    }
    return bytes;
  }

  private async _ask(start: number, end: number): Promise<IAnsweredBytes> {
    const { serverSettings, trans, url } = this._options;
    let response: Response;
    try {
      response = await ServerConnection.makeRequest(
        await url(),
        { headers: { Range: `bytes=${start}-${end - 1}` } },
        serverSettings
      );
    } catch (cause) {
      throw new ReadFailure(
        'server-unreachable',
        trans.__(
          'The Jupyter server did not answer. Check your connection, then try again.'
        ),
        cause
      );
    }
    const answer = answeredBytes(response, start);
    if (!answer) {
      await response.body?.cancel();
      throw refusal(response, trans);
    }
    return answer;
  }

  /**
   * See that the answer is of the version that the others were of.
   */
  private _check(answer: IAnsweredBytes): void {
    const isFirst = this._version === null;
    const isSame =
      isFirst ||
      (this._version === answer.version &&
        (answer.size === null || answer.size === this._size));
    if (!isSame) {
      void answer.cancel();
      throw new ReadFailure(
        'file-changed',
        this._options.trans.__(
          'The file was changed while it was read. Load it again to see what it holds now.'
        )
      );
    }
    if (isFirst) {
      this._version = answer.version;
      this._size = answer.size;
    }
  }

  /**
   * Take the bytes of a range out of an answer, and end it there.
   */
  private async _drain(
    answer: IAnsweredBytes,
    start: number,
    end: number
  ): Promise<Uint8Array<ArrayBuffer>> {
    const wanted = Math.min(end, this._size ?? end) - start;
    const bytes = new Uint8Array(Math.max(0, wanted));
    let position = answer.start;
    this._answers.add(answer);
    try {
      while (position < start + wanted) {
        const chunk = await answer.next();
        if (this._isDisposed) {
          throw this._stopped();
        }
        if (!chunk) {
          return bytes.subarray(0, Math.max(0, position - start)).slice();
        }
        this._bytesMoved += chunk.length;
        const from = Math.max(0, start - position);
        const to = Math.min(chunk.length, start + wanted - position);
        if (to > from) {
          bytes.set(chunk.subarray(from, to), position + from - start);
        }
        position += chunk.length;
      }
      return bytes;
    } catch (cause) {
      if (cause instanceof ReadFailure) {
        throw cause;
      }
      throw this._isDisposed
        ? this._stopped()
        : new ReadFailure(
            'server-unreachable',
            this._options.trans.__(
              'The connection to the Jupyter server broke. Try again in a moment.'
            ),
            cause
          );
    } finally {
      this._answers.delete(answer);
      void answer.cancel();
    }
  }

  private _keep(index: number, block: Uint8Array<ArrayBuffer>): void {
    if (this._isDisposed) {
      return;
    }
    this._blocks.set(index, block);
    for (const oldest of this._blocks.keys()) {
      if (this._blocks.size <= KEPT_BLOCKS) {
        break;
      }
      this._blocks.delete(oldest);
    }
  }

  private async _turn(): Promise<void> {
    while (this._active >= REQUESTS) {
      await new Promise<void>(resolve => this._waiting.push(resolve));
    }
    if (this._isDisposed) {
      throw this._stopped();
    }
    this._active += 1;
  }

  private _stopped(): ReadFailure {
    return new ReadFailure(
      'reading-stopped',
      this._options.trans.__('Reading was stopped.')
    );
  }

  private _active = 0;
  private readonly _answers = new Set<IAnsweredBytes>();
  private readonly _blocks = new Map<number, Uint8Array<ArrayBuffer>>();
  private _bytesMoved = 0;
  private readonly _coming = new Map<
    number,
    Promise<Uint8Array<ArrayBuffer>>
  >();
  private _isDisposed = false;
  private _opening: Promise<number> | null = null;
  private _size: number | null = null;
  private _version: string | null = null;
  private readonly _waiting: (() => void)[] = [];
}

/**
 * The namespace for `RangeReader` statics.
 */
export namespace RangeReader {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly serverSettings: ServerConnection.ISettings;
    readonly trans: TranslationBundle;

    /**
     * The address of the file, below that of the server.
     */
    readonly url: () => Promise<string>;
  }
}
