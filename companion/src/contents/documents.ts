/**
 * Files as documents: their bytes in a model.
 */
import type { ContentModel } from 'sciencemesh-contract';
import { encoded, type DocumentFormat } from './bytes.ts';
import { notebookFrom } from './notebook-content.ts';

/**
 * A model with its content, as far as the bytes go with its type.
 *
 * @param format what was asked for; null takes text where the bytes are text
 * @throws RequestProblem 400 when type or format do not go with the bytes
 */
export function withContent(
  model: ContentModel,
  bytes: Buffer,
  format: DocumentFormat | null
): ContentModel {
  const { name } = model;
  if (model.type === 'notebook') {
    const { notebook, message } = notebookFrom(bytes, name);
    return {
      ...model,
      content: notebook,
      format: 'json',
      ...(message === null ? {} : { message })
    };
  }
  const document = encoded(bytes, format, name);
  return {
    ...model,
    ...document,
    mimetype:
      model.mimetype ??
      (document.format === 'text' ? 'text/plain' : 'application/octet-stream')
  };
}
