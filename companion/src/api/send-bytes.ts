/**
 * Sends a long stream whose memory is given back as soon as it is sent: left
 * to the garbage collector, it costs a third of the processor's time.
 */
import type { ServerResponse } from 'node:http';
import { Writable, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyReply } from 'fastify';
import { free } from '../transfers/chunks.ts';

/**
 * Sends what `body` gives as the answer, at the pace of whoever reads it. An
 * answer whose source breaks off is cut short visibly: a clean end would make
 * a part look like the whole.
 *
 * @param body nobody else reads it, nor keeps its chunks
 */
export function sendBytes(reply: FastifyReply, body: Readable): FastifyReply {
  reply.hijack();
  const { raw } = reply;
  raw.statusCode = reply.statusCode;
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) {
      raw.setHeader(name, value);
    }
  }
  pipeline(body, new Outlet(raw)).then(
    () => raw.end(),
    (err: unknown) => {
      reply.log.debug({ err }, 'a file was cut short');
      raw.destroy();
    }
  );
  return reply;
}

class Outlet extends Writable {
  readonly #raw: ServerResponse;

  constructor(raw: ServerResponse) {
    super();
    this.#raw = raw;
    raw.once('close', () => this.destroy());
  }

  override _write(
    chunk: Buffer,
    _encoding: BufferEncoding,
    written: () => void
  ): void {
    if (this.#raw.write(chunk, () => free([chunk]))) {
      written();
    } else {
      this.#raw.once('drain', written);
    }
  }
}
