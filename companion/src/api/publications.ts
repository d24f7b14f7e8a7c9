/**
 * Publications: forms, dry runs, drafts at repositories, and what becomes of
 * them. Deeds answer at once; what they begin goes on by itself.
 */
import {
  AdoptableDraftList,
  Adoption,
  ById,
  Citation,
  CitationQuery,
  DescriptionChoice,
  NewPublication,
  NewVersion,
  Problem,
  Publication,
  PublicationChanges,
  PublicationEnd,
  PublicationFileList,
  PublicationFileQuery,
  PublicationForm,
  PublicationList,
  PublicationPlan
} from 'sciencemesh-contract';
import { Type } from 'typebox';
import type { HttpServer } from '../http/server.ts';
import type { PublicationLibrary } from '../publish/library.ts';
import { leaving } from './leaving.ts';

/** Ten thousand authors, names or excluded files are a large form. */
const FORM_BYTES = 16 * 1024 * 1024;

const one = { params: ById };
const refusals = { 404: Problem, 409: Problem, 422: Problem };
/** Of what a repository is asked for while the page waits. */
const failures = { ...refusals, 502: Problem, 503: Problem, 504: Problem };

export function addPublications(
  server: HttpServer,
  { publications }: { publications: PublicationLibrary }
): void {
  addList(server, publications);
  addForm(server, publications);
  addQuestions(server, publications);
  addDeeds(server, publications);
}

function addList(server: HttpServer, publications: PublicationLibrary): void {
  server.get(
    '/api/publications',
    {
      schema: {
        summary: 'List publications, the newest first',
        response: { 200: PublicationList }
      }
    },
    () => ({ items: publications.list() })
  );

  server.post(
    '/api/publications',
    {
      bodyLimit: FORM_BYTES,
      schema: {
        summary:
          'Begin a publication, once for each key, its form mostly filled',
        body: NewPublication,
        response: { 201: Publication, ...refusals }
      }
    },
    async (request, reply) =>
      reply
        .code(201)
        .send(await publications.begin(request.body, leaving(reply)))
  );

  server.get(
    '/api/publications/:id',
    {
      schema: {
        summary: 'One publication',
        ...one,
        response: { 200: Publication, 404: Problem }
      }
    },
    async request => publications.get(request.params.id)
  );

  server.delete(
    '/api/publications/:id',
    {
      schema: {
        summary: 'Take a publication off the list',
        ...one,
        response: { 204: Type.Null(), 404: Problem, 409: Problem }
      }
    },
    async (request, reply) => {
      await publications.forget(request.params.id);
      return reply.code(204).send(null);
    }
  );
}

function addForm(server: HttpServer, publications: PublicationLibrary): void {
  server.put(
    '/api/publications/:id/form',
    {
      bodyLimit: FORM_BYTES,
      schema: {
        summary: 'Keep what the person decides',
        ...one,
        body: PublicationForm,
        response: { 200: Publication, ...refusals }
      }
    },
    request => publications.setForm(request.params.id, request.body)
  );

  server.post(
    '/api/publications/:id/check',
    {
      schema: {
        summary: 'A dry run: what would be sent, and what is wrong with it',
        ...one,
        response: { 200: PublicationPlan, ...failures }
      }
    },
    (request, reply) => publications.check(request.params.id, leaving(reply))
  );

  server.get(
    '/api/publications/:id/files',
    {
      schema: {
        summary: 'The files of a publication, and how far each is',
        ...one,
        querystring: PublicationFileQuery,
        response: { 200: PublicationFileList, ...refusals }
      }
    },
    request => publications.files(request.params.id, request.query)
  );
}

function addQuestions(
  server: HttpServer,
  publications: PublicationLibrary
): void {
  server.get(
    '/api/publications/:id/candidates',
    {
      schema: {
        summary: 'Drafts that may be the one whose answer was lost',
        ...one,
        response: { 200: AdoptableDraftList, ...failures }
      }
    },
    (request, reply) =>
      publications.candidates(request.params.id, leaving(reply))
  );

  server.get(
    '/api/publications/:id/changes',
    {
      schema: {
        summary: 'What changed since the version before',
        ...one,
        response: { 200: PublicationChanges, ...failures }
      }
    },
    (request, reply) => publications.changes(request.params.id, leaving(reply))
  );

  server.get(
    '/api/publications/:id/citation',
    {
      schema: {
        summary: 'How a record is cited, as its repository says',
        ...one,
        querystring: CitationQuery,
        response: { 200: Citation, ...failures }
      }
    },
    (request, reply) =>
      publications.citation(
        request.params.id,
        request.query.format,
        leaving(reply)
      )
  );

  server.post(
    '/api/publications/:id/refresh',
    {
      schema: {
        summary: 'Ask the repository what became of the draft, now',
        ...one,
        response: { 202: Publication, ...failures }
      }
    },
    async (request, reply) =>
      reply
        .code(202)
        .send(await publications.refresh(request.params.id, leaving(reply)))
  );
}

function addDeeds(server: HttpServer, publications: PublicationLibrary): void {
  const summaries = {
    create: 'Make a draft at the repository, with a DOI where it reserves one',
    upload: 'Send the files, or go on with that',
    pause: 'Send no more files for now',
    verify: 'Compare every file with what the repository has',
    discard: 'Delete the draft at the repository'
  };
  for (const deed of [
    'create',
    'upload',
    'pause',
    'verify',
    'discard'
  ] as const) {
    server.post(
      `/api/publications/:id/${deed}`,
      {
        schema: {
          summary: summaries[deed],
          ...one,
          response: { 202: Publication, ...refusals }
        }
      },
      async (request, reply) =>
        reply.code(202).send(publications[deed](request.params.id))
    );
  }

  server.post(
    '/api/publications/:id/adoption',
    {
      schema: {
        summary: 'Say which draft is the one whose answer was lost, or none',
        ...one,
        body: Adoption,
        response: { 202: Publication, ...refusals }
      }
    },
    async (request, reply) =>
      reply.code(202).send(publications.adopt(request.params.id, request.body))
  );

  server.post(
    '/api/publications/:id/description',
    {
      schema: {
        summary:
          'Say what holds of a draft that somebody changed at the repository',
        ...one,
        body: DescriptionChoice,
        response: { 202: Publication, ...refusals }
      }
    },
    async (request, reply) =>
      reply.code(202).send(publications.choose(request.params.id, request.body))
  );

  server.post(
    '/api/publications/:id/end',
    {
      schema: {
        summary: 'Keep the draft, submit it for review, or publish it',
        ...one,
        body: PublicationEnd,
        response: { 202: Publication, ...refusals }
      }
    },
    async (request, reply) =>
      reply.code(202).send(publications.end(request.params.id, request.body))
  );

  server.post(
    '/api/publications/:id/new-version',
    {
      schema: {
        summary: 'Begin the next version of what is published, once for a key',
        ...one,
        body: NewVersion,
        response: { 202: Publication, ...refusals }
      }
    },
    async (request, reply) =>
      reply
        .code(202)
        .send(
          await publications.newVersion(request.params.id, request.body.key)
        )
  );
}
