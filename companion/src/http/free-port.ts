/**
 * Free ports that browsers and `fetch` open.
 *
 * Where the system may hand out any port above 1023, some of those it chooses
 * belong to other protocols, and a page there is refused as a "bad port".
 */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';

/** The Fetch standard, "block bad port", as far as anyone may listen there. */
export const REFUSED_PORTS: ReadonlySet<number> = new Set([
  1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666,
  6667, 6668, 6669, 6679, 6697, 10080
]);

/** How often somebody else may be faster. */
const TRIES = 10;

/** A port of this host that nobody listens at. */
export async function freePort(
  host: string,
  refused: Pick<ReadonlySet<number>, 'has'> = REFUSED_PORTS
): Promise<number> {
  // A refused port is held until the end: it cannot be handed out again.
  const held: Server[] = [];
  try {
    for (;;) {
      const server = createServer().listen(0, host);
      await once(server, 'listening');
      held.push(server);
      const { port } = server.address() as AddressInfo;
      if (!refused.has(port)) {
        return port;
      }
    }
  } finally {
    await Promise.all(
      held.map(async server => {
        server.close();
        await once(server, 'close');
      })
    );
  }
}

/** Listens at a free port, at another one when somebody else was faster. */
export async function atFreePort<T>(
  host: string,
  listen: (port: number) => Promise<T>
): Promise<T> {
  for (let left = TRIES - 1; ; left -= 1) {
    const port = await freePort(host);
    try {
      return await listen(port);
    } catch (error) {
      if (left === 0 || !isTaken(error)) {
        throw error;
      }
    }
  }
}

/** @returns the free port at which the server listens from now on */
export function listenAtFreePort(
  server: Server,
  host: string
): Promise<number> {
  return atFreePort(host, async port => {
    server.listen(port, host);
    await once(server, 'listening');
    return port;
  });
}

function isTaken(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
  );
}
