import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { listenOnLoopback } from '../../loopback/index.ts';

/** A node that takes every share and does nothing with it. */
export async function answering(): Promise<{
  host: string;
  close: () => Promise<void>;
}> {
  const server = createServer((request, response) => {
    request.resume();
    const { port } = server.address() as AddressInfo;
    const isOffer = request.method === 'POST';
    response.writeHead(isOffer ? 201 : 200, {
      'content-type': 'application/json'
    });
    response.end(
      JSON.stringify(
        isOffer
          ? { recipientDisplayName: 'Marie' }
          : {
              enabled: true,
              apiVersion: '1.2.0',
              endPoint: `http://127.0.0.1:${port}/ocm`,
              resourceTypes: [
                {
                  name: 'file',
                  shareTypes: ['user'],
                  protocols: { webdav: '/dav' }
                }
              ],
              capabilities: []
            }
      )
    );
  });
  const port = await listenOnLoopback(server);
  return {
    host: `127.0.0.1:${port}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    }
  };
}
