/**
 * Exchanges codes and refresh tokens for access tokens (RFC 6749, sections
 * 4.1.3 and 6; RFC 7636), and gives them back (RFC 7009). The protocol is
 * oauth4webapi's, the way out is the outbound client's.
 */
import type * as oauth4webapi from 'oauth4webapi';
import { OutboundError, type OutboundClient } from '../../../http/outbound.ts';
import type { HostDefinition, OAuthClient } from '../definitions.ts';
import type { AuthorizationServer } from './authorization-servers.ts';
import { readClientSecret } from './client-secret.ts';
import { GrantError, type Grant } from './grant.ts';

type Protocol = typeof oauth4webapi;

/** What a code was asked for with. */
export interface CodeOrder {
  code: string;
  verifier: string;
  redirect: string;
}

/** What a person does not need any more, and whose it is. */
export interface Return {
  server: AuthorizationServer;
  grant: Grant;
}

interface Question {
  server: AuthorizationServer;
  client: oauth4webapi.Client;
  authentication: oauth4webapi.ClientAuth;
  options: oauth4webapi.TokenEndpointRequestOptions;
}

const MAXIMUM_BYTES = 64 * 1024;
const LONGEST_TOKEN = 16 * 1024;
/** A token is renewed so long before its end, or a tenth of its life. */
const AHEAD_MILLISECONDS = 5 * 60_000;
/** Who says a time beyond all dates means that it does not end. */
const LONGEST_LIFE_MILLISECONDS = 10 * 365 * 24 * 60 * 60_000;

/** Errors of RFC 6749, 5.2, that only the administrator can mend. */
const MISCONFIGURED = new Set([
  'invalid_client',
  'invalid_scope',
  'unauthorized_client',
  'unsupported_grant_type'
]);

type Ask<Answer> = (protocol: Protocol, question: Question) => Promise<Answer>;

export class TokenEndpoint {
  readonly #outbound: OutboundClient;

  constructor(outbound: OutboundClient) {
    this.#outbound = outbound;
  }

  /** @throws GrantError */
  async exchange(
    definition: HostDefinition,
    oauth: OAuthClient,
    { code, redirect, verifier }: CodeOrder,
    signal: AbortSignal
  ): Promise<Grant> {
    const ask: Ask<oauth4webapi.TokenEndpointResponse> = async (
      protocol,
      { authentication, client, options, server }
    ) => {
      // The state was looked up, and who says it was seen to.
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
    };
    const { name } = definition;
    return grantFrom(name, await this.#ask(definition, oauth, signal, ask));
  }

  /** @throws GrantError */
  async renew(
    definition: HostDefinition,
    oauth: OAuthClient,
    refreshToken: string,
    signal: AbortSignal
  ): Promise<Grant> {
    const ask: Ask<oauth4webapi.TokenEndpointResponse> = async (
      protocol,
      { authentication, client, options, server }
    ) =>
      protocol.processRefreshTokenResponse(
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
    const answer = await this.#ask(definition, oauth, signal, ask);
    // Who sends no new one means that the old one still holds.
    return grantFrom(definition.name, {
      refresh_token: refreshToken,
      ...answer
    });
  }

  /**
   * Gives tokens back, where the server takes them back.
   *
   * @throws GrantError
   */
  async revoke(
    definition: HostDefinition,
    oauth: OAuthClient,
    { grant, server }: Return,
    signal: AbortSignal
  ): Promise<void> {
    const { revocation_endpoint: address } = server;
    if (address === undefined) {
      return;
    }
    // Secret and tokens go where the administrator has said, whoever says else.
    const named = [oauth.tokenUrl, oauth.issuer.url].map(originOf);
    if (!named.includes(originOf(address))) {
      throw strange(definition.name, 'tokens are to be revoked elsewhere');
    }
    const { renewal, token } = grant;
    const tokens = [
      // First: what it has given goes with it.
      ['refresh_token', renewal.refreshToken],
      ['access_token', token]
    ] as const;
    await this.#ask(definition, oauth, signal, async (protocol, question) => {
      const { authentication, client, options } = question;
      for (const [kind, value] of tokens) {
        if (value !== null) {
          await protocol.processRevocationResponse(
            await protocol.revocationRequest(
              server,
              client,
              authentication,
              value,
              { ...options, additionalParameters: { token_type_hint: kind } }
            )
          );
        }
      }
    });
  }

  async #ask<Answer>(
    { name }: HostDefinition,
    oauth: OAuthClient,
    signal: AbortSignal,
    ask: Ask<Answer>
  ): Promise<Answer> {
    const secret = await readClientSecret(oauth.clientSecretFile, name);
    const protocol = await import('oauth4webapi');
    const question: Question = {
      server: {
        issuer: oauth.issuer.url,
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
      return await ask(protocol, question);
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
      ? new Response(null, { status })
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
  const told = seconds === undefined ? null : seconds * 1000;
  const life = told === null || told > LONGEST_LIFE_MILLISECONDS ? null : told;
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

function originOf(address: string): string | null {
  return URL.parse(address)?.origin ?? null;
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
  return strange(name, `the server says what it should not: ${String(reason)}`);
}

function strange(name: string, reason: string): GrantError {
  return new GrantError(
    'failed',
    `${name} answers something else than was expected, so nobody is signed in. Try again; if that does not help, tell the administrator of this service.`,
    new Error(reason)
  );
}
