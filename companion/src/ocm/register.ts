/**
 * The public OCM node: every verb it understands, limits and refusals.
 */
import rateLimit from '@fastify/rate-limit';
import type { FastifyBaseLogger } from 'fastify';
import type { OcmError } from 'sciencemesh-contract';
import { asProblem, type RequestProblem } from '../http/problem.ts';
import { createServer, type HttpServer } from '../http/server.ts';
import { InvalidRequest, type InvalidMember } from '../http/validation.ts';
import type { OcmContext } from './context.ts';
import { addDiscovery } from './discovery.ts';
import { addNotifications } from './notifications.ts';
import { OcmRefusal } from './refusal.ts';
import { addShares, PLAIN_BODY_LIMIT } from './shares.ts';

/** A peer that has not finished a request by then is cut off. */
const REQUEST_TIMEOUT_MILLISECONDS = 30_000;

/** Builds the OCM node's server; it listens when it is told to. */
export async function createOcmServer(
  context: OcmContext,
  logger: FastifyBaseLogger
): Promise<HttpServer> {
  const { settings } = context;
  const server = createServer({
    logger,
    bodyLimit: PLAIN_BODY_LIMIT,
    requestLevel: 'info',
    requestTimeout: REQUEST_TIMEOUT_MILLISECONDS,
    trustedProxies: settings.trustedProxies
  });
  answerRefusals(server, context);
  await server.register(rateLimit, {
    max: settings.rateLimit.requests,
    timeWindow: settings.rateLimit.seconds * 1000,
    errorResponseBuilder: (_request, { after }) =>
      new OcmRefusal(429, 'rate', `Too many requests. Try again in ${after}.`)
  });
  addOcmRoutes(server, context);
  return server;
}

/** Every verb of the protocol. */
export function addOcmRoutes(server: HttpServer, context: OcmContext): void {
  addDiscovery(server, context);
  addShares(server, context);
  addNotifications(server, context);
}

function answerRefusals(server: HttpServer, { metrics }: OcmContext): void {
  server.setErrorHandler((error, request, reply) => {
    const problem = asProblem(error);
    const { status, code, message } = problem;
    metrics.requestsRefused.inc({ reason: code });
    request.log[status === 500 ? 'error' : 'info'](
      { reason: code, source: request.ip, err: problem.cause },
      'OCM request refused'
    );
    const validationErrors = validationErrorsOf(error, problem);
    const body: OcmError = validationErrors
      ? { message, validationErrors }
      : { message };
    return reply.code(status).headers(problem.headers).send(body);
  });
  server.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ message: 'There is nothing at this address.' })
  );
}

/** OCM-API 1.2 and later: every 400 carries the list. */
function validationErrorsOf(
  error: unknown,
  problem: RequestProblem
): InvalidMember[] | null {
  if (error instanceof InvalidRequest) {
    return [...error.members];
  }
  if (error instanceof OcmRefusal && error.validationErrors) {
    return [...error.validationErrors];
  }
  return problem.status === 400 ? [] : null;
}
