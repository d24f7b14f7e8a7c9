/**
 * JSON bodies that hold whole files: larger than others, and from the person's
 * own page, so that their shape need not be bounded.
 */
import type { FastifyRequest } from 'fastify';
import { RequestProblem } from '../http/problem.ts';
import type { HttpServer } from '../http/server.ts';

/** Base64 is a third longer, and JSON escapes line ends. */
const OVERHEAD = 1.6;

/** @param largestDocument bytes of a file in it */
export function addDocumentBody(
  server: HttpServer,
  largestDocument: number
): void {
  const bodyLimit = Math.ceil(largestDocument * OVERHEAD);
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit },
    async (_request: FastifyRequest, bytes: Buffer) => {
      if (bytes.length === 0) {
        return undefined;
      }
      try {
        return JSON.parse(bytes.toString()) as unknown;
      } catch {
        throw new RequestProblem(
          400,
          'invalid-json',
          'The body is not valid JSON.'
        );
      }
    }
  );
}
