/**
 * A server on loopback with generated files, as its own process so that it
 * shares no thread with what is measured.
 *
 * `/<bytes>/<anything>` answers with that many bytes. Prints its ports and
 * the certificate as one line of JSON.
 */
import { randomBytes } from 'node:crypto';
import {
  createServer as createPlainServer,
  type RequestListener
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { readFileSync } from 'node:fs';
import { listenOnLoopback } from '../peers/loopback/index.ts';

const BLOCK = randomBytes(1024 * 1024);

const answer: RequestListener = (request, response) => {
  const size = Number(request.url?.split('/')[1] ?? 0);
  response.writeHead(200, {
    'content-length': size,
    'content-type': 'application/octet-stream',
    etag: `"${size}"`
  });
  let left = size;
  const send = () => {
    while (left > 0) {
      const block = BLOCK.subarray(0, Math.min(left, BLOCK.length));
      left -= block.length;
      if (!response.write(block) && left > 0) {
        response.once('drain', send);
        return;
      }
    }
    response.end();
  };
  send();
};

const [keyFile = '', certificateFile = ''] = process.argv.slice(2);
const plain = createPlainServer(answer);
const secure = createTlsServer(
  { key: readFileSync(keyFile), cert: readFileSync(certificateFile) },
  answer
);

process.stdout.write(
  `${JSON.stringify({ http: await listenOnLoopback(plain), https: await listenOnLoopback(secure) })}\n`
);
