/**
 * Copies and moves between the drive and the files of the person.
 */
import {
  CopyPreview,
  CopyQuestion,
  CopyRequest,
  Problem,
  Transfer
} from 'sciencemesh-contract';
import { untilGone } from '../http/json-lines.ts';
import type { HttpServer } from '../http/server.ts';
import type { ApiContext } from './context.ts';

export function addCopies(server: HttpServer, { copies }: ApiContext): void {
  server.post(
    '/api/copies',
    {
      schema: {
        summary: 'Begin a copy or a move; answers with its transfer',
        body: CopyRequest,
        response: { 202: Transfer, '4xx': Problem, '5xx': Problem }
      }
    },
    async (request, reply) => {
      const transfer = await copies.start(request.body, untilGone(reply));
      return reply.code(202).send(transfer);
    }
  );

  server.post(
    '/api/copies/preview',
    {
      schema: {
        summary: 'How much it would be and what is in the way; writes nothing',
        body: CopyQuestion,
        response: { 200: CopyPreview, '4xx': Problem, '5xx': Problem }
      }
    },
    (request, reply) => copies.preview(request.body, untilGone(reply))
  );
}
