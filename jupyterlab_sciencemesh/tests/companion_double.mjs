/**
 * A small companion for the bridge's tests: the same contract, no domain.
 *
 *   node companion_double.mjs serve --socket PATH --exit-with-parent …
 *
 * DOUBLE_BUSY, DOUBLE_EXIT, DOUBLE_DEAF and DOUBLE_STUBBORN, which the tests put
 * on the bridge's allow-list, make it busy, make it end at once, never answer,
 * or ignore SIGTERM.
 */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  allowPositionals: true,
  options: {
    mode: { type: 'string' },
    socket: { type: 'string' },
    data: { type: 'string' },
    root: { type: 'string' },
    config: { type: 'string' },
    'ocm-listen': { type: 'string' },
    'exit-with-parent': { type: 'boolean' }
  }
});
const secret = process.env.SCIENCEMESH_SECRET;

function log(level, msg, more = {}) {
  const line = { level, time: Date.now(), pid: process.pid, ...more, msg };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

if (process.env.DOUBLE_EXIT) {
  log(60, `cannot start: ${process.env.DOUBLE_EXIT}`, { secret });
  process.exit(3);
}
if (values['exit-with-parent']) {
  process.stdin.resume().on('end', () => process.exit(0));
}
process.on('SIGTERM', () => {
  if (!process.env.DOUBLE_STUBBORN) {
    process.exit(0);
  }
});

function json(response, body, headers = {}) {
  response.writeHead(200, { 'Content-Type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

const zeros = Buffer.alloc(1024 * 1024);

/** Sends zero bytes as fast as they are taken. */
function sendZeros(response, size) {
  let left = size;
  const more = () => {
    while (left > 0) {
      const piece = left < zeros.length ? zeros.subarray(0, left) : zeros;
      left -= piece.length;
      if (!response.write(piece)) {
        response.once('drain', more);
        return;
      }
    }
    response.end();
  };
  more();
}

/** Bytes of which no two places look the same. */
function pattern(size) {
  const bytes = Buffer.alloc(size);
  for (let at = 0; at + 4 <= size; at += 4) {
    bytes.writeUInt32LE(Math.imul(at, 2654435761) >>> 0, at);
  }
  return bytes;
}

let aborted = 0;
/** What it was told of kernels last. */
let kernels = { digests: null };

const routes = {
  'GET /api/health': (_, response) =>
    json(response, {
      status: 'ok',
      version: '1.2.3',
      busy: Boolean(process.env.DOUBLE_BUSY)
    }),

  /** All that came over the bridge. */
  'ANY /api/echo': (request, response) => {
    const body = [];
    request.on('data', chunk => body.push(chunk));
    request.on('end', () =>
      json(
        response,
        {
          method: request.method,
          url: request.url,
          headers: request.headers,
          body: Buffer.concat(body).toString(),
          pid: process.pid,
          argv: process.argv.slice(2),
          environment: process.env
        },
        {
          'Set-Cookie': 'stolen=1',
          'Access-Control-Allow-Origin': '*',
          'X-Content-Type-Options': 'anything',
          'X-Answer': ['one', 'two']
        }
      )
    );
  },

  'ANY /api/zeros': (request, response, url) => {
    const size = Number(url.searchParams.get('size'));
    response.writeHead(200, {
      'Content-Type': 'application/octet-stream',
      ...(url.searchParams.has('chunked') ? {} : { 'Content-Length': size })
    });
    sendZeros(response, request.method === 'HEAD' ? 0 : size);
  },

  /** Known bytes; fewer of them with `cut`, and of another status. */
  'ANY /api/pattern': (request, response, url) => {
    const size = Number(url.searchParams.get('size'));
    const cut = Number(url.searchParams.get('cut') ?? size);
    const status = Number(url.searchParams.get('status') ?? 200);
    response.writeHead(status, {
      'Content-Length': size,
      ...(status === 206 && { 'Content-Range': `bytes 5-${size + 4}/*` })
    });
    response.on('close', () => {
      aborted += response.writableEnded ? 0 : 1;
    });
    if (request.method === 'HEAD' || status === 304) {
      response.end();
    } else if (cut < size) {
      response.write(pattern(cut), () => response.destroy());
    } else {
      response.write(pattern(size), failed => failed ?? response.end());
    }
  },

  /** What arrived, in short. */
  'PUT /api/digest': (request, response) => {
    const hash = createHash('sha256');
    request.on('data', chunk => hash.update(chunk));
    request.on('end', () => json(response, { sha256: hash.digest('hex') }));
    request.on('error', () => (aborted += 1));
  },
  /** Reads a little and is gone. */
  'PUT /api/vanish': request =>
    request.once('data', () => request.socket.destroy()),

  'PUT /api/count': (request, response) => {
    let size = 0;
    request.on('data', chunk => (size += chunk.length));
    request.on('end', () => json(response, { size }));
  },

  /** Never ends, and notices when nobody listens any more. */
  'GET /api/endless': (_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    response.write('data: first\n\n');
    response.on('close', () => (aborted += 1));
  },
  'PUT /api/endless': (request, response) => {
    request.resume();
    response.on('close', () => (aborted += 1));
  },
  'GET /api/aborted': (_, response) => json(response, { aborted }),

  /** Refuses before it has read anything. */
  'PUT /api/refused': (_, response) => {
    response.writeHead(413, { 'Content-Type': 'application/json' });
    response.end('{"code":"too-large","message":"Too large."}');
  },

  'PUT /api/kernels': (request, response) => {
    const body = [];
    request.on('data', chunk => body.push(chunk));
    request.on('end', () => {
      kernels = JSON.parse(Buffer.concat(body).toString());
      response.writeHead(204).end();
    });
  },
  'GET /api/told': (_, response) => json(response, kernels),

  /** Signs in whoever comes back, or does what the state says. */
  'POST /api/oauth/answer': (request, response) => {
    const body = [];
    request.on('data', chunk => body.push(chunk));
    request.on('end', () => {
      const brought = JSON.parse(Buffer.concat(body).toString());
      const user = request.headers['x-jupyter-user'];
      if (brought.state === 'hang-up') {
        request.socket.destroy();
      } else if (brought.state === 'closed') {
        json(response, { name: 'Lab', message: 'Lab takes no deposits.' });
      } else if (brought.state === 'good') {
        const name = `Lab <script>${user}</script> ${JSON.stringify(brought)}`;
        json(response, { name, message: null });
      } else {
        const status = brought.state === undefined ? 400 : 409;
        response.writeHead(status, { 'Content-Type': 'application/json' });
        response.end('{"code":"refused","message":"Not \\"so\\" & <so>."}');
      }
    });
  },

  'GET /api/nothing': (_, response) => response.writeHead(204).end(),
  'GET /api/sandboxed': (_, response) =>
    json(response, {}, { 'Content-Security-Policy': 'sandbox' }),

  /** Promises more than it sends. */
  'GET /api/half': (_, response) => {
    response.writeHead(200, { 'Content-Length': 100 });
    response.write('half', () => response.destroy());
  },
  'GET /api/mute': request => request.socket.destroy(),

  'POST /api/log': (request, response) => {
    log(20, 'a debug line');
    log(40, `a warning with ${secret}`, { share: 'abc' });
    process.stdout.write('not a pino line\n');
    process.stdout.write(`${'x'.repeat(300 * 1024)}\n`);
    log(50, 'an error line');
    response.writeHead(204).end();
  }
};

function authorised(request) {
  return request.headers.authorization === `Bearer ${secret}`;
}

const server = createServer((request, response) => {
  const url = new URL(request.url, 'http://localhost');
  if (!authorised(request)) {
    response.writeHead(401).end();
    return;
  }
  const route =
    routes[`${request.method} ${url.pathname}`] ??
    routes[`ANY ${url.pathname}`];
  if (route) {
    route(request, response, url);
  } else {
    response.writeHead(404, { 'Content-Type': 'application/json' });
    response.end('{"code":"not-found","message":"There is no such thing."}');
  }
});

/** One unmasked WebSocket frame (RFC 6455, section 5.2) of less than 64 KiB. */
function frame(opcode, payload) {
  const head =
    payload.length < 126
      ? Buffer.from([0x80 | opcode, payload.length])
      : Buffer.from([
          0x80 | opcode,
          126,
          payload.length >> 8,
          payload.length & 255
        ]);
  return Buffer.concat([head, payload]);
}

/** Takes complete masked frames off the front of `buffer`. */
function* frames(buffer) {
  let rest = buffer;
  while (rest.length >= 2) {
    let length = rest[1] & 0x7f;
    let start = 2;
    if (length === 126 && rest.length >= 4) {
      length = rest.readUInt16BE(2);
      start = 4;
    }
    const end = start + 4 + length;
    if (rest.length < end) {
      break;
    }
    const mask = rest.subarray(start, start + 4);
    const payload = Buffer.from(rest.subarray(start + 4, end)).map(
      (byte, index) => byte ^ mask[index % 4]
    );
    yield { opcode: rest[0] & 0x0f, payload, rest: rest.subarray(end) };
    rest = rest.subarray(end);
  }
}

const text = 1;
const close = 8;
const ping = 9;
const pong = 10;

/** Echoes text and binary; `ping` makes it ping, `close CODE` makes it close. */
function answer(socket, { opcode, payload }) {
  const word = opcode === text ? payload.toString() : '';
  if (opcode === close) {
    log(30, `closed with ${payload.readUInt16BE(0)}`);
    socket.end(frame(close, payload));
  } else if (opcode === pong) {
    socket.write(frame(text, Buffer.from(`pong ${payload}`)));
  } else if (word === 'ping') {
    socket.write(frame(ping, Buffer.from('here')));
  } else if (word.startsWith('close ')) {
    const code = Buffer.alloc(2);
    code.writeUInt16BE(Number(word.slice(6)));
    socket.write(frame(close, Buffer.concat([code, Buffer.from('because')])));
  } else {
    socket.write(frame(opcode, payload));
  }
}

server.on('upgrade', (request, socket) => {
  if (!authorised(request) || request.url !== '/api/socket') {
    socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n');
    return;
  }
  const accept = createHash('sha1')
    .update(
      `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`
    )
    .digest('base64');
  const protocol = request.headers['sec-websocket-protocol']?.split(',')[0];
  socket.write(
    [
      'HTTP/1.1 101 Switching Protocols',
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Accept: ${accept}`,
      ...(protocol ? [`Sec-WebSocket-Protocol: ${protocol}`] : []),
      'Set-Cookie: stolen=1',
      '\r\n'
    ].join('\r\n')
  );
  let buffer = Buffer.alloc(0);
  socket.on('data', chunk => {
    buffer = Buffer.concat([buffer, chunk]);
    for (const found of frames(buffer)) {
      answer(socket, found);
      buffer = found.rest;
    }
  });
  socket.on('error', () => socket.destroy());
});

if (!process.env.DOUBLE_DEAF) {
  server.listen(values.socket, () => log(30, 'listening'));
}
