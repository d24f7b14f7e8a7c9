/**
 * Forms (RFC 7578) of one file at most, which is sent as it is read.
 */
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { OutboundStream } from '../../http/outbound.ts';

export interface FormFile {
  name: string;
  type: string;
  bytes: OutboundStream;
}

/** @param jsonData what Dataverse wants to know of it */
export function formOf(
  jsonData: unknown,
  file?: FormFile
): { headers: Record<string, string>; bytes: OutboundStream } {
  const boundary = `form-${randomUUID()}`;
  const field = `--${boundary}\r\nContent-Disposition: form-data; name="jsonData"\r\n\r\n${JSON.stringify(jsonData)}\r\n`;
  const head =
    file === undefined
      ? ''
      : `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${file.name}"\r\nContent-Type: ${file.type}\r\n\r\n`;
  const before = Buffer.from(field + head);
  const after = Buffer.from(
    `${file === undefined ? '' : '\r\n'}--${boundary}--\r\n`
  );
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    bytes: {
      length: before.length + (file?.bytes.length ?? 0) + after.length,
      open: () =>
        Readable.from(
          (async function* () {
            yield before;
            if (file !== undefined && file.bytes.length > 0) {
              yield* file.bytes.open();
            }
            yield after;
          })(),
          { objectMode: false }
        )
    }
  };
}
