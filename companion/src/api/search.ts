/**
 * Search by name across the drive.
 */
import { Problem, SearchQuery } from 'sciencemesh-contract';
import { sendLines, untilGone } from '../http/json-lines.ts';
import type { HttpServer } from '../http/server.ts';
import type { ApiContext } from './context.ts';

export function addSearch(server: HttpServer, { search }: ApiContext): void {
  server.get(
    '/api/search',
    {
      schema: {
        summary: 'Find names in all shares; one SearchRow a line',
        querystring: SearchQuery,
        response: { 404: Problem }
      }
    },
    async (request, reply) =>
      sendLines(reply, await search.find(request.query, untilGone(reply)))
  );
}
