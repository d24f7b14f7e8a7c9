import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { listenOnLoopback } from '../../peers/loopback/index.ts';
import { CLIENT, OAuthRepository } from '../../peers/oauth/index.ts';
import { Laboratory } from './laboratory.ts';

/** What the repository is called. */
export const REPOSITORY = 'Repository of the lab';

const callback = 'sciencemesh/oauth/callback';

/** A laboratory whose people sign in at the one repository that it knows. */
export class SignInLaboratory {
  readonly laboratory: Laboratory;
  readonly repository: OAuthRepository;
  private readonly hub: Server;
  private readonly folder: string;

  private constructor(parts: {
    laboratory: Laboratory;
    repository: OAuthRepository;
    hub: Server;
    folder: string;
  }) {
    this.laboratory = parts.laboratory;
    this.repository = parts.repository;
    this.hub = parts.hub;
    this.folder = parts.folder;
  }

  static async start(): Promise<SignInLaboratory> {
    // As JupyterHub does it: one address for all, which leads to one's own.
    const hub = createServer(({ url = '' }, response) => {
      const { search } = new URL(url, 'http://hub');
      const location = `${laboratory.lab.baseUrl}/${callback}${search}`;
      response.writeHead(302, { location }).end();
    });
    const hubPort = await listenOnLoopback(hub);
    const redirect = `http://127.0.0.1:${hubPort}/hub/user-redirect/${callback}`;
    const repository = await OAuthRepository.start({ redirects: [redirect] });
    const folder = await mkdtemp(join(tmpdir(), 'sciencemesh-sign-in-'));
    const clientSecretFile = join(folder, 'client-secret');
    await writeFile(clientSecretFile, CLIENT.secret, { mode: 0o600 });
    const laboratory: Laboratory = await Laboratory.start({
      // The loopback internet of the federation does not lead there.
      environment: { NO_PROXY: '127.0.0.1' },
      secrets: () => [CLIENT.secret, ...repository.given],
      companion: {
        outbound: { plainHttp: ['127.0.0.1'], privateHosts: ['127.0.0.1'] },
        publish: {
          known: 'hide',
          repositories: [
            {
              id: 'lab',
              kind: 'invenio-rdm',
              name: REPOSITORY,
              url: repository.url,
              oauth: {
                clientId: CLIENT.id,
                clientSecretFile,
                issuer: repository.url,
                // To the browser another site than JupyterLab, as in life.
                authorizeUrl: `${repository.url.replace('127.0.0.1', 'localhost')}/oauth/authorize`
              }
            }
          ],
          oauthRedirect: redirect
        }
      }
    });
    return new SignInLaboratory({ laboratory, repository, hub, folder });
  }

  async stop(): Promise<void> {
    await this.laboratory.stop();
    this.repository.stop();
    this.hub.close();
    this.hub.closeAllConnections();
    await rm(this.folder, { recursive: true, force: true });
  }
}
