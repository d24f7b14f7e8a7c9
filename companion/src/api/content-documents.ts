/**
 * Files that come as JSON models, as Jupyter's pages save them.
 */
import { Readable } from 'node:stream';
import type { ContentType } from 'sciencemesh-contract';
import { decoded } from '../contents/bytes.ts';
import type { Contents } from '../contents/contents.ts';
import { notebookBytes } from '../contents/notebook-content.ts';
import type { Saved } from '../contents/saving.ts';
import type { Base } from '../contents/validators.ts';
import { RequestProblem } from '../http/problem.ts';

export interface DocumentToSave {
  path: string;
  /** The body: `content`, `format`. */
  model: Record<string, unknown>;
  /** What the body says that it is; null leaves that to the name. */
  type: ContentType | null;
  base: Base;
  /** Who sends it, as far as can be told. */
  client: string;
}

/** Makes a folder, an empty file, or saves what the model holds. */
export async function saveDocument(
  contents: Pick<Contents, 'saving' | 'arranging' | 'uploads'>,
  document: DocumentToSave
): Promise<Saved> {
  const { saving, arranging } = contents;
  const { path, model, type, base } = document;
  if (model['chunk'] !== undefined && model['chunk'] !== null) {
    return savePiece(contents, document, model['chunk']);
  }
  const kind = type ?? (path.endsWith('.ipynb') ? 'notebook' : 'file');
  if (kind === 'directory' || model['content'] === undefined) {
    return arranging.make(path, kind);
  }
  if (type === null) {
    throw new RequestProblem(400, 'no-type', 'No file type provided');
  }
  const { bytes, message } =
    kind === 'notebook'
      ? notebookBytes(model['content'])
      : {
          bytes: decoded(model['content'], model['format']),
          message: null
        };
  const source = {
    size: bytes.length,
    bytes,
    open: () => Readable.from([bytes])
  };
  const saved = await saving.save(path, source, base);
  return {
    ...saved,
    model: {
      ...saved.model,
      type: kind,
      ...(message === null ? {} : { message })
    }
  };
}

async function savePiece(
  { saving, uploads }: Pick<Contents, 'saving' | 'uploads'>,
  { path, model, type, base, client }: DocumentToSave,
  chunk: unknown
): Promise<Saved> {
  if (!Number.isInteger(chunk) || Number(chunk) < -1 || chunk === 0) {
    throw new RequestProblem(
      400,
      'invalid-request',
      'chunk must be 1, 2, 3 … or -1 for the last one.'
    );
  }
  if (type !== 'file') {
    throw new RequestProblem(
      400,
      'no-type',
      `File type "${type ?? ''}" is not supported for large file transfer`
    );
  }
  const bytes = decoded(model['content'], model['format']);
  const taken = await uploads.take(path, client, Number(chunk), bytes, base);
  return typeof taken === 'number'
    ? { model: await saving.arriving(path, taken), created: false }
    : { ...taken, model: { ...taken.model, type } };
}

/**
 * The state that an edit is based on: `?hash=` or `If-Match`, of which `*` is
 * whatever is there.
 */
export function baseOf(
  ifMatch: string | undefined,
  query: URLSearchParams
): Base {
  const hash = query.get('hash') ?? ifMatch?.replace(/^"(.*)"$/, '$1');
  if (hash === undefined || hash === '') {
    return { type: 'unknown' };
  }
  return hash === '*' ? { type: 'any' } : { type: 'hash', hash };
}
