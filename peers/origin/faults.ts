import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { createGzip } from 'node:zlib';

/** Bytes on their way to a caller. */
export type Chunks = AsyncIterable<Uint8Array>;

const portionsPerSecond = 20;

/** The bytes as a gzip stream. */
export async function* gzipped(chunks: Chunks): Chunks {
  const source = Readable.from(chunks);
  try {
    yield* source.pipe(createGzip());
  } finally {
    // A pipe does not tell its source that nobody reads any more.
    source.destroy();
  }
}

/** Flips one bit of the byte at `place`. */
export async function* flipped(chunks: Chunks, place: number): Chunks {
  let at = 0;
  for await (const chunk of chunks) {
    if (place >= at && place < at + chunk.length) {
      const copy = Uint8Array.from(chunk);
      copy[place - at] = (copy[place - at] ?? 0) ^ 1;
      yield copy;
    } else {
      yield chunk;
    }
    at += chunk.length;
  }
}

/** Lets the bytes through no faster than the given rate. */
export async function* slowed(chunks: Chunks, bytesPerSecond: number): Chunks {
  // Small portions, so that a slow body flows instead of jerking.
  const portion = Math.max(1, Math.floor(bytesPerSecond / portionsPerSecond));
  const began = performance.now();
  let sent = 0;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += portion) {
      const part = chunk.subarray(at, at + portion);
      sent += part.length;
      const due = began + (sent / bytesPerSecond) * 1000;
      await wait(Math.max(0, due - performance.now()));
      yield part;
    }
  }
}

/** Stops after `length` bytes and goes on once `release` is fulfilled. */
export async function* stalled(
  chunks: Chunks,
  length: number,
  release: Promise<void>
): Chunks {
  let left = length;
  for await (const chunk of chunks) {
    if (chunk.length < left) {
      left -= chunk.length;
      yield chunk;
      continue;
    }
    yield chunk.subarray(0, left);
    await release;
    yield chunk.subarray(left);
    left = Infinity;
  }
}

/** The first `length` bytes. */
export async function* limited(chunks: Chunks, length: number): Chunks {
  let left = length;
  for await (const chunk of chunks) {
    yield chunk.subarray(0, left);
    left -= chunk.length;
    if (left <= 0) {
      return;
    }
  }
}
