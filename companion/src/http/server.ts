/**
 * The Fastify server that both listeners are built on: TypeBox validates,
 * JSON is the only body, requests are logged without anything they carry.
 */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifySchemaCompiler,
  type RawReplyDefaultExpression,
  type RawRequestDefaultExpression,
  type RawServerDefault
} from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';
import { addJsonBody } from './json-body.ts';
import { InvalidRequest } from './validation.ts';

export type HttpServer = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

const CLOSE_MILLISECONDS = 2_000;

export interface ServerOptions {
  logger: FastifyBaseLogger;
  /** Largest body in bytes. */
  bodyLimit: number;
  /** Level at which requests are logged. */
  requestLevel: 'debug' | 'info';
  /** Networks whose `X-Forwarded-For` counts. */
  trustedProxies?: readonly string[];
  /** A request must have arrived after so many milliseconds. */
  requestTimeout?: number;
}

export function createServer(options: ServerOptions): HttpServer {
  const trusted = options.trustedProxies ?? [];
  const server = fastify({
    loggerInstance: options.logger,
    // Fastify's own request lines hold the whole address.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: options.bodyLimit,
    requestTimeout: options.requestTimeout ?? 0,
    trustProxy: trusted.length > 0 ? [...trusted] : false,
    // Peers put addresses together with a slash too many or too few.
    routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true },
    // Set below; named here so that the default ones are not even loaded.
    schemaController: {
      compilersFactory: { buildValidator: unused, buildSerializer: unused }
    }
  }).withTypeProvider<TypeBoxTypeProvider>();
  server.setValidatorCompiler(validator);
  // Answers are made by typed code, and JSON.stringify is several times faster
  // than a serialiser that has to tell the members of unions apart.
  server.setSerializerCompiler(() => JSON.stringify);
  addJsonBody(server);
  server.addHook('preClose', done => {
    // Who is in the middle of something may finish it, within reason.
    setTimeout(
      () => server.server.closeAllConnections(),
      CLOSE_MILLISECONDS
    ).unref();
    done();
  });
  server.addHook('onResponse', (request, reply, done) => {
    // The route's pattern, not the address: that may hold a search or an id.
    request.log[options.requestLevel](
      {
        method: request.method,
        route: request.routeOptions.url ?? null,
        status: reply.statusCode,
        milliseconds: Math.round(reply.elapsedTime)
      },
      'request'
    );
    done();
  });
  return server;
}

const unused = () => () => {
  throw new Error('This compiler is replaced before any route is added');
};

const validator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  // Compiled with its first request: most routes of most companions idle.
  let check: ReturnType<typeof Compile<TSchema>> | null = null;
  return (value: unknown) => {
    check ??= Compile(schema);
    // Query and path are text by nature; a body must say what it means.
    const converted =
      httpPart === 'body' ? value : Value.Convert(schema, value);
    return check.Check(converted)
      ? { value: converted }
      : {
          error: new InvalidRequest(httpPart ?? 'body', check.Errors(converted))
        };
  };
};
