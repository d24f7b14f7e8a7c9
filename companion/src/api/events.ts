import websocket from '@fastify/websocket';
import type { HttpServer } from '../http/server.ts';
import type { ApiContext } from './context.ts';

/** Pages only listen; what they have to say goes over the routes. */
const MAXIMUM_MESSAGE = 1024;

/** `GET /api/events`, a WebSocket that tells all that happens. */
export async function addEvents(
  server: HttpServer,
  { events }: ApiContext
): Promise<void> {
  await server.register(websocket, {
    options: { maxPayload: MAXIMUM_MESSAGE, perMessageDeflate: false },
    // Closing the listeners is the hub's part: it says why.
    preClose: done => done()
  });
  server.get('/api/events', { websocket: true }, socket => {
    events.add(socket);
  });
}
