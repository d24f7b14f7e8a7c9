/** Bytes of a stream that can be opened again, from any place on. */
import { Readable } from 'node:stream';

/** One opening of the bytes, read up to a place. */
interface Opened {
  stream: Readable;
  chunks: AsyncIterator<Buffer>;
  /** Of the next byte. */
  position: number;
  /** Read from the stream, and not given on yet. */
  rest: Buffer;
  isTaken: boolean;
}

export class BytesFrom {
  readonly #open: () => Readable;
  #opened: Opened | null = null;

  constructor(open: () => Readable) {
    this.#open = open;
  }

  /**
   * A part of the bytes. Parts that follow each other come from one opening;
   * for any other the bytes are opened anew, and read up to there.
   *
   * @param isLast there must be no more bytes after these
   */
  take(offset: number, length: number, isLast = false): Readable {
    const known = this.#opened;
    const fits = known?.position === offset && !known.isTaken;
    if (!fits) {
      this.close();
    }
    const opened = fits ? known : (this.#opened = openedBy(this.#open));
    opened.isTaken = true;
    return Readable.from(bytesOf(opened, { offset, length, isLast }), {
      objectMode: false
    });
  }

  close(): void {
    this.#opened?.stream.destroy();
    this.#opened = null;
  }
}

function openedBy(open: () => Readable): Opened {
  const stream = open();
  // Whoever reads hears of it.
  stream.on('error', () => undefined);
  return {
    stream,
    chunks: stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>,
    position: 0,
    rest: Buffer.alloc(0),
    isTaken: false
  };
}

async function* bytesOf(
  opened: Opened,
  part: { offset: number; length: number; isLast: boolean }
): AsyncGenerator<Buffer> {
  const { isLast, length, offset } = part;
  for (let left = offset - opened.position; left > 0;) {
    left -= (await nextOf(opened, left)).length;
  }
  for (let left = length; left > 0;) {
    const bytes = await nextOf(opened, left);
    left -= bytes.length;
    if (isLast && left === 0 && !(await isAtEnd(opened))) {
      throw new RangeError('There are more bytes than there should be.');
    }
    yield bytes;
  }
  // Only one that was read to its end can be gone on with.
  opened.isTaken = false;
}

async function isAtEnd(opened: Opened): Promise<boolean> {
  return opened.rest.length === 0 && (await opened.chunks.next()).done === true;
}

/** So many bytes at most, and one at least. */
async function nextOf(opened: Opened, most: number): Promise<Buffer> {
  while (opened.rest.length === 0) {
    const next = await opened.chunks.next();
    if (next.done) {
      throw new RangeError('The bytes end before they should.');
    }
    opened.rest = next.value;
  }
  const bytes = opened.rest.subarray(0, most);
  opened.rest = opened.rest.subarray(bytes.length);
  opened.position += bytes.length;
  return bytes;
}
