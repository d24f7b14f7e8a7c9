import { KernelTokenList, Problem } from 'sciencemesh-contract';
import { Type } from 'typebox';
import { RequestProblem } from '../http/problem.ts';
import type { HttpServer } from '../http/server.ts';
import type { KernelTokens } from '../kernels/tokens.ts';

/** Takes from the bridge which kernels run. */
export function addKernels(
  server: HttpServer,
  { kernels }: { kernels: KernelTokens }
): void {
  server.put(
    '/api/kernels',
    {
      schema: {
        summary: 'Tell which kernels may read and write shares (bridge only)',
        body: KernelTokenList,
        response: { 204: Type.Null(), 403: Problem }
      }
    },
    async (request, reply) => {
      // The bridge marks what it passes on for a page.
      if (request.headers['x-forwarded-prefix'] !== undefined) {
        throw new RequestProblem(
          403,
          'bridge-only',
          'Only the Jupyter server itself tells which kernels run.'
        );
      }
      kernels.replace(request.body.digests);
      return reply.code(204).send(null);
    }
  );
}
