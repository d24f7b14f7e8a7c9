import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';

import { Busboy } from '@fastify/busboy';

import { Refused } from './answers.ts';

/** The file in a form, already taken in. */
export interface FormFile<Taken> {
  name: string;
  contentType: string;
  taken: Taken;
}

/** What a multipart form held. */
export interface Form<Taken> {
  jsonData: string | null;
  file: FormFile<Taken> | null;
}

/** Reads a multipart form; its file goes on as it comes. */
export function readForm<Taken>(
  request: IncomingMessage,
  take: (stream: Readable, name: string) => Promise<Taken>
): Promise<Form<Taken>> {
  return new Promise((resolve, reject) => {
    const form: Form<Taken> = { jsonData: null, file: null };
    let taking: Promise<void> = Promise.resolve();
    let incoming: Readable | null = null;
    const parser = new Busboy({
      headers: {
        ...request.headers,
        'content-type': request.headers['content-type'] ?? ''
      },
      preservePath: true,
      limits: { fieldSize: 64 * 1024 * 1024 }
    });
    const fail = (fault: Error) => {
      request.unpipe(parser);
      // Who takes the file waits for an end that does not come by itself.
      incoming?.destroy(fault);
      reject(fault);
    };
    parser.on('field', (name, value) => {
      if (name === 'jsonData') {
        form.jsonData = String(value);
      }
    });
    parser.on('file', (name, stream, filename, _encoding, mimeType) => {
      if (name !== 'file') {
        stream.resume();
        return;
      }
      incoming = stream;
      taking = take(stream, filename).then(taken => {
        form.file = { name: filename, contentType: mimeType, taken };
      });
      taking.catch(fail);
    });
    parser.once('finish', () => {
      taking.then(() => resolve(form), reject);
    });
    parser.once('error', () =>
      fail(new Refused(400, 'The form ended before its boundary.'))
    );
    request.once('aborted', () => fail(new Error('The caller went away')));
    request.pipe(parser);
  });
}
