/**
 * Edits that their servers do not have yet: list, look, decide.
 */
import {
  ById,
  OutboxDecision,
  OutboxItem,
  OutboxList,
  Problem
} from 'sciencemesh-contract';
import { Type } from 'typebox';
import type { HttpServer } from '../http/server.ts';
import type { ApiContext } from './context.ts';
import { disposition } from './raw.ts';

export function addOutbox(
  server: HttpServer,
  { contents: { outbox } }: Pick<ApiContext, 'contents'>
): void {
  server.get(
    '/api/outbox',
    {
      schema: {
        summary: 'Edits that are not at their servers yet, oldest first',
        response: { 200: OutboxList }
      }
    },
    async () => ({ items: await outbox.list() })
  );

  server.get(
    '/api/outbox/:id/content',
    {
      schema: {
        summary: 'The bytes of an edit',
        params: ById,
        response: { 200: Type.Unknown(), 404: Problem }
      }
    },
    async (request, reply) => {
      const { id } = request.params;
      const { path } = await outbox.get(id);
      const { size, body } = outbox.content(id);
      const name = path.slice(path.lastIndexOf('/') + 1);
      return reply
        .type('application/octet-stream')
        .header('content-length', size)
        .header('content-disposition', disposition(true, name))
        .header('content-security-policy', "sandbox; default-src 'none'")
        .header('x-content-type-options', 'nosniff')
        .header('cache-control', 'no-store')
        .send(body);
    }
  );

  server.post(
    '/api/outbox/:id',
    {
      schema: {
        summary: 'Send an edit again, over what is there, beside it, or not',
        params: ById,
        body: OutboxDecision,
        response: { 200: OutboxItem, 404: Problem, 409: Problem }
      }
    },
    async request => outbox.decide(request.params.id, request.body.action)
  );
}
