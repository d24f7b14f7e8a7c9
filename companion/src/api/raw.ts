/**
 * `GET`, `HEAD` and `PUT /api/raw/<path>`: files as they are, streamed.
 */
import type { IncomingMessage } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { askedRange, namesEtag } from '../contents/byte-ranges.ts';
import type { Contents } from '../contents/contents.ts';
import { Incoming } from '../contents/incoming.ts';
import { safeType } from '../contents/media-types.ts';
import type { FileHead } from '../contents/raw-files.ts';
import type { Base } from '../contents/validators.ts';
import { RequestProblem } from '../http/problem.ts';
import type { HttpServer } from '../http/server.ts';
import { baseOf } from './content-documents.ts';
import type { ApiContext } from './context.ts';
import { leaving } from './leaving.ts';
import { drivePath } from './request-paths.ts';
import { sendBytes } from './send-bytes.ts';

const PREFIX = '/api/raw';

/** What forms can send to another origin without asking (Fetch, "CORS"). */
const SIMPLE =
  /^(?:|application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)$/i;

export function addRaw(server: HttpServer, { contents }: ApiContext): void {
  void server.register(async scope => {
    scope.removeAllContentTypeParsers();
    // The bytes go on as they come.
    scope.addContentTypeParser(
      '*',
      async (_request: FastifyRequest, payload: IncomingMessage) => payload
    );
    const url = `${PREFIX}/*`;
    scope.get(
      url,
      {
        exposeHeadRoute: false,
        schema: { summary: 'Read a file, whole or in part' }
      },
      (request, reply) => send(contents, request, reply)
    );
    scope.head(
      url,
      { schema: { summary: 'Look at a file' } },
      async (request, reply) => {
        const head = await contents.raw.head(drivePath(request, PREFIX));
        describe(request, reply, head);
        if (head.size !== null) {
          reply.header('content-length', head.size);
        }
        return reply.send();
      }
    );
    scope.put(
      url,
      {
        config: { anyType: true },
        schema: { summary: 'Write a file whole, as a stream' }
      },
      (request, reply) => receive(contents, request, reply)
    );
  });
}

async function send(
  { raw }: Contents,
  request: FastifyRequest,
  reply: FastifyReply
): Promise<FastifyReply> {
  const path = drivePath(request, PREFIX);
  const { range, 'if-none-match': known, 'if-range': same } = request.headers;
  let wanted = askedRange(range);
  if (known !== undefined || (wanted !== null && same !== undefined)) {
    const head = await raw.head(path);
    if (known !== undefined && namesEtag(known, head.etag)) {
      describe(request, reply, head);
      return reply.code(304).send();
    }
    if (same !== undefined && same !== `"${head.etag}"`) {
      wanted = null;
    }
  }
  const {
    head,
    range: part,
    body
  } = await raw.read(path, wanted, leaving(reply));
  describe(request, reply, head);
  if (part !== null) {
    reply
      .code(206)
      .header(
        'content-range',
        `bytes ${part.start}-${part.end}/${head.size ?? '*'}`
      )
      .header('content-length', part.end - part.start + 1);
  } else if (head.size !== null) {
    reply.header('content-length', head.size);
  }
  return sendBytes(reply, body);
}

function describe(
  request: FastifyRequest,
  reply: FastifyReply,
  { name, etag, modified, ranges }: FileHead
): void {
  const [, query = ''] = (request.raw.url ?? '').split('?', 2);
  const isDownload = new URLSearchParams(query).get('download') === '1';
  guardBytes(reply, name, isDownload);
  reply.header('accept-ranges', ranges ? 'bytes' : 'none');
  if (etag !== null) {
    reply.header('etag', `"${etag}"`);
  }
  if (modified !== null) {
    reply.header('last-modified', new Date(modified).toUTCString());
  }
}

/** Never a page of ours: no rights, no sniffing, and a type from its name. */
export function guardBytes(
  reply: FastifyReply,
  name: string,
  isDownload: boolean
): void {
  reply
    .type(isDownload ? 'application/octet-stream' : safeType(name))
    .header('content-disposition', disposition(isDownload, name))
    .header('content-security-policy', "sandbox; default-src 'none'")
    .header('x-content-type-options', 'nosniff')
    .header('cross-origin-resource-policy', 'same-origin')
    .header('cache-control', 'private, no-cache');
}

/** RFC 6266; the plain form is for programs that know no other. */
export function disposition(isDownload: boolean, name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const exact = encodeURIComponent(name).replace(
    /['()*]/g,
    character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`
  );
  return `${isDownload ? 'attachment' : 'inline'}; filename="${plain}"; filename*=UTF-8''${exact}`;
}

async function receive(
  { saving, spool, largestKept }: Contents,
  request: FastifyRequest,
  reply: FastifyReply
): Promise<FastifyReply> {
  refuseForms(request);
  const path = drivePath(request, PREFIX);
  const base = baseOfUpload(request);
  const payload = request.raw;
  const size = Number(request.headers['content-length'] ?? Number.NaN);
  const source = Number.isSafeInteger(size)
    ? new Incoming({ payload, size, spool, largestKept })
    : await spool.take(payload);
  let saved;
  try {
    saved = await saving.save(path, source, base);
  } finally {
    await source.remove();
  }
  const { model, created } = saved;
  if (typeof model.hash === 'string') {
    reply.header('etag', `"${model.hash}"`);
  }
  return reply
    .code(created ? 201 : 200)
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(model));
}

function baseOfUpload(request: FastifyRequest): Base {
  const { 'if-match': same, 'if-none-match': other } = request.headers;
  const [, query = ''] = (request.raw.url ?? '').split('?', 2);
  return other?.trim() === '*'
    ? { type: 'new' }
    : baseOf(same, new URLSearchParams(query));
}

/** @throws RequestProblem 415 for what a page of another origin could send */
function refuseForms(request: FastifyRequest): void {
  const [type = ''] = (request.headers['content-type'] ?? '').split(';');
  const isOurs = request.headers['x-sciencemesh-upload'] === '1';
  if (!isOurs && SIMPLE.test(type.trim())) {
    throw new RequestProblem(
      415,
      'upload-type',
      'An upload says of which type it is (not that of a form), or carries the header X-ScienceMesh-Upload: 1.'
    );
  }
}
