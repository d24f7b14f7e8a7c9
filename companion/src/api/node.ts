import { NodeInfo } from 'sciencemesh-contract';
import type { HttpServer } from '../http/server.ts';
import type { ApiContext } from './context.ts';

/** What this companion is to others. */
export function addNode(server: HttpServer, { node }: ApiContext): void {
  server.get(
    '/api/node',
    { schema: { summary: 'About this node', response: { 200: NodeInfo } } },
    () => node
  );
}
