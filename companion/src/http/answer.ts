/**
 * One exchange: from undici's dispatch to an answer with a stream that holds
 * its source back when nobody reads.
 */
import { ReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { LONG, inBlocks } from './blocks.ts';
import { isGivenAway } from './chunks.ts';
import { decoderFor, decoded } from './content-coding.ts';
import {
  OutboundError,
  type OutboundMethod,
  type OutboundResponse,
  type OutboundStream
} from './outbound.ts';

export interface Exchange {
  dispatcher: Dispatcher;
  url: URL;
  method: OutboundMethod;
  headers: Record<string, string>;
  body: string | OutboundStream | undefined;
  signal: AbortSignal | undefined;
  answerMilliseconds: number;
  idleMilliseconds: number;
  /** Makes a failure presentable. */
  explain: (error: unknown) => OutboundError;
}

/** A rest this small is read to its end, which keeps the connection usable. */
const CHEAP_REST = 64 * 1024;

/** Held in memory for one stream before its source is told to wait. */
const BUFFERED = 256 * 1024;

/** Makes one request without following anything. */
export function exchange(order: Exchange): Promise<OutboundResponse> {
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | null = null;
    let body: Body | null = null;

    const stop = () => {
      const stopped = new OutboundError(
        'aborted',
        'The request was stopped.',
        order.signal?.reason
      );
      reject(stopped);
      if (body) {
        body.destroy(stopped);
      } else {
        controller?.abort(stopped);
      }
    };
    if (order.signal?.aborted) {
      stop();
      return;
    }
    order.signal?.addEventListener('abort', stop, { once: true });
    const release = () => order.signal?.removeEventListener('abort', stop);
    const sending = open(order.body);

    order.dispatcher.dispatch(
      {
        origin: order.url.origin,
        path: order.url.pathname + order.url.search,
        method: order.method,
        headers: { ...order.headers, ...sending.headers },
        body: sending.body,
        headersTimeout: order.answerMilliseconds,
        bodyTimeout: order.idleMilliseconds
      },
      {
        onRequestStart(started) {
          controller = started;
          if (order.signal?.aborted) {
            started.abort(order.explain(order.signal.reason));
          }
        },
        onResponseStart(current, status, headers) {
          if (status < 200) {
            return;
          }
          body = new Body(current, release);
          resolve(present(order, status, flatten(headers), body));
        },
        onResponseData(current, chunk) {
          if (body && !body.push(chunk)) {
            current.pause();
          }
        },
        onResponseEnd() {
          release();
          sending.end();
          body?.push(null);
        },
        onResponseError(_, error) {
          release();
          sending.end();
          const failure = sending.failure() ?? order.explain(error);
          reject(failure);
          body?.destroy(failure);
        }
      }
    );
  });
}

/** What goes out, and why it did not if that was not the host's doing. */
interface Sending {
  body: string | Readable | undefined;
  headers: Record<string, string>;
  failure(): OutboundError | null;
  /** Nobody takes the rest. */
  end(): void;
}

function open(body: Exchange['body']): Sending {
  let failed: OutboundError | null = null;
  if (typeof body !== 'object') {
    return { body, headers: {}, failure: () => failed, end: () => undefined };
  }
  const headers = { 'content-length': String(body.length) };
  if (body.length === 0) {
    return {
      body: undefined,
      headers,
      failure: () => failed,
      end: () => undefined
    };
  }
  const source = body.open();
  source.on('error', () => undefined);
  const chunks: AsyncIterator<Buffer> = source[Symbol.asyncIterator]();
  // Only what fails while it is read is the source's own failure: the end of
  // a connection ends the reading instead.
  const read = async function* (): AsyncGenerator<Buffer> {
    for (;;) {
      const next = await chunks.next().catch((error: unknown) => {
        failed ??= new OutboundError(
          'aborted',
          'What was to be sent could not be read to its end.',
          error
        );
        throw error;
      });
      if (next.done) {
        return;
      }
      yield next.value;
    }
  };
  // What is read from a disk for this is in nobody else's hands.
  const areOurs = isGivenAway(source) || source instanceof ReadStream;
  const pieces = body.length < LONG ? read() : inBlocks(read(), areOurs);
  return {
    body: Readable.from(pieces, { objectMode: false }),
    headers,
    failure: () => failed,
    end: () => source.destroy()
  };
}

class Body extends Readable {
  readonly #controller: Dispatcher.DispatchController;
  readonly #release: () => void;

  constructor(controller: Dispatcher.DispatchController, release: () => void) {
    super({ highWaterMark: BUFFERED });
    this.#controller = controller;
    this.#release = release;
    // Whoever destroys or discards it need not listen.
    this.on('error', () => undefined);
  }

  override _read(): void {
    this.#controller.resume();
  }

  override _destroy(
    error: Error | null,
    callback: (error: Error | null) => void
  ): void {
    this.#release();
    if (!this.readableEnded) {
      this.#controller.abort(error ?? new Error('discarded'));
    }
    callback(error);
  }
}

type Headers = Record<string, string | undefined>;

function flatten(
  headers: Record<string, string | string[] | undefined>
): Headers {
  const flat: Headers = {};
  for (const [name, value] of Object.entries(headers)) {
    flat[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
  }
  return flat;
}

function present(
  order: Exchange,
  status: number,
  headers: Headers,
  raw: Body
): OutboundResponse {
  const decoder =
    order.method === 'HEAD' || status === 204 || status === 304
      ? null
      : decoderFor(headers['content-encoding'], order.url.pathname);
  const body = decoder ? decoded(raw, decoder, order.explain) : raw;
  return {
    status,
    headers,
    url: order.url.href,
    body,
    decoded: decoder !== null,
    discard() {
      const length = Number(headers['content-length'] ?? Infinity);
      if (order.method === 'HEAD' || length <= CHEAP_REST) {
        body.resume();
      } else {
        body.destroy();
      }
    }
  };
}
