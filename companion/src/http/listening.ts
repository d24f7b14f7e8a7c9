/**
 * Where a server listens: a Unix socket that only its user may open, or TCP.
 */
import { once } from 'node:events';
import { chmodSync, lstatSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { atFreePort } from './free-port.ts';
import type { HttpServer } from './server.ts';

export type Endpoint =
  | { type: 'socket'; path: string }
  | { type: 'tcp'; host: string; port: number };

/** The endpoint cannot be used; the message says what to do. */
export class ListenError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'ListenError';
  }
}

/**
 * @returns the address in words, with the actual port
 * @throws ListenError
 */
export async function listen(
  server: HttpServer,
  endpoint: Endpoint
): Promise<string> {
  try {
    if (endpoint.type === 'tcp') {
      const { host, port } = endpoint;
      return port === 0
        ? await atFreePort(host, free => server.listen({ host, port: free }))
        : await server.listen({ host, port });
    }
    await removeStaleSocket(endpoint.path);
    // Nobody else may connect, not even before the permissions are narrowed.
    const before = process.umask(0o177);
    try {
      await server.listen({ path: endpoint.path });
    } finally {
      process.umask(before);
    }
    chmodSync(endpoint.path, 0o600);
    return endpoint.path;
  } catch (error) {
    throw explain(error, endpoint);
  }
}

function explain(error: unknown, endpoint: Endpoint): ListenError {
  if (error instanceof ListenError) {
    return error;
  }
  const where =
    endpoint.type === 'tcp'
      ? `${endpoint.host}:${endpoint.port}`
      : endpoint.path;
  const code = error instanceof Error && 'code' in error ? error.code : null;
  const reason =
    code === 'EADDRINUSE'
      ? 'something else listens there; choose another port or stop it'
      : code === 'EINVAL' && endpoint.type === 'socket'
        ? 'the path is too long for a socket; choose a shorter one'
        : error instanceof Error
          ? error.message
          : String(error);
  return new ListenError(`Cannot listen at ${where}: ${reason}.`, error);
}

/** Removes what a killed companion left, never what another one listens at. */
async function removeStaleSocket(path: string): Promise<void> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) {
    return;
  }
  if (!found.isSocket()) {
    throw new ListenError(
      `${path} exists and is no socket. Choose another path.`
    );
  }
  if (await answers(path)) {
    throw new ListenError(
      `Another companion listens at ${path}. Stop it, or choose another path.`
    );
  }
  rmSync(path, { force: true });
}

async function answers(path: string): Promise<boolean> {
  const probe = connect({ path });
  try {
    await once(probe, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    probe.destroy();
  }
}
