import { once } from 'node:events';
import type { Server } from 'node:net';

import {
  freePort as freePortOf,
  listenAtFreePort
} from '../../companion/src/http/free-port.ts';

/** Ports that browsers do not open; a server that chooses has to know. */
export { REFUSED_PORTS as refusedPorts } from '../../companion/src/http/free-port.ts';

const host = '127.0.0.1';

/**
 * Lets a server listen where only this machine reaches it.
 *
 * @param port - default one that is free and that browsers open
 * @returns the port
 */
export async function listenOnLoopback(
  server: Server,
  port = 0
): Promise<number> {
  if (port === 0) {
    return listenAtFreePort(server, host);
  }
  server.listen(port, host);
  await once(server, 'listening');
  return port;
}

/** A port for another program: nobody listens at it, and browsers open it. */
export function freePort(): Promise<number> {
  return freePortOf(host);
}

/** Different ones. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    ports.add(await freePort());
  }
  return [...ports];
}
