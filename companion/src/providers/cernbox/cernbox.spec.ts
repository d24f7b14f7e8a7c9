import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { describe, it } from 'node:test';
import { TLSSocket } from 'node:tls';
import { Authority } from '../../../../peers/origin/authority.ts';
import { cernboxSettings } from '../../cernbox/settings.ts';
import { OK, startGatewayServer } from '../../cs3/testing/gateway-server.ts';
import { listenAtFreePort } from '../../http/free-port.ts';
import { createOutboundClient } from '../../http/guarded-client.ts';
import { openStore } from '../../store/store.ts';
import { emptyFolder } from '../../store/testing/folder.ts';
import { listedShare } from '../testing/account.ts';
import { CERNBOX, createCernbox } from './cernbox.ts';

describe('CERNBox as a provider', () => {
  it('trusts the authorities of the operator at the gateway, too', async t => {
    const crate = { '@graph': [{ '@id': './', '@type': 'Dataset' }] };
    const { port: plain } = await startGatewayServer(t, {
      GetReceivedOCMShare: (_, answer) =>
        answer(null, {
          ...OK,
          share: {
            id: { opaque_id: '1' },
            protocols: [
              { embedded_options: { payload: JSON.stringify(crate) } }
            ]
          }
        })
    });
    const authority = await Authority.create();
    const secureContext = await authority.contextFor('localhost');
    const server = createServer(socket => {
      const inner = new TLSSocket(socket, {
        isServer: true,
        secureContext,
        ALPNProtocols: ['h2']
      });
      pipeline(inner, connect(plain, '127.0.0.1'), inner, () => undefined);
      t.after(() => socket.destroy());
    });
    t.after(() => server.close());
    const port = await listenAtFreePort(server, '127.0.0.1');
    const cernbox = createHttpServer((_, response) =>
      response.end('{"id":"marie"}')
    );
    t.after(() => cernbox.close());
    const web = await listenAtFreePort(cernbox, '127.0.0.1');
    const folder = emptyFolder(t);
    const certificate = join(folder, 'authority.pem');
    const token = join(folder, 'token');
    await writeFile(certificate, authority.certificate);
    // Ends in the year 2100.
    const claims = Buffer.from('{"exp":4102444800}').toString('base64url');
    await writeFile(token, `e30.${claims}.signature`, { mode: 0o600 });
    const network = {
      certificateAuthorities: [certificate],
      plainHttp: ['127.0.0.1'],
      privateHosts: ['127.0.0.1']
    };
    const outbound = createOutboundClient(network, undefined, {
      environment: {}
    });
    const store = openStore(join(folder, 'data'));
    const { provider } = createCernbox({
      settings: cernboxSettings(
        {
          url: `http://127.0.0.1:${web}`,
          gateway: { address: `localhost:${port}` },
          credential: { kind: 'token-file', path: token, scheme: 'reva' }
        },
        network
      ),
      store,
      outbound,
      isWatched: () => false,
      onTrouble: () => undefined
    });
    t.after(async () => {
      await provider.close();
      await outbound.close();
      store.close();
    });
    await store.listedShares.follow(
      { source: CERNBOX, user: 'marie' },
      'packages',
      [listedShare('1', { kind: 'package' })]
    );
    const [share] = await provider.list({});
    assert.ok(share);
    assert.deepEqual(JSON.parse((await provider.crate(share.id)) ?? ''), crate);
  });
});
