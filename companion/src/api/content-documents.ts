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
}

/** Makes a folder, an empty file, or saves what the model holds. */
export async function saveDocument(
  { saving, arranging }: Pick<Contents, 'saving' | 'arranging'>,
  { path, model, type, base }: DocumentToSave
): Promise<Saved> {
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
  const source = { size: bytes.length, open: () => Readable.from([bytes]) };
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
