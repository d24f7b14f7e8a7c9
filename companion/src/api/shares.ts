/**
 * Received shares: list, decide, download the crate.
 */
import {
  ById,
  Problem,
  Share,
  ShareChange,
  ShareList,
  ShareQuery
} from 'sciencemesh-contract';
import { Type } from 'typebox';
import { RequestProblem } from '../http/problem.ts';
import type { HttpServer } from '../http/server.ts';
import type { ApiContext } from './context.ts';
import { sendCrate } from './download.ts';

export function addShares(server: HttpServer, { providers }: ApiContext): void {
  server.get(
    '/api/shares',
    {
      schema: {
        summary: 'List received shares, newest first',
        querystring: ShareQuery,
        response: { 200: ShareList }
      }
    },
    async request => ({ items: await providers.list(request.query) })
  );

  server.get(
    '/api/shares/:id',
    {
      schema: {
        summary: 'One received share',
        params: ById,
        response: { 200: Share, 404: Problem }
      }
    },
    async request => found(await providers.get(request.params.id))
  );

  server.patch(
    '/api/shares/:id',
    {
      schema: {
        summary: 'Accept, decline, hide or mark a share',
        params: ById,
        body: ShareChange,
        response: { 200: Share, 404: Problem, 409: Problem }
      }
    },
    async request =>
      found(await providers.change(request.params.id, request.body))
  );

  server.post(
    '/api/shares/seen',
    {
      schema: {
        summary: 'Mark all shares as seen',
        response: { 204: Type.Null() }
      }
    },
    async (_request, reply) => {
      await providers.markAllSeen();
      return reply.code(204).send(null);
    }
  );

  server.post(
    '/api/shares/:id/delivery/retry',
    {
      schema: {
        summary: 'Tell the sender of the decision again, now',
        params: ById,
        response: { 200: Share, 404: Problem, 409: Problem }
      }
    },
    async request => found(await providers.retryDelivery(request.params.id))
  );

  server.post(
    '/api/shares/:id/set-back',
    {
      schema: {
        summary: 'Set back a package that its provider is stuck in copying',
        params: ById,
        response: { 200: Share, '4xx': Problem, 503: Problem }
      }
    },
    async request => found(await providers.setBack(request.params.id))
  );

  server.get(
    '/api/shares/:id/crate',
    {
      schema: {
        summary: 'Download the crate of a share as it was received',
        params: ById,
        response: { 200: Type.Unknown(), 404: Problem }
      }
    },
    async (request, reply) => {
      const share = found(await providers.get(request.params.id));
      const crate = await providers.crate(share.id);
      if (crate === null) {
        throw new RequestProblem(
          404,
          'no-crate',
          'This share carries no package document.'
        );
      }
      return sendCrate(reply, crate);
    }
  );
}

function found(share: Share | null): Share {
  if (share === null) {
    throw new RequestProblem(
      404,
      'share-not-found',
      'This share is not here (any more). Reload the list.'
    );
  }
  return share;
}
