/**
 * What was deleted among a person's own files: list, restore, delete for good.
 */
import {
  DeletedList,
  DeletedQuery,
  Problem,
  PurgeDeleted,
  RestoreDeleted,
  RestoredDeleted
} from 'sciencemesh-contract';
import { Type } from 'typebox';
import { RequestProblem } from '../http/problem.ts';
import { untilGone } from '../http/json-lines.ts';
import type { HttpServer } from '../http/server.ts';
import type { ApiContext } from './context.ts';
import { drivePath } from './request-paths.ts';

const PREFIX = '/api/trash';

export function addTrash(
  server: HttpServer,
  { contents: { deleted } }: ApiContext
): void {
  const url = `${PREFIX}/*`;
  server.get(
    url,
    {
      schema: {
        summary:
          'What was deleted in the space of a path, newest first, some days at a time',
        querystring: DeletedQuery,
        response: { 200: DeletedList, '4xx': Problem, '5xx': Problem }
      }
    },
    (request, reply) =>
      deleted.list(
        drivePath(request, PREFIX),
        timeIn(request.query.until),
        untilGone(reply)
      )
  );

  server.post(
    url,
    {
      schema: {
        summary: 'Put something back to where it was; never over something',
        body: RestoreDeleted,
        response: { 200: RestoredDeleted, '4xx': Problem, '5xx': Problem }
      }
    },
    async request => ({
      path: await deleted.restore(drivePath(request, PREFIX), request.body)
    })
  );

  server.delete(
    url,
    {
      schema: {
        summary: 'Delete one thing for good',
        body: PurgeDeleted,
        response: { 204: Type.Null(), '4xx': Problem, '5xx': Problem }
      }
    },
    async (request, reply) => {
      await deleted.delete(drivePath(request, PREFIX), request.body.id);
      return reply.code(204).send(null);
    }
  );
}

function timeIn(text: string | undefined): Date | null {
  if (text === undefined) {
    return null;
  }
  const time = new Date(text);
  if (!/^\d{4}-\d\d-\d\dT/.test(text) || Number.isNaN(time.getTime())) {
    throw new RequestProblem(
      400,
      'invalid-request',
      'until must be a point in time, ISO 8601.'
    );
  }
  return time;
}
