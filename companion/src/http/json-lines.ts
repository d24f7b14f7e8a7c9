/**
 * Answers that come bit by bit: one JSON value a line, written as it is made
 * and no faster than it is read.
 */
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

export const JSON_LINES = 'application/x-ndjson';

/** Fires when whoever asked has gone before the answer was complete. */
export function untilGone(reply: FastifyReply): AbortSignal {
  const control = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) {
      control.abort();
    }
  });
  return control.signal;
}

/** Sends the values as lines; ends with them, or with whoever reads. */
export function sendLines(
  reply: FastifyReply,
  values: AsyncIterable<unknown>
): FastifyReply {
  async function* lines(): AsyncGenerator<string> {
    for await (const value of values) {
      yield `${JSON.stringify(value)}\n`;
    }
  }
  return reply
    .type(JSON_LINES)
    .header('cache-control', 'no-store')
    .send(Readable.from(lines(), { highWaterMark: 16 }));
}
