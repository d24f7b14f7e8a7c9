import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';

import { listenOnLoopback } from '../loopback/index.ts';
import { gitEnvironment } from './repository.ts';
import type { Repository } from './repository.ts';

const headEnd = Buffer.from('\r\n\r\n');

/**
 * Serves repositories to `git clone` over HTTP, read only, through git's own
 * server program, `git http-backend`.
 */
export class GitServer {
  private readonly repositories = new Map<string, Repository>();
  private readonly server: Server = createServer((request, response) => {
    this.serve(request, response);
  });

  /** Starts a server; it listens on 127.0.0.1 only. */
  static async start(): Promise<GitServer> {
    const server = new GitServer();
    await listenOnLoopback(server.server);
    return server;
  }

  /** Address of the server. */
  get url(): string {
    const { port } = this.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  /** Serves a repository below a path, such as `/recap/DataLens`. */
  add(path: string, repository: Repository): void {
    this.repositories.set(path, repository);
  }

  /** Ends all connections and frees the port. */
  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private serve(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'http://git');
    // A clone may name the repository with or without `.git`.
    const match = /^(.+?)(?:\.git)?(\/(?:info\/refs|git-upload-pack))$/.exec(
      url.pathname
    );
    const repository = this.repositories.get(match?.[1] ?? '');
    if (!repository) {
      response.writeHead(404).end();
      return;
    }
    const backend = spawn('git', ['http-backend'], {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: {
        ...gitEnvironment,
        GIT_PROJECT_ROOT: repository.folder,
        GIT_HTTP_EXPORT_ALL: '1',
        PATH_INFO: `/.git${match?.[2] ?? ''}`,
        QUERY_STRING: url.search.slice(1),
        REQUEST_METHOD: request.method ?? 'GET',
        CONTENT_TYPE: request.headers['content-type'] ?? '',
        HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
        HTTP_GIT_PROTOCOL: String(request.headers['git-protocol'] ?? '')
      }
    });
    backend.stdin.on('error', () => backend.stdin.destroy());
    pipeline(request, backend.stdin, () => undefined);
    void respond(backend.stdout, response);
  }
}

/** Turns what a CGI program prints into an HTTP answer (RFC 3875). */
async function respond(
  output: AsyncIterable<Buffer>,
  response: ServerResponse
): Promise<void> {
  let head = Buffer.alloc(0);
  for await (const chunk of output) {
    if (response.headersSent) {
      response.write(chunk);
      continue;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf(headEnd);
    if (end >= 0) {
      writeHead(response, head.subarray(0, end).toString('latin1'));
      response.write(head.subarray(end + headEnd.length));
    }
  }
  response.end();
}

function writeHead(response: ServerResponse, head: string): void {
  let status = 200;
  for (const line of head.split('\r\n')) {
    const [name = '', value = ''] = line.split(/: */, 2);
    if (name.toLowerCase() === 'status') {
      status = Number.parseInt(value, 10);
    } else {
      response.setHeader(name, value);
    }
  }
  response.writeHead(status);
}
