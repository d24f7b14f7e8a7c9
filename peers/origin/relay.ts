import { request as sendRequest } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';

import type { RecordedRequest } from './behaviour.ts';

/** Passes a request on to a server of this machine, and its answer back. */
export function relay(
  request: IncomingMessage,
  response: ServerResponse,
  recorded: RecordedRequest,
  target: string
): void {
  const onward = sendRequest(new URL(recorded.path, target), {
    method: recorded.method,
    headers: {
      ...request.headers,
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-host': request.headers.host ?? recorded.host,
      'x-forwarded-proto': recorded.scheme
    }
  });
  onward.on('response', answer => {
    recorded.status = answer.statusCode ?? 502;
    response.writeHead(recorded.status, answer.headers);
    answer.on('data', (chunk: Buffer) => {
      recorded.bytesSent += chunk.length;
    });
    pipeline(answer, response, error => {
      recorded.finished = !error;
    });
  });
  onward.on('error', () => {
    if (response.headersSent) {
      response.destroy();
    } else {
      recorded.status = 502;
      response.writeHead(502).end();
    }
  });
  response.on('close', () => onward.destroy());
  request.pipe(onward);
}
