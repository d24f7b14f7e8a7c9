/**
 * Exchanges codes and refresh tokens for access tokens (RFC 6749, sections
 * 4.1.3 and 6; RFC 7636). The protocol is oauth4webapi's, the way out is the
 * outbound client's.
 */
import type * as oauth4webapi from 'oauth4webapi';
import { OutboundError, type OutboundClient } from '../../../http/outbound.ts';
import type { HostDefinition, OAuthClient } from '../definitions.ts';
import { readClientSecret } from './client-secret.ts';
import { GrantError, type Grant } from './grant.ts';

type Protocol = typeof oauth4webapi;

/** What a code was asked for with. */
export interface CodeOrder {
  code: string;
  verifier: string;
  redirect: string;
}

interface Question {
  server: oauth4webapi.AuthorizationServer;
  client: oauth4webapi.Client;
  authentication: oauth4webapi.ClientAuth;
  options: oauth4webapi.TokenEndpointRequestOptions;
}

const MAXIMUM_BYTES = 64 * 1024;
const LONGEST_TOKEN = 16 * 1024;
/** A token is renewed so long before its end, or a tenth of its life. */
const AHEAD_MILLISECONDS = 5 * 60_000;

/** Errors of RFC 6749, 5.2, that only the administrator can mend. */
const MISCONFIGURED = new Set([
  'invalid_client',
  'invalid_scope',
  'unauthorized_client',
  'unsupported_grant_type'
]);

export class TokenEndpoint {
  readonly #outbound: OutboundClient;

  constructor(outbound: OutboundClient) {
    this.#outbound = outbound;
  }

  /** @throws GrantError */
  exchange(
    definition: HostDefinition,
    oauth: OAuthClient,
    { code, redirect, verifier }: CodeOrder,
    signal: AbortSignal
  ): Promise<Grant> {
    return this.#ask(definition, oauth, signal, async (protocol, question) => {
      const { authentication, client, options, server } = question;
      // The state was looked up, and the server says nothing else.
      const answer = protocol.validateAuthResponse(
        server,
        client,
        new URLSearchParams({ code }),
        protocol.expectNoState
      );
      return protocol.processAuthorizationCodeResponse(
        server,
        client,
        await protocol.authorizationCodeGrantRequest(
          server,
          client,
          authentication,
          answer,
          redirect,
          verifier,
          options
        )
      );
    });
  }

  /** @throws GrantError */
  renew(
    definition: HostDefinition,
    oauth: OAuthClient,
    refreshToken: string,
    signal: AbortSignal
  ): Promise<Grant> {
    return this.#ask(
      definition,
      oauth,
      signal,
      async (protocol, { authentication, client, options, server }) => {
        const answer = await protocol.processRefreshTokenResponse(
          server,
          client,
          await protocol.refreshTokenGrantRequest(
            server,
            client,
            authentication,
            refreshToken,
            options
          )
        );
        // Who sends no new one means that the old one still holds.
        return { refresh_token: refreshToken, ...answer };
      }
    );
  }

  async #ask(
    { name }: HostDefinition,
    oauth: OAuthClient,
    signal: AbortSignal,
    ask: (
      protocol: Protocol,
      question: Question
    ) => Promise<oauth4webapi.TokenEndpointResponse>
  ): Promise<Grant> {
    const secret = await readClientSecret(oauth.clientSecretFile, name);
    const protocol = await import('oauth4webapi');
    const question: Question = {
      server: {
        issuer: new URL(oauth.tokenUrl).origin,
        token_endpoint: oauth.tokenUrl
      },
      client: { client_id: oauth.clientId },
      // In the body: InvenioRDM looks for the client there.
      authentication: protocol.ClientSecretPost(secret),
      options: {
        signal,
        [protocol.customFetch]: (url, { body, headers }) =>
          this.#post(url, headers, body.toString(), signal),
        // The outbound client decides about schemes, as for all requests.
        [protocol.allowInsecureRequests]: true
      }
    };
    try {
      return grantFrom(name, await ask(protocol, question));
    } catch (error) {
      throw failureFrom(name, error, protocol);
    }
  }

  /** Code, secret and tokens are for this host: redirects are not followed. */
  async #post(
    url: string,
    headers: Record<string, string>,
    body: string,
    signal: AbortSignal
  ): Promise<Response> {
    const { status, value } = await this.#outbound.json(url, {
      method: 'POST',
      headers,
      body,
      signal,
      maximumBytes: MAXIMUM_BYTES,
      maximumRedirects: 0,
      stayAtOrigin: true
    });
    return value === undefined
      ? new Response(null, { status: status < 400 ? 502 : status })
      : Response.json(value, { status });
  }
}

/** @throws GrantError when the token could not stand in a header */
function grantFrom(
  name: string,
  answer: oauth4webapi.TokenEndpointResponse
): Grant {
  const { access_token: token, expires_in: seconds, token_type: type } = answer;
  const refreshToken = answer.refresh_token ?? null;
  if (type !== 'bearer' || !isToken(token)) {
    throw strange(name, 'no bearer token that could stand in a header');
  }
  const life = seconds === undefined ? null : seconds * 1000;
  return {
    token,
    renewal: {
      refreshToken,
      renewAt:
        life === null
          ? null
          : Date.now() + life - Math.min(AHEAD_MILLISECONDS, life / 10),
      endsAt: life === null ? null : Date.now() + life
    }
  };
}

function isToken(text: string): boolean {
  return text.length <= LONGEST_TOKEN && /^[\x21-\x7e]+$/u.test(text);
}

function failureFrom(
  name: string,
  error: unknown,
  protocol: Protocol
): GrantError {
  if (error instanceof GrantError) {
    return error;
  }
  if (error instanceof OutboundError) {
    return new GrantError('failed', error.message, error);
  }
  if (error instanceof protocol.ResponseBodyError) {
    const { error: code, status } = error;
    const cause = new Error(`the token endpoint answers ${status} ${code}`);
    if (code === 'invalid_grant') {
      return new GrantError(
        'refused',
        `${name} does not accept this sign-in (any more). Sign in again.`,
        cause
      );
    }
    if (MISCONFIGURED.has(code)) {
      return new GrantError(
        'misconfigured',
        `${name} does not know this service as it is set up here. Tell its administrator; until then, enter a token.`,
        cause
      );
    }
  }
  // Only the code: the library keeps the whole answer in its errors.
  const reason = error instanceof Error && 'code' in error ? error.code : null;
  return strange(name, `the token endpoint gave no token: ${String(reason)}`);
}

function strange(name: string, reason: string): GrantError {
  return new GrantError(
    'failed',
    `${name} answers something else than was expected, so nobody is signed in. Try again; if that does not help, tell the administrator of this service.`,
    new Error(reason)
  );
}
