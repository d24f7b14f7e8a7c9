/**
 * Earlier states of files: list, read, make one the present one again.
 */
import {
  Problem,
  RestoreVersion,
  VersionList,
  VersionQuery
} from 'sciencemesh-contract';
import { Type } from 'typebox';
import { untilGone } from '../http/json-lines.ts';
import type { HttpServer } from '../http/server.ts';
import type { ApiContext } from './context.ts';
import { guardBytes } from './raw.ts';
import { drivePath } from './request-paths.ts';
import { sendBytes } from './send-bytes.ts';

const PREFIX = '/api/versions';
const CONTENT = '/api/version-content';

export function addVersions(
  server: HttpServer,
  { contents: { versions } }: ApiContext
): void {
  server.get(
    `${PREFIX}/*`,
    {
      schema: {
        summary: 'Earlier states of a file that its server keeps, newest first',
        response: { 200: VersionList, '4xx': Problem, '5xx': Problem }
      }
    },
    (request, reply) =>
      versions.list(drivePath(request, PREFIX), untilGone(reply))
  );

  server.get(
    `${CONTENT}/*`,
    {
      exposeHeadRoute: false,
      schema: {
        summary: 'Read an earlier state of a file, whole',
        querystring: VersionQuery,
        response: { '4xx': Problem, '5xx': Problem }
      }
    },
    async (request, reply) => {
      const { id, download } = request.query;
      const { name, content } = await versions.read(
        drivePath(request, CONTENT),
        id,
        untilGone(reply)
      );
      guardBytes(reply, name, download === '1');
      if (content.size !== null) {
        reply.header('content-length', content.size);
      }
      return sendBytes(reply, content.body);
    }
  );

  server.post(
    `${PREFIX}/*`,
    {
      schema: {
        summary:
          'Make an earlier state the present one, which becomes a version',
        body: RestoreVersion,
        response: { 204: Type.Null(), '4xx': Problem, '5xx': Problem }
      }
    },
    async (request, reply) => {
      await versions.restore(drivePath(request, PREFIX), request.body.id);
      return reply.code(204).send(null);
    }
  );
}
