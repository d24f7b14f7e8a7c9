/**
 * What authorization servers announce of themselves (RFC 8414), as far as it
 * matters here: whether they say who they are when they send somebody back
 * (RFC 9207), and where tokens are revoked (RFC 7009). Many announce nothing,
 * InvenioRDM among them.
 */
import type * as oauth4webapi from 'oauth4webapi';
import { OutboundError, type OutboundClient } from '../../../http/outbound.ts';
import type { HostDefinition, OAuthClient } from '../definitions.ts';
import { GrantError } from './grant.ts';

export type AuthorizationServer = oauth4webapi.AuthorizationServer;

const MAXIMUM_BYTES = 64 * 1024;

export class AuthorizationServers {
  readonly #outbound: OutboundClient;

  constructor(outbound: OutboundClient) {
    this.#outbound = outbound;
  }

  /**
   * One that does not answer is not taken for one that announces nothing: who
   * could make it fail would choose what is checked.
   *
   * @throws GrantError
   */
  async of(
    { name }: HostDefinition,
    { issuer }: OAuthClient,
    signal: AbortSignal
  ): Promise<AuthorizationServer> {
    const protocol = await import('oauth4webapi');
    const expected = new URL(issuer.url);
    for (const algorithm of ['oauth2', 'oidc'] as const) {
      const answer = await protocol.discoveryRequest(expected, {
        algorithm,
        signal,
        [protocol.customFetch]: url => this.#get(url, name, signal),
        // The outbound client decides about schemes, as for all requests.
        [protocol.allowInsecureRequests]: true
      });
      if (answer.ok) {
        try {
          return await protocol.processDiscoveryResponse(expected, answer);
        } catch (error) {
          // What another one announces may stand there for somebody else.
          if (issuer.isConfigured) {
            const reason = error instanceof Error ? error.message : 'unknown';
            throw misconfigured(name, new Error(reason));
          }
        }
      }
    }
    return { issuer: issuer.url };
  }

  async #get(
    url: string,
    name: string,
    signal: AbortSignal
  ): Promise<Response> {
    try {
      const { status, value } = await this.#outbound.json(url, {
        headers: { accept: 'application/json' },
        signal,
        maximumBytes: MAXIMUM_BYTES,
        maximumRedirects: 0,
        stayAtOrigin: true
      });
      if (status >= 500) {
        throw failed(name, new Error(`${url} answers ${status}`));
      }
      return status === 200 && value !== undefined
        ? Response.json(value)
        : new Response(null, { status: 404 });
    } catch (error) {
      throw error instanceof OutboundError ? failed(name, error) : error;
    }
  }
}

/**
 * Whether somebody was sent back by the server that they were sent to: another
 * one may have got hold of the state, and wants the code of this one (RFC 9207).
 *
 * @param issuer what the answer says
 */
export function isFrom(
  server: AuthorizationServer,
  issuer: string | undefined
): boolean {
  return issuer === undefined
    ? server.authorization_response_iss_parameter_supported !== true
    : issuer === server.issuer;
}

function failed(name: string, cause: Error): GrantError {
  return new GrantError(
    'failed',
    `${name} does not say how people sign in there. Try again later.`,
    cause
  );
}

function misconfigured(name: string, cause: Error): GrantError {
  return new GrantError(
    'misconfigured',
    `${name} says that it is another one than it is set up as here. Tell the administrator of this service; until then, enter a token.`,
    cause
  );
}
