/**
 * "Check this share".
 */
import { ById, Problem } from 'sciencemesh-contract';
import { checkShare, type ShareCheckOptions } from '../drive/share-check.ts';
import { sendLines, untilGone } from '../http/json-lines.ts';
import { RequestProblem } from '../http/problem.ts';
import type { HttpServer } from '../http/server.ts';
import type { ApiContext } from './context.ts';

export function addCheck(
  server: HttpServer,
  {
    providers,
    shareCheck
  }: Pick<ApiContext, 'providers'> & { shareCheck: ShareCheckOptions }
): void {
  server.post(
    '/api/shares/:id/check',
    {
      schema: {
        summary: 'Try each step to the files of a share; one CheckStep a line',
        params: ById,
        response: { 404: Problem }
      }
    },
    async (request, reply) => {
      const share = await providers.get(request.params.id);
      if (share === null) {
        throw new RequestProblem(
          404,
          'share-not-found',
          'This share is not here (any more). Reload the list.'
        );
      }
      return sendLines(reply, checkShare(shareCheck, share, untilGone(reply)));
    }
  );
}
