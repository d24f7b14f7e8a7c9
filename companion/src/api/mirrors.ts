/**
 * Working copies of shared folders, in which kernels work.
 */
import {
  ById,
  Mirror,
  MirrorFetch,
  MirrorFileList,
  MirrorFileQuery,
  MirrorList,
  MirrorRequest,
  MirrorUpload,
  Problem
} from 'sciencemesh-contract';
import type { HttpServer } from '../http/server.ts';
import type { MirrorLibrary } from '../mirrors/library.ts';

/** More on one page helps nobody. */
const DEFAULT_LIMIT = 1_000;

export function addMirrors(
  server: HttpServer,
  { mirrors }: { mirrors: MirrorLibrary }
): void {
  server.post(
    '/api/mirrors',
    {
      schema: {
        summary: 'Bring a folder of the drive to this machine',
        body: MirrorRequest,
        response: { 200: Mirror, 404: Problem, 409: Problem }
      }
    },
    request => mirrors.open(request.body.path)
  );

  server.get(
    '/api/mirrors',
    {
      schema: {
        summary: 'Working copies that are in use',
        response: { 200: MirrorList }
      }
    },
    () => ({ items: mirrors.list() })
  );

  server.get(
    '/api/mirrors/:id',
    {
      schema: {
        summary: 'One working copy',
        params: ById,
        response: { 200: Mirror, 404: Problem }
      }
    },
    async request => (await mirrors.get(request.params.id)).toMirror()
  );

  server.get(
    '/api/mirrors/:id/files',
    {
      schema: {
        summary: 'Files of a working copy, and where they stand',
        params: ById,
        querystring: MirrorFileQuery,
        response: { 200: MirrorFileList, 404: Problem }
      }
    },
    async request => {
      const mirror = await mirrors.get(request.params.id);
      const files = mirror.toFiles(request.query);
      const limit = request.query.limit ?? DEFAULT_LIMIT;
      return { items: files.slice(0, limit), total: files.length };
    }
  );

  server.post(
    '/api/mirrors/:id/scan',
    {
      schema: {
        summary: 'Look for what was made or changed here',
        params: ById,
        response: { 200: Mirror, 404: Problem }
      }
    },
    async request => {
      const mirror = await mirrors.get(request.params.id);
      await mirror.scan();
      return mirror.toMirror();
    }
  );

  server.post(
    '/api/mirrors/:id/fetch',
    {
      schema: {
        summary: 'Begin to fetch files that did not come by themselves',
        params: ById,
        body: MirrorFetch,
        response: { 202: Mirror, 400: Problem, 404: Problem }
      }
    },
    async (request, reply) => {
      const mirror = await mirrors.get(request.params.id);
      void mirror.fetch(request.body.paths);
      return reply.code(202).send(mirror.toMirror());
    }
  );

  server.post(
    '/api/mirrors/:id/upload',
    {
      schema: {
        summary: 'Begin to send files to the share',
        params: ById,
        body: MirrorUpload,
        response: { 202: Mirror, 400: Problem, 404: Problem }
      }
    },
    async (request, reply) => {
      const mirror = await mirrors.get(request.params.id);
      void mirror.upload(request.body.files);
      return reply.code(202).send(mirror.toMirror());
    }
  );

  server.post(
    '/api/mirrors/:id/stop',
    {
      schema: {
        summary: 'End what is under way; what has arrived stays',
        params: ById,
        response: { 200: Mirror, 404: Problem }
      }
    },
    async request => {
      const mirror = await mirrors.get(request.params.id);
      mirror.stop();
      return mirror.toMirror();
    }
  );
}
