import { Type } from 'typebox';
import type { HttpServer } from '../http/server.ts';
import type { ApiContext } from './context.ts';

/** `GET /api/metrics`, for Prometheus. */
export function addMetrics(
  server: HttpServer,
  { jobs, metrics, publications }: ApiContext
): void {
  server.get(
    '/api/metrics',
    {
      schema: {
        summary: 'Metrics in the Prometheus text format',
        response: { 200: Type.String() }
      },
      logLevel: 'warn'
    },
    async (_request, reply) => {
      metrics.jobs.reset();
      for (const [state, count] of jobs.counts()) {
        metrics.jobs.set({ state }, count);
      }
      metrics.publications.reset();
      for (const { state } of publications.list()) {
        metrics.publications.inc({ state });
      }
      return reply
        .type(metrics.registry.contentType)
        .serializer((text: string) => text)
        .send(await metrics.registry.metrics());
    }
  );
}
