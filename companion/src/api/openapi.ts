/**
 * Describes routes in OpenAPI, out of the schemas that validate them.
 *
 * Loaded on demand only: hardly anybody asks, and the memory of a companion
 * that idles is multiplied by the users of a hub.
 */
import swagger from '@fastify/swagger';
import type { FastifyBaseLogger } from 'fastify';
import { createServer, type HttpServer } from '../http/server.ts';
import { VERSION } from '../http/version.ts';

/** @param addRoutes adds the routes to describe to a server that never listens */
export async function openApiDocument(
  addRoutes: (server: HttpServer) => void,
  logger: FastifyBaseLogger
): Promise<object> {
  const server = createServer({ logger, bodyLimit: 1, requestLevel: 'debug' });
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'sciencemesh companion',
        version: VERSION,
        description:
          'The user API (`/api`, reached through the Jupyter server) and the public Open Cloud Mesh node (`/ocm`, discovery).'
      },
      components: {
        securitySchemes: { secret: { type: 'http', scheme: 'bearer' } }
      },
      security: [{ secret: [] }]
    }
  });
  addRoutes(server);
  await server.ready();
  const document = server.swagger();
  await server.close();
  return document;
}
