/**
 * Reads JSON bodies. All other content types are refused (415), also because
 * a page of another origin can send those without asking (CORS).
 */
import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { readJson } from './json.ts';
import { RequestProblem } from './problem.ts';
import type { HttpServer } from './server.ts';

/** Bodies that are on their way at once may hold so much memory together. */
const BUDGET = 64 * 1024 * 1024;
const RETRY_SECONDS = 5;

/** A body over the limit is read and thrown away up to this many times it. */
const PATIENCE = 4;

declare module 'fastify' {
  interface FastifyRequest {
    /** Size of the body as it was sent. */
    bodyBytes: number;
    /** The body as it was sent. */
    bodyText: string;
  }
}

/** Makes JSON the only body that a server understands. */
export function addJsonBody(server: HttpServer): void {
  server.decorateRequest('bodyBytes', 0);
  server.decorateRequest('bodyText', '');
  server.removeAllContentTypeParsers();
  const memory = { used: 0 };
  server.addContentTypeParser(
    'application/json',
    async (request: FastifyRequest, payload: IncomingMessage) => {
      const { bodyLimit } = request.routeOptions;
      const bytes = await readBody(payload, bodyLimit, memory);
      request.bodyBytes = bytes.length;
      if (bytes.length === 0) {
        return undefined;
      }
      const { text, value } = parse(bytes);
      request.bodyText = text;
      return value;
    }
  );
}

function parse(bytes: Buffer): ReturnType<typeof readJson> {
  try {
    return readJson(bytes);
  } catch {
    // The parser's own message quotes the body: neither for peer nor for log.
    throw new RequestProblem(
      400,
      'invalid-json',
      'The body is not valid JSON, nests too deep or holds too many values.'
    );
  }
}

/**
 * A client that is still sending when the answer comes mostly sees a broken
 * connection and never the answer. So a body that is refused is read on for a
 * while, into nowhere.
 */
async function readBody(
  payload: IncomingMessage,
  limit: number,
  memory: { used: number }
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  let refusal: RequestProblem | null = null;
  let kept = 0;
  // Leaving the loop must not destroy the connection that carries the answer.
  const arriving: AsyncIterable<Buffer> = payload.iterator({
    destroyOnReturn: false
  });
  const forget = () => {
    chunks.length = 0;
    memory.used -= kept;
    kept = 0;
  };
  try {
    for await (const chunk of arriving) {
      size += chunk.length;
      if (size > PATIENCE * limit) {
        break;
      }
      if (size > limit) {
        refusal ??= tooLarge(limit);
      } else if (memory.used + chunk.length > BUDGET) {
        refusal ??= busy();
      }
      if (refusal !== null) {
        forget();
        continue;
      }
      chunks.push(chunk);
      kept += chunk.length;
      memory.used += chunk.length;
    }
    if (refusal !== null) {
      throw refusal;
    }
    return Buffer.concat(chunks, size);
  } catch (error) {
    // Nobody is there any more to hear of it, and nothing failed here.
    throw refusal ?? (payload.destroyed ? brokenOff(error) : error);
  } finally {
    forget();
  }
}

function brokenOff(cause: unknown): RequestProblem {
  const { message } = cause instanceof Error ? cause : new Error(String(cause));
  return new RequestProblem(
    400,
    'broken-off',
    `The body broke off before its end (${message}).`
  );
}

function busy(): RequestProblem {
  return new RequestProblem(
    503,
    'busy',
    'Too much arrives at once. Try again in a moment.',
    { headers: { 'retry-after': String(RETRY_SECONDS), connection: 'close' } }
  );
}

/** @param limit in bytes */
export function tooLarge(limit: number): RequestProblem {
  return new RequestProblem(
    413,
    'too-large',
    `The body is larger than ${Math.floor(limit / 1024)} KiB.`,
    { headers: { connection: 'close' } }
  );
}
