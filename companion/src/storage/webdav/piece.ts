import { Readable } from 'node:stream';

export interface PieceCheck {
  update(bytes: Buffer): void;
  verdict(): Error | null;
}

export interface PieceOptions {
  /** Bytes to drop at the beginning. */
  skipped: number;
  /** Bytes to hand out; null: all there are. */
  length: number | null;
  /** Fewer bytes are no failure: nobody knows how many there are. */
  mayEnd: boolean;
  tooShort: () => Error;
  /** Sees all bytes that are handed out, and says at their end what is wrong. */
  check?: PieceCheck | null;
  /** Makes a failure of the source presentable. */
  explain: (error: unknown) => Error;
}

/**
 * A piece of a stream, as fast as it is read. It fails when the stream ends
 * before the piece does, and ends its source with itself.
 */
export class Piece extends Readable {
  readonly #source: Readable;
  readonly #options: PieceOptions;
  #skip: number;
  #left: number;

  constructor(source: Readable, options: PieceOptions) {
    super();
    this.#source = source;
    this.#options = options;
    this.#skip = options.skipped;
    this.#left = options.length ?? Infinity;
    source
      .on('data', (chunk: Buffer) => this.#take(chunk))
      .on('end', () => this.#end())
      .on('error', (error: unknown) => this.destroy(options.explain(error)))
      .pause();
    // It may be ended before anybody listens.
    this.on('error', () => undefined);
  }

  override _read(): void {
    this.#source.resume();
  }

  override _destroy(
    error: Error | null,
    callback: (error: Error | null) => void
  ): void {
    // A source at its end keeps its connection for the next request.
    if (!this.#source.readableEnded) {
      this.#source.destroy();
    }
    callback(error);
  }

  #take(chunk: Buffer): void {
    const dropped = Math.min(this.#skip, chunk.length);
    this.#skip -= dropped;
    const piece = chunk.subarray(dropped).subarray(0, this.#left);
    this.#left -= piece.length;
    this.#options.check?.update(piece);
    if (piece.length > 0 && !this.push(piece)) {
      this.#source.pause();
    }
    if (this.#left === 0 && dropped + piece.length < chunk.length) {
      // More than was asked for: the rest need not arrive.
      this.#finish();
    }
  }

  #end(): void {
    const isShort = Number.isFinite(this.#left) && this.#left > 0;
    if (isShort && !this.#options.mayEnd) {
      this.destroy(this.#options.tooShort());
    } else {
      this.#finish();
    }
  }

  #finish(): void {
    const wrong = this.#options.check?.verdict() ?? null;
    if (wrong === null) {
      this.push(null);
    } else {
      this.destroy(wrong);
    }
  }
}
