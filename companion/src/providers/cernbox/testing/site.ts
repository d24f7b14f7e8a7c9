/** A CERNBox that is played over HTTP, and our provider for it. */
import { createServer } from 'node:http';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { cernboxSettings } from '../../../cernbox/settings.ts';
import { listenAtFreePort } from '../../../http/free-port.ts';
import { createOutboundClient } from '../../../http/guarded-client.ts';
import { openStore, type Store } from '../../../store/store.ts';
import { emptyFolder } from '../../../store/testing/folder.ts';
import type { AccountProvider } from '../../account-provider.ts';
import { createCernbox } from '../cernbox.ts';

export const ME = '/graph/v1.0/me';
export const GRAPH = '/graph/v1beta1/me/drive/sharedWithMe';
export const DRIVES = '/graph/v1beta1/me/drives';
export const OCS = '/ocs/v2.php/apps/files_sharing/api/v1/shares';
export const PACKAGES = '/sciencemesh/embedded-shares';
export const PROCESS = '/sciencemesh/process-embedded-share';

/** By path: a document, its text, or a status. */
export type Answers = Record<string, unknown>;

export interface PlayedSite {
  provider: AccountProvider;
  store: Store;
  answers: Answers;
  /** Requests, as `GET /path?query`. */
  asked: string[];
  troubles: unknown[];
}

/** A folder as libregraph lists it. */
export function graphShare(id: string, name: string) {
  return {
    id,
    name,
    folder: {},
    '@UI.Hidden': false,
    createdBy: { user: { id: 'einstein', displayName: 'Albert Einstein' } },
    lastModifiedDateTime: '2026-11-23T08:00:00Z',
    remoteItem: { id: `ocm-received$${id}`, permissions: [] }
  };
}

/** The same in OCS; 0 is accepted, 1 pending. */
export function ocsShare(id: string, name: string, state = 1) {
  return {
    id,
    name: `/${name}`,
    share_type: 6,
    state,
    item_type: 'folder',
    uid_owner: 'einstein@a.example.org',
    displayname_owner: 'Albert Einstein',
    permissions: 15,
    stime: 1_795_420_800
  };
}

export const ocs = (data: unknown) => ({
  ocs: { meta: { status: 'ok', statuscode: 200 }, data }
});

/** Starts both; nobody has shared anything yet. */
export async function playSite(
  test: TestContext,
  { gateway }: { gateway?: string } = {}
): Promise<PlayedSite> {
  const asked: string[] = [];
  const answers: Answers = {
    [ME]: { id: 'marie' },
    [GRAPH]: { value: [] },
    [DRIVES]: { value: [] },
    [OCS]: ocs([]),
    [PACKAGES]: { value: [], state: {} }
  };
  // Ends in the year 2100.
  const claims = Buffer.from('{"exp":4102444800}').toString('base64url');
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0] ?? '';
    asked.push(`${request.method} ${request.url}`);
    const answer = answers[path] ?? 404;
    if (path === ME) {
      response.setHeader('x-access-token', `e30.${claims}.c2ln`);
    }
    if (typeof answer === 'number') {
      response.writeHead(answer).end();
    } else {
      const isReady = typeof answer === 'string' || Buffer.isBuffer(answer);
      response.end(isReady ? answer : JSON.stringify(answer));
    }
  });
  const port = await listenAtFreePort(server, '127.0.0.1');
  const folder = emptyFolder(test);
  const passwordFile = join(folder, 'password');
  await writeFile(passwordFile, 'secret', { mode: 0o600 });
  const network = { plainHttp: ['127.0.0.1'], privateHosts: ['127.0.0.1'] };
  const outbound = createOutboundClient(network, undefined, {
    environment: {}
  });
  const store = openStore(join(folder, 'data'));
  const troubles: unknown[] = [];
  const { provider } = createCernbox({
    settings: cernboxSettings(
      {
        url: `http://127.0.0.1:${port}`,
        pollSeconds: 3600,
        credential: { kind: 'basic', user: 'marie', passwordFile },
        ...(gateway === undefined
          ? {}
          : { gateway: { address: gateway, tls: false } })
      },
      network
    ),
    store,
    outbound,
    isWatched: () => true,
    onTrouble: error => troubles.push(error),
    patience: { wait: 100, gatewaySeconds: 1 }
  });
  test.after(async () => {
    await provider.close();
    await outbound.close();
    server.closeAllConnections();
    server.close();
    store.close();
  });
  return { provider, store, answers, asked, troubles };
}
