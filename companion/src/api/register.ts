/**
 * The user API: every route under `/api`, behind the secret.
 */
import type { FastifyBaseLogger } from 'fastify';
import type { Problem } from 'sciencemesh-contract';
import { requireSecret } from '../http/authentication.ts';
import { asProblem, RequestProblem } from '../http/problem.ts';
import { createServer, type HttpServer } from '../http/server.ts';
import { storageProblem } from '../contents/problems.ts';
import { isOpenToKernels } from '../kernels/doors.ts';
import { repositoryProblem } from '../publish/repository-problem.ts';
import { RepositoryError } from '../publish/repository.ts';
import { StorageError } from '../storage/storage.ts';
import { TransferError, type TransferProblem } from '../transfers/transfer.ts';
import { addCheck } from './check.ts';
import { addContents } from './contents.ts';
import type { ApiContext } from './context.ts';
import { addCopies } from './copies.ts';
import { addEvents, enableWebSockets } from './events.ts';
import { addHealth } from './health.ts';
import { addJobs } from './jobs.ts';
import { addKernels } from './kernels.ts';
import { addMetrics } from './metrics.ts';
import { jsonOnly } from './json-only.ts';
import { addMirrors } from './mirrors.ts';
import { addNode } from './node.ts';
import { addPackages } from './packages.ts';
import { addSearch } from './search.ts';
import { addOutbox } from './outbox.ts';
import { addProviders } from './providers.ts';
import { addPublications } from './publications.ts';
import { addRaw } from './raw.ts';
import { addRepositories } from './repositories.ts';
import { addShares } from './shares.ts';
import { addSites } from './sites.ts';
import { addTrash } from './trash.ts';
import { addVersions } from './versions.ts';
import { addTransfers } from './transfers.ts';
import { addZip } from './zip.ts';

const BODY_LIMIT = 1024 * 1024;
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Takes what is no JSON: the route itself keeps other origins out. */
    anyType?: boolean;
  }
}

/** Builds the user API's server; it listens when it is told to. */
export async function createApiServer(
  context: ApiContext,
  logger: FastifyBaseLogger,
  secret: string
): Promise<HttpServer> {
  const server = createServer({
    logger,
    bodyLimit: BODY_LIMIT,
    requestLevel: 'debug'
  });
  await enableWebSockets(server);
  answerProblems(server);
  requireSecret(server, secret, {
    has: token => context.kernels.has(token),
    mayAsk: isOpenToKernels
  });
  requireJson(server);
  addEvents(server, context);
  addRoutes(server, context);
  server.get('/api/openapi.json', () => context.openApi());
  return server;
}

/** Every route but the events, which OpenAPI cannot describe. */
export function addRoutes(server: HttpServer, context: ApiContext): void {
  addHealth(server, context);
  addNode(server, context);
  addShares(server, context);
  addProviders(server, context);
  addPackages(server, context);
  addTransfers(server, context);
  addContents(server, context);
  addCopies(server, context);
  addSearch(server, context);
  addCheck(server, context);
  addRaw(server, context);
  addOutbox(server, context);
  addZip(server, context);
  addVersions(server, context);
  addTrash(server, context);
  addMirrors(server, context);
  addSites(server, context);
  addJobs(server, context);
  addRepositories(server, context);
  addPublications(server, context);
  addKernels(server, context);
  addMetrics(server, context);
}

/**
 * Whatever changes something says that it is JSON, even without a body: forms
 * and scripts of other origins cannot, without asking first (Fetch, "CORS").
 */
function requireJson(server: HttpServer): void {
  server.addHook('onRequest', async request => {
    const type = request.headers['content-type'] ?? '';
    if (
      !SAFE_METHODS.has(request.method) &&
      request.routeOptions.config.anyType !== true &&
      !/^application\/json\b/i.test(type)
    ) {
      throw jsonOnly();
    }
  });
}

/** What the engine refuses, it refuses in a sentence for the person. */
function transferProblem(error: TransferError): RequestProblem {
  const { code, message, cause } = error;
  return new RequestProblem(STATUSES[code], code, message, { cause });
}

const STATUSES: Readonly<Record<TransferProblem, number>> = {
  'transfer-not-found': 404,
  'transfer-running': 409,
  'plan-refused': 422,
  'folder-refused': 400,
  'no-space': 507,
  'finishing-failed': 500
};

function presentable(error: unknown): unknown {
  if (error instanceof TransferError) {
    return transferProblem(error);
  }
  if (error instanceof RepositoryError) {
    return repositoryProblem(error);
  }
  return error instanceof StorageError ? storageProblem(error) : error;
}

function answerProblems(server: HttpServer): void {
  server.setErrorHandler((error, request, reply) => {
    const problem = asProblem(presentable(error));
    const { status, code, message, cause, members } = problem;
    if (cause !== undefined) {
      request.log[status === 500 ? 'error' : 'warn'](
        { code, err: cause },
        'request refused'
      );
    }
    const body: Problem = { code, message, ...members };
    return reply.code(status).headers(problem.headers).send(body);
  });
  server.setNotFoundHandler((_request, reply) => {
    const body: Problem = {
      code: 'not-found',
      message: 'There is nothing at this address.'
    };
    return reply.code(404).send(body);
  });
}
