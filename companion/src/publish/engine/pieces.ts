/**
 * Pieces of a file as streams; few of their bytes are held.
 */
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { giveAway } from '../../http/chunks.ts';

export interface Piece {
  /** Absolute path of the file. */
  real: string;
  start: number;
  size: number;
}

type Chunk = Buffer<ArrayBuffer>;

/** To pass a chunk of this size on costs little beside what is done with it. */
const BUFFER_BYTES = 512 * 1024;

export async function* chunksOf({
  real,
  start,
  size
}: Piece): AsyncGenerator<Chunk> {
  if (size > 0) {
    yield* createReadStream(real, {
      start,
      end: start + size - 1,
      highWaterMark: BUFFER_BYTES
    }) as AsyncIterable<Chunk>;
  }
}

/** @param onBytes is told how many go out */
export function streamOf(
  chunks: AsyncIterable<Buffer>,
  onBytes: (bytes: number) => void
): Readable {
  async function* told(): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      onBytes(chunk.byteLength);
      yield chunk;
    }
  }
  return giveAway(Readable.from(told(), { objectMode: false }));
}
