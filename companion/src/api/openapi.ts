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
import { nameOf, referenceTo, schemasFor } from './named-schemas.ts';

/** Where a reference will stand: the library would try to follow it. */
const NAME = 'x-name';

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
    },
    transform: ({ schema, url }) => ({
      url,
      schema: {
        ...schema,
        ...(schema.body === undefined ? {} : { body: named(schema.body) }),
        ...(isObject(schema.response)
          ? { response: mapped(schema.response, named) }
          : {})
      }
    })
  });
  addRoutes(server);
  await server.ready();
  const document: Record<string, unknown> = { ...server.swagger() };
  await server.close();
  const paths = referring(document['paths']);
  const components = isObject(document['components'])
    ? document['components']
    : {};
  return {
    ...document,
    components: { ...components, schemas: schemasFor(paths) },
    paths
  };
}

function named(schema: unknown): unknown {
  const name = nameOf(schema);
  return name === null ? schema : { [NAME]: name };
}

function referring(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(referring);
  }
  if (!isObject(value)) {
    return value;
  }
  const name = value[NAME];
  return typeof name === 'string'
    ? referenceTo(name)
    : mapped(value, referring);
}

function mapped(
  value: Record<string, unknown>,
  change: (member: unknown) => unknown
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, change(member)])
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
