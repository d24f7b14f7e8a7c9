/**
 * Jobs: forms, dry runs, submission, and what comes of them.
 */
import {
  ById,
  ForgetQuery,
  Job,
  JobActionRequest,
  JobCheck,
  JobDraft,
  JobExplanation,
  JobFileList,
  JobForm,
  JobFormRequest,
  JobHistory,
  JobList,
  JobNotebookQuery,
  JobOutput,
  JobOutputQuery,
  JobQuery,
  JobRequest,
  JobScript,
  JobTaskList,
  Problem
} from 'sciencemesh-contract';
import { Type } from 'typebox';
import type { HttpServer } from '../http/server.ts';
import type { JobLibrary } from '../jobs/library.ts';

/** A sweep of ten thousand values is a large form. */
const DRAFT_BYTES = 16 * 1024 * 1024;
const CHECK_MILLISECONDS = 120_000;

export function addJobs(
  server: HttpServer,
  { jobs }: { jobs: JobLibrary }
): void {
  addMaking(server, jobs);
  addReading(server, jobs);
  addActing(server, jobs);
}

function addMaking(server: HttpServer, jobs: JobLibrary): void {
  const within = () => AbortSignal.timeout(CHECK_MILLISECONDS);

  server.post(
    '/api/jobs/form',
    {
      schema: {
        summary: 'A submit form, mostly filled',
        body: JobFormRequest,
        response: { 200: JobForm, 404: Problem, 409: Problem }
      }
    },
    request => {
      const { siteId = null, ...subject } = request.body;
      return jobs.drafts.form(subject, siteId, within());
    }
  );

  server.post(
    '/api/jobs/check',
    {
      bodyLimit: DRAFT_BYTES,
      schema: {
        summary: 'A dry run: what would be sent, and what is wrong with it',
        body: JobDraft,
        response: { 200: JobCheck, 404: Problem }
      }
    },
    request => jobs.drafts.check(request.body, within())
  );

  server.post(
    '/api/jobs',
    {
      bodyLimit: DRAFT_BYTES,
      schema: {
        summary: 'Submit a job, once for each key',
        body: JobRequest,
        response: { 201: Job, 404: Problem, 422: Problem }
      }
    },
    async (request, reply) =>
      reply.code(201).send(await jobs.submit(request.body, within()))
  );

  server.post(
    '/api/jobs/:id/rerun',
    {
      schema: {
        summary: 'A form with what this job was made of',
        params: ById,
        response: { 200: JobForm, 404: Problem, 409: Problem }
      }
    },
    request => jobs.drafts.again(request.params.id, within())
  );
}

function addReading(server: HttpServer, jobs: JobLibrary): void {
  const one = { params: ById };

  server.get(
    '/api/jobs',
    {
      schema: {
        summary: 'List jobs, the newest first',
        querystring: JobQuery,
        response: { 200: JobList }
      }
    },
    request => jobs.list(request.query)
  );

  server.get(
    '/api/jobs/:id',
    {
      schema: {
        summary: 'One job; while it runs, its progress is followed',
        ...one,
        response: { 200: Job, 404: Problem }
      }
    },
    request => jobs.get(request.params.id)
  );

  server.get(
    '/api/jobs/:id/tasks',
    {
      schema: {
        summary: 'The tasks of a job',
        ...one,
        response: { 200: JobTaskList, 404: Problem }
      }
    },
    request => jobs.tasks(request.params.id)
  );

  server.get(
    '/api/jobs/:id/history',
    {
      schema: {
        summary: 'What happened to a job when',
        ...one,
        response: { 200: JobHistory, 404: Problem }
      }
    },
    request => jobs.history(request.params.id)
  );

  server.get(
    '/api/jobs/:id/files',
    {
      schema: {
        summary: 'The results of a job',
        ...one,
        response: { 200: JobFileList, 404: Problem }
      }
    },
    request => jobs.outputs.files(request.params.id)
  );

  server.get(
    '/api/jobs/:id/script',
    {
      schema: {
        summary: 'What was submitted',
        ...one,
        response: { 200: JobScript, 404: Problem }
      }
    },
    request => jobs.script(request.params.id)
  );

  server.get(
    '/api/jobs/:id/explanation',
    {
      schema: {
        summary: 'Why a job waits, at length; asks its site',
        ...one,
        response: { 200: JobExplanation, 404: Problem, 503: Problem }
      }
    },
    async request => ({
      text: await jobs.actions.explain(request.params.id)
    })
  );

  server.get(
    '/api/jobs/:id/output',
    {
      schema: {
        summary: 'A piece of what a job prints',
        ...one,
        querystring: JobOutputQuery,
        response: { 200: JobOutput, 404: Problem }
      }
    },
    request => jobs.outputs.output(request.params.id, request.query)
  );

  server.get(
    '/api/jobs/:id/notebook',
    {
      schema: {
        summary: 'The notebook of a job as far as it is (nbformat)',
        ...one,
        querystring: JobNotebookQuery,
        response: { 200: Type.Unknown(), 404: Problem }
      }
    },
    request => jobs.outputs.notebook(request.params.id, request.query.task ?? 0)
  );
}

function addActing(server: HttpServer, jobs: JobLibrary): void {
  const summaries = {
    hold: 'Hold a job, or some of its tasks',
    release: 'Let a held job go on',
    cancel: 'End a job, or some of its tasks',
    collect: 'Bring the results of a job again'
  };
  for (const action of ['hold', 'release', 'cancel', 'collect'] as const) {
    server.post(
      `/api/jobs/:id/${action}`,
      {
        schema: {
          summary: summaries[action],
          params: ById,
          body: JobActionRequest,
          response: { 200: Job, 404: Problem, 409: Problem, 503: Problem }
        }
      },
      async request => jobs.act(request.params.id, action, request.body)
    );
  }

  server.post(
    '/api/jobs/:id/seen',
    {
      schema: {
        summary: 'Somebody has looked at how a job ended',
        params: ById,
        response: { 200: Job, 404: Problem }
      }
    },
    request => jobs.actions.seen(request.params.id)
  );

  server.delete(
    '/api/jobs/:id',
    {
      schema: {
        summary: 'Take a job off the list',
        params: ById,
        querystring: ForgetQuery,
        response: { 204: Type.Null(), 404: Problem, 409: Problem }
      }
    },
    async (request, reply) => {
      await jobs.forget(request.params.id, request.query);
      return reply.code(204).send(null);
    }
  );
}
