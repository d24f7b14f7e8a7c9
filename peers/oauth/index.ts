/**
 * A repository where people sign in: the authorization server is the library
 * oidc-provider, and the API takes the tokens that this has given.
 */
import { randomBytes } from 'node:crypto';
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse
} from 'node:http';
import Provider, { type Configuration } from 'oidc-provider';
import { listenOnLoopback } from '../loopback/index.ts';

/** What the repository knows of this service. */
export const CLIENT = {
  id: 'jupyter-of-the-lab',
  secret: 'a-secret-of-the-client'
} as const;

/** What people can allow. */
const SCOPES = ['deposit:write', 'deposit:actions', 'user:email'];

export interface OAuthRepositoryOptions {
  /** Where people may be sent back to. */
  redirects: string[];
  /** Seconds that an access token lives. */
  tokenSeconds?: number;
  /** Whether it gives refresh tokens; default true. */
  renews?: boolean;
  /** Whether it tells what it can do (RFC 8414); default true. */
  announces?: boolean;
}

/** RFC 6749, section 5.1. */
interface TokenAnswer {
  access_token: string;
  refresh_token?: string;
}

export class OAuthRepository {
  /** Where its pages are. */
  readonly url: string;
  /** `METHOD path status` of all requests, in order. */
  readonly heard: string[] = [];
  /** All tokens that it gave. */
  readonly given: string[] = [];
  /** Whether people press the other button. */
  denies = false;
  readonly #server: Server;
  readonly #provider: Provider;
  readonly #announces: boolean;

  private constructor(
    server: Server,
    url: string,
    options: OAuthRepositoryOptions
  ) {
    this.#server = server;
    this.url = url;
    this.#provider = new Provider(url, configurationOf(options));
    this.#announces = options.announces ?? true;
    this.#provider.on('grant.success', ({ body }) => {
      const { access_token: token, refresh_token: next } = body as TokenAnswer;
      this.given.push(...[token, next].filter(one => one !== undefined));
    });
    server.on('request', (request, response) => {
      response.once('finish', () => {
        const { method, url: path = '' } = request;
        const [page] = path.split('?');
        this.heard.push(`${method} ${page} ${response.statusCode}`);
      });
      void this.#answer(request, response);
    });
  }

  static async start(
    options: OAuthRepositoryOptions
  ): Promise<OAuthRepository> {
    const server = createServer();
    const port = await listenOnLoopback(server);
    return new OAuthRepository(server, `http://127.0.0.1:${port}`, options);
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  /** How often something was asked for that way. */
  count(line: string): number {
    return this.heard.filter(one => one === line).length;
  }

  /**
   * A person opens a page in the browser, signs in as alice, and allows what
   * is asked for, or does not.
   *
   * @returns the first address of another host that the browser is sent to
   */
  async visit(page: string): Promise<URL> {
    const cookies = new Map<string, string>();
    let url = new URL(page);
    while (url.origin === this.url) {
      const answer = await fetch(url, {
        redirect: 'manual',
        headers: { cookie: [...cookies].map(one => one.join('=')).join('; ') }
      });
      const text = await answer.text();
      for (const line of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/u.exec(line) ?? [];
        cookies.set(name, value);
      }
      const location = answer.headers.get('location');
      if (location === null) {
        throw new Error(`${url.pathname} says ${answer.status}: ${text}`);
      }
      url = new URL(location, url);
    }
    return url;
  }

  /** Tokens that it gave and that are still good for something. */
  async good(): Promise<string[]> {
    const found = await Promise.all(
      this.given.map(
        async value =>
          (await this.#provider.RefreshToken.find(value)) ??
          (await this.#provider.AccessToken.find(value))
      )
    );
    return this.given.filter((_, index) => found[index]?.isValid === true);
  }

  /** The person takes back what was allowed, in the settings of the account. */
  async withdraw(): Promise<void> {
    for (const value of this.given) {
      const token =
        (await this.#provider.RefreshToken.find(value)) ??
        (await this.#provider.AccessToken.find(value));
      await token?.destroy();
    }
  }

  async #answer(
    request: IncomingMessage,
    response: ServerResponse
  ): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', this.url);
    if (pathname.startsWith('/interaction/')) {
      await this.#decide(request, response);
    } else if (pathname.startsWith('/api/')) {
      await this.#api(pathname, request, response);
    } else if (pathname.startsWith('/.well-known/') && !this.#announces) {
      response.writeHead(404, { 'content-type': 'text/html' }).end('<p>');
    } else {
      await this.#provider.callback()(request, response);
    }
  }

  /** What the pages on which people sign in and allow things come to. */
  async #decide(
    request: IncomingMessage,
    response: ServerResponse
  ): Promise<void> {
    const provider = this.#provider;
    const { params, prompt, session } = await provider.interactionDetails(
      request,
      response
    );
    if (prompt.name === 'login') {
      const result = { login: { accountId: 'alice' } };
      await provider.interactionFinished(request, response, result);
      return;
    }
    if (this.denies) {
      const result = { error: 'access_denied' };
      await provider.interactionFinished(request, response, result);
      return;
    }
    const grant = new provider.Grant({
      accountId: session?.accountId ?? '',
      clientId: String(params['client_id'])
    });
    grant.addOIDCScope(String(params['scope']));
    const consent = { grantId: await grant.save() };
    await provider.interactionFinished(request, response, { consent });
  }

  /** As much of InvenioRDM as it takes to see whether a token is taken. */
  async #api(
    pathname: string,
    { headers }: IncomingMessage,
    response: ServerResponse
  ): Promise<void> {
    const [, value = ''] =
      /^Bearer (.+)$/u.exec(headers.authorization ?? '') ?? [];
    const token = await this.#provider.AccessToken.find(value);
    const say = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    if (token === undefined || token.isExpired) {
      say(403, { message: 'Permission denied.' });
    } else if (pathname === '/api/user/records') {
      say(200, { hits: { hits: [], total: 0 } });
    } else if (pathname === '/api/me') {
      say(200, { id: 2, email: `${token.accountId}@example.org` });
    } else {
      say(404, { message: 'Not found.' });
    }
  }
}

function configurationOf({
  redirects,
  renews = true,
  tokenSeconds = 3600
}: OAuthRepositoryOptions): Configuration {
  return {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: redirects,
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        token_endpoint_auth_method: 'client_secret_post'
      }
    ],
    scopes: SCOPES,
    routes: {
      authorization: '/oauth/authorize',
      revocation: '/oauth/revoke',
      token: '/oauth/token'
    },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    features: {
      devInteractions: { enabled: false },
      revocation: {
        enabled: true,
        allowedPolicy: (_context, client, token) =>
          token.clientId === client.clientId
      }
    },
    findAccount: (_context, sub) => ({
      accountId: sub,
      claims: () => ({ sub })
    }),
    cookies: { keys: [randomBytes(32).toString('hex')] },
    // People close the browser, and go on depositing.
    expiresWithSession: () => false,
    issueRefreshToken: () => renews,
    rotateRefreshToken: true,
    ttl: {
      AccessToken: tokenSeconds,
      AuthorizationCode: 60,
      Grant: 86_400,
      Interaction: 600,
      RefreshToken: 86_400,
      Session: 600
    }
  };
}
