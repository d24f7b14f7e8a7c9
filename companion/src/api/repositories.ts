/**
 * Repositories: which there are, the person's tokens for them, and what they
 * propose for a form. No answer holds a token.
 */
import {
  ByRepository,
  NewRepository,
  Problem,
  Repository,
  RepositoryList,
  RepositoryToken,
  SignInAnswer,
  SignInPage,
  SignInRequest,
  SuggestionList,
  SuggestionQuery
} from 'sciencemesh-contract';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { HttpServer } from '../http/server.ts';
import type { Repositories } from '../publish/repositories/repositories.ts';
import { leaving } from './leaving.ts';

export function addRepositories(
  server: HttpServer,
  { repositories }: { repositories: Repositories }
): void {
  addList(server, repositories);
  addTokens(server, repositories);
  addSignIn(server, repositories);
  addQuestions(server, repositories);
}

function addList(server: HttpServer, repositories: Repositories): void {
  server.get(
    '/api/repositories',
    {
      schema: {
        summary: 'Repositories that files can be published at',
        response: { 200: RepositoryList }
      }
    },
    () => ({ items: repositories.list() })
  );

  server.post(
    '/api/repositories',
    {
      schema: {
        summary: 'Name another repository; its host is asked what it is',
        body: NewRepository,
        response: { 201: Repository, 403: Problem, 422: Problem, 503: Problem }
      }
    },
    async (request, reply) =>
      reply.code(201).send(await repositories.add(request.body, leaving(reply)))
  );

  server.delete(
    '/api/repositories/:id',
    {
      schema: {
        summary: 'Forget a repository that was named here, and its token',
        params: ByRepository,
        response: { 204: Type.Null(), 404: Problem, 409: Problem }
      }
    },
    async (request, reply) => {
      repositories.remove(request.params.id);
      return reply.code(204).send(null);
    }
  );
}

function addTokens(server: HttpServer, repositories: Repositories): void {
  server.put(
    '/api/repositories/:id/token',
    {
      schema: {
        summary: 'Keep a token and look whether it is taken',
        params: ByRepository,
        body: RepositoryToken,
        response: { 200: Repository, 404: Problem, 409: Problem, 422: Problem }
      }
    },
    (request, reply) =>
      repositories.setToken(
        request.params.id,
        request.body.token,
        leaving(reply)
      )
  );

  server.delete(
    '/api/repositories/:id/token',
    {
      schema: {
        summary: 'Forget a token',
        params: ByRepository,
        response: { 200: Repository, 404: Problem, 409: Problem }
      }
    },
    async request => repositories.removeToken(request.params.id)
  );
}

function addSignIn(server: HttpServer, repositories: Repositories): void {
  server.post(
    '/api/repositories/:id/oauth',
    {
      schema: {
        summary: 'Begin to sign in on a page of the repository',
        params: ByRepository,
        body: SignInRequest,
        response: { 200: SignInPage, 404: Problem, 409: Problem }
      }
    },
    async request => {
      const visitor = {
        redirect: request.body.redirect,
        user: userOf(request)
      };
      return {
        url: await repositories.beginSignIn(request.params.id, visitor)
      };
    }
  );

  server.post(
    '/api/oauth/answer',
    {
      schema: {
        summary: 'Take what the person came back with from signing in',
        body: SignInAnswer,
        response: {
          200: Repository,
          403: Problem,
          409: Problem,
          502: Problem,
          503: Problem
        }
      }
    },
    request => repositories.finishSignIn(request.body, userOf(request))
  );
}

/** Several people may use one Jupyter server; the bridge says who asks. */
function userOf(request: Pick<FastifyRequest, 'headers'>): string {
  return String(request.headers['x-jupyter-user'] ?? '');
}

function addQuestions(server: HttpServer, repositories: Repositories): void {
  server.post(
    '/api/repositories/:id/look',
    {
      schema: {
        summary: 'Ask a repository what it allows, now',
        params: ByRepository,
        response: { 200: Repository, 404: Problem }
      }
    },
    (request, reply) => repositories.look(request.params.id, leaving(reply))
  );

  server.get(
    '/api/repositories/:id/suggestions',
    {
      schema: {
        summary: 'What is proposed for a field while somebody types',
        params: ByRepository,
        querystring: SuggestionQuery,
        response: { 200: SuggestionList, 404: Problem }
      }
    },
    (request, reply) =>
      repositories.suggest(request.params.id, request.query, leaving(reply))
  );
}
