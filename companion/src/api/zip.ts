/**
 * `GET /api/zip/<path>`: a folder as a zip, made while it is sent.
 */
import type { HttpServer } from '../http/server.ts';
import { archiveOf } from '../contents/folder-archive.ts';
import { refuseGone } from '../contents/raw-files.ts';
import { nameOf } from '../contents/saving.ts';
import { StorageError } from '../storage/storage.ts';
import type { ApiContext } from './context.ts';
import { disposition } from './raw.ts';
import { drivePath } from './request-paths.ts';

const PREFIX = '/api/zip';

export function addZip(
  server: HttpServer,
  { contents: { drive } }: Pick<ApiContext, 'contents'>
): void {
  server.get(
    `${PREFIX}/*`,
    { schema: { summary: 'Download a folder as a zip' } },
    async (request, reply) => {
      const path = drivePath(request, PREFIX);
      const place = await drive.resolve(path);
      refuseGone(place);
      const { kind } = await place.storage.stat(place.path);
      if (kind !== 'folder') {
        throw new StorageError('wrong-kind', `"${path}" is no folder.`);
      }
      const body = archiveOf(place);
      reply.raw.once('close', () => body.destroy());
      return reply
        .type('application/zip')
        .header(
          'content-disposition',
          disposition(true, `${nameOf(place)}.zip`)
        )
        .header('x-content-type-options', 'nosniff')
        .header('content-security-policy', "sandbox; default-src 'none'")
        .header('cache-control', 'no-store')
        .send(body);
    }
  );
}
