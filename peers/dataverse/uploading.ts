import { error, ok, said } from './answers.ts';
import type { Answer } from './answers.ts';
import { usedBytes } from './adding.ts';
import { mayEdit } from './datasets.ts';
import type { Call, Installation } from './installation.ts';
import { textOf } from './metadata.ts';
import { somebody } from './people.ts';

/** `GET /api/datasets/{id}/uploadurls?size=`. */
export function uploadUrls(
  { datasets, settings, uploads }: Installation,
  { path: [id = ''], query, person }: Call
): Answer {
  const dataset = datasets.find(id, query);
  if (!mayEdit(dataset, person)) {
    return error(403, 'You are not permitted to upload files to this dataset.');
  }
  if (!settings.directUpload) {
    return error(
      404,
      `Direct upload not supported for files in this dataset: ${dataset.id}`
    );
  }
  const { maxFiles, maxFileSize, quota } = settings;
  if (dataset.latest.files.length >= maxFiles) {
    return error(
      400,
      `Number of files can not exceed the maximum number of files allowed for this Dataset (${maxFiles}).`
    );
  }
  const size = Number(query.get('size') ?? 0);
  const tooLarge =
    'The file you are trying to upload is too large to be uploaded to this dataset.';
  if (size > maxFileSize) {
    return error(
      400,
      `${tooLarge} The maximum allowed file size is ${maxFileSize} bytes.`
    );
  }
  const left = quota - usedBytes(dataset);
  if (size > left) {
    return error(
      400,
      `${tooLarge} The remaining file size quota is ${left} bytes.`
    );
  }
  return ok(uploads.addresses(dataset.doi, size));
}

/** `GET /api/datasets/{id}/uploadlimits`: only those that are set. */
export function uploadLimits(
  { datasets, settings }: Installation,
  { path: [id = ''], query, person }: Call
): Answer {
  if (!person) {
    return error(400, 'This API call requires authentication.');
  }
  const dataset = datasets.find(id, query);
  if (!mayEdit(dataset, person)) {
    return error(403, 'This API call requires EditDataset permission.');
  }
  const { quota, maxFiles } = settings;
  const limits = {
    storageQuotaRemaining: quota - usedBytes(dataset),
    numberOfFilesRemaining: maxFiles - dataset.latest.files.length
  };
  const set = Object.entries(limits).filter(([, left]) => left !== Infinity);
  return ok({ uploadLimits: Object.fromEntries(set) });
}

/** `DELETE /api/datasets/mpupload`. */
export async function abortUpload(
  { datasets, uploads }: Installation,
  { query, person }: Call
): Promise<Answer> {
  const uploader = somebody(person);
  const dataset = datasets.named(query.get('globalid') ?? '');
  if (!mayEdit(dataset, uploader)) {
    return error(
      403,
      'You are not permitted to abort file uploads with the supplied parameters.'
    );
  }
  return (await uploads.abort(query.get('uploadid') ?? ''))
    ? { status: 204, body: undefined }
    : error(500, 'Could not abort multipart upload');
}

/** `PUT /api/datasets/mpupload`: a JSON object of parts and their ETags. */
export async function completeUpload(
  { datasets, uploads }: Installation,
  call: Call
): Promise<Answer> {
  const { query } = call;
  const uploader = somebody(call.person);
  const body = await textOf(call);
  const dataset = datasets.named(query.get('globalid') ?? '');
  if (!mayEdit(dataset, uploader)) {
    return error(
      403,
      'You are not permitted to complete file uploads with the supplied parameters.'
    );
  }
  const uploadId = query.get('uploadid') ?? '';
  return (await uploads.complete(uploadId, tagsOf(body)))
    ? said('Multipart Upload completed')
    : error(500, 'Could not complete multipart upload');
}

function tagsOf(body: string): [number, string][] {
  try {
    return Object.entries(JSON.parse(body) as Record<string, unknown>).map(
      ([part, tag]) => [Number(part), String(tag)]
    );
  } catch {
    return [];
  }
}
