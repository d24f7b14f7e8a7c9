/**
 * Jupyter's Contents API over the drive (REST API of jupyter_server 2).
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ContentModel, ContentType } from 'sciencemesh-contract';
import type { DocumentFormat } from '../contents/bytes.ts';
import type { Contents } from '../contents/contents.ts';
import { isNoFolder } from '../contents/kinds.ts';
import { isRecord } from '../http/json.ts';
import { RequestProblem } from '../http/problem.ts';
import type { HttpServer } from '../http/server.ts';
import { baseOf, saveDocument } from './content-documents.ts';
import type { ApiContext } from './context.ts';
import { addDocumentBody } from './document-body.ts';
import { sendFolder } from './folder-text.ts';
import { jsonOnly } from './json-only.ts';
import { drivePath, writtenPath } from './request-paths.ts';

const PREFIX = '/api/contents';
/** What only those ask with who want the contents. */
const OF_CONTENTS = ['content', 'type', 'format', 'hash'];

export function addContents(server: HttpServer, context: ApiContext): void {
  const { contents, largestDocument } = context;
  void server.register(async scope => {
    addDocumentBody(scope, largestDocument);
    for (const url of [PREFIX, `${PREFIX}/*`]) {
      scope.get(
        url,
        { schema: { summary: 'A folder, a file or its checkpoints' } },
        (request, reply) => get(contents, request, reply)
      );
      scope.put(
        url,
        {
          schema: { summary: 'Save a file whole or in pieces, make a folder' }
        },
        (request, reply) => put(contents, request, reply)
      );
      scope.patch(
        url,
        { schema: { summary: 'Give a file or folder another path' } },
        (request, reply) => patch(contents, request, reply)
      );
      // Pages name no type where they send no body. Browsers ask before they
      // send DELETE for another origin; what POST does then is harmless.
      const config = { anyType: true };
      scope.post(
        url,
        {
          config,
          schema: {
            summary: 'Make something new, copy, make or restore a checkpoint'
          }
        },
        (request, reply) => post(contents, request, reply)
      );
      scope.delete(
        url,
        {
          config,
          schema: { summary: 'Delete a file, a folder or a checkpoint' }
        },
        (request, reply) => remove(contents, request, reply)
      );
    }
  });
}

async function get(
  { reading, checkpoints }: Contents,
  request: FastifyRequest,
  reply: FastifyReply
): Promise<FastifyReply> {
  const path = drivePath(request, PREFIX);
  const query = queryOf(request);
  const point = checkpointIn(path);
  // A folder may have that name: who means it says what to give of it.
  if (point?.id === null && !OF_CONTENTS.some(name => query.has(name))) {
    return reply.send(await checkpoints.list(point.path));
  }
  const options = {
    type: typeIn(query.get('type')),
    format: formatIn(query.get('format')),
    content: flagIn(query, 'content', true),
    hash: flagIn(query, 'hash', false)
  };
  const answer = await reading.get(path, options);
  reply
    .header('cache-control', 'no-store')
    .header('last-modified', new Date(answer.model.last_modified).toUTCString())
    .type('application/json; charset=utf-8');
  return answer.entries === null
    ? reply.send(JSON.stringify(answer.model))
    : sendFolder(reply, answer, request.headers['if-none-match'], async () => {
        const other = await reading.get(path, options);
        return other.entries === null
          ? Promise.reject(isNoFolder(path))
          : other;
      });
}

async function post(
  { arranging, checkpoints }: Contents,
  request: FastifyRequest,
  reply: FastifyReply
): Promise<FastifyReply> {
  const path = drivePath(request, PREFIX);
  const model = bodyOf(request);
  const point = checkpointIn(path);
  if (point !== null && Object.keys(model).length === 0) {
    if (point.id !== null) {
      await checkpoints.restore(point.path, point.id);
      return reply.code(204).send();
    }
    const made = await checkpoints.create(point.path);
    return reply
      .code(201)
      .header('location', `${locationOf(request, path)}/${made.id}`)
      .send(made);
  }
  if (request.headers['content-type'] === undefined) {
    throw jsonOnly();
  }
  const from = model['copy_from'];
  if (typeof from === 'string' && from !== '') {
    const copied = await arranging.copy(writtenPath(from), path);
    return sendMade(request, reply, copied, 201);
  }
  const extension = typeof model['ext'] === 'string' ? model['ext'] : '';
  const type =
    typeIn(model['type']) ?? (extension === '.ipynb' ? 'notebook' : 'file');
  const made = await arranging.newUntitled(path, type, extension);
  return sendMade(request, reply, made, 201);
}

async function put(
  contents: Contents,
  request: FastifyRequest,
  reply: FastifyReply
): Promise<FastifyReply> {
  const path = drivePath(request, PREFIX);
  const model = bodyOf(request);
  if ('copy_from' in model && Boolean(model['copy_from'])) {
    throw new RequestProblem(
      400,
      'copy-by-put',
      'Cannot copy with PUT, only POST'
    );
  }
  const base = baseOf(request.headers['if-match'], queryOf(request));
  const type = typeIn(model['type']);
  const { model: saved, created } = await saveDocument(contents, {
    path,
    model,
    type,
    base,
    client: String(request.headers['x-sciencemesh-client'] ?? '')
  });
  return sendMade(request, reply, saved, created ? 201 : 200);
}

async function patch(
  { arranging }: Contents,
  request: FastifyRequest,
  reply: FastifyReply
): Promise<FastifyReply> {
  const path = drivePath(request, PREFIX);
  const { path: target } = bodyOf(request);
  if (typeof target !== 'string' && target !== undefined) {
    throw new RequestProblem(400, 'invalid-request', 'path must be text.');
  }
  const renamed = await arranging.rename(path, writtenPath(target ?? path));
  return sendMade(request, reply, renamed, 200);
}

async function remove(
  { arranging, checkpoints }: Contents,
  request: FastifyRequest,
  reply: FastifyReply
): Promise<FastifyReply> {
  const path = drivePath(request, PREFIX);
  const point = checkpointIn(path);
  await (point !== null && point.id !== null
    ? checkpoints.delete(point.path, point.id)
    : arranging.delete(path));
  return reply.code(204).send();
}

function sendMade(
  request: FastifyRequest,
  reply: FastifyReply,
  model: ContentModel,
  status: 200 | 201
): FastifyReply {
  return reply
    .code(status)
    .header('location', locationOf(request, model.path))
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(model));
}

/** Where something is, for whoever is in front of the companion. */
function locationOf(request: FastifyRequest, path: string): string {
  const prefix = request.headers['x-forwarded-prefix'];
  const base = typeof prefix === 'string' ? prefix.replace(/\/$/, '') : '';
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  return `${base}${PREFIX}/${encoded}`;
}

const CHECKPOINT =
  /^(.+)\/checkpoints(?:\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}))?$/;

/** Checkpoints stand below their file in addresses, as in jupyter_server. */
function checkpointIn(
  path: string
): { path: string; id: string | null } | null {
  const [, file, id] = CHECKPOINT.exec(path) ?? [];
  return file === undefined ? null : { path: file, id: id ?? null };
}

function queryOf(request: FastifyRequest): URLSearchParams {
  const [, query = ''] = (request.raw.url ?? '').split('?', 2);
  return new URLSearchParams(query);
}

function bodyOf(request: FastifyRequest): Record<string, unknown> {
  const { body } = request;
  if (body === undefined || body === null) {
    return {};
  }
  if (!isRecord(body)) {
    throw new RequestProblem(
      400,
      'invalid-request',
      'The body must be a JSON object.'
    );
  }
  return body;
}

/** Unknown types count as files, as in jupyter_server. */
function typeIn(type: unknown): ContentType | null {
  switch (type) {
    case undefined:
    case null:
    case '':
      return null;
    case 'directory':
    case 'notebook':
      return type;
    default:
      return 'file';
  }
}

function formatIn(format: string | null): DocumentFormat | null {
  if (format === null || format === 'text' || format === 'base64') {
    return format;
  }
  // The format of notebooks and folders, which they have anyway.
  if (format === 'json') {
    return null;
  }
  throw new RequestProblem(
    400,
    'format-refused',
    `Format '${format}' is invalid`
  );
}

function flagIn(
  query: URLSearchParams,
  name: string,
  fallback: boolean
): boolean {
  const value = query.get(name) ?? (fallback ? '1' : '0');
  if (value !== '0' && value !== '1') {
    throw new RequestProblem(
      400,
      'invalid-request',
      `${name} must be 0 or 1, not '${value}'.`
    );
  }
  return value === '1';
}
