import websocket from '@fastify/websocket';
import type { HttpServer } from '../http/server.ts';
import type { ApiContext } from './context.ts';

/** Pages only listen; what they have to say goes over the routes. */
const MAXIMUM_MESSAGE = 1024;

/**
 * Lets a server upgrade connections. To be called before any hook that may
 * refuse a request: only what comes later frees a refused connection.
 */
export async function enableWebSockets(server: HttpServer): Promise<void> {
  await server.register(websocket, {
    options: { maxPayload: MAXIMUM_MESSAGE, perMessageDeflate: false },
    // Closing the listeners is the hub's part: it says why.
    preClose: done => done()
  });
}

/** `GET /api/events`, a WebSocket that tells all that happens. */
export function addEvents(server: HttpServer, { events }: ApiContext): void {
  server.get('/api/events', { websocket: true }, socket => {
    events.add(socket);
  });
}
