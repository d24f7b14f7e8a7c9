/**
 * Sends people to a repository to sign in there, and takes what they come back
 * with (RFC 6749, section 4.1, with PKCE).
 */
import type { SignInAnswer } from 'sciencemesh-contract';
import type { Catalogue } from '../catalogue.ts';
import type { HostDefinition } from '../definitions.ts';
import { GrantError, type Grant } from './grant.ts';
import { PendingSignIns } from './pending.ts';
import {
  noSignIn,
  signInDenied,
  signInEnded,
  signInFailed,
  signInUnknown
} from './problems.ts';
import type { TokenEndpoint } from './token-endpoint.ts';

/** Where the person is and who it is, as the bridge says. */
export interface Visitor {
  /** Name at the Jupyter server. */
  user: string;
  /** Where the browser reaches the callback. */
  redirect: string;
}

export class SignIns {
  readonly #catalogue: Catalogue;
  readonly #endpoint: TokenEndpoint;
  readonly #pending = new PendingSignIns();

  constructor(catalogue: Catalogue, endpoint: TokenEndpoint) {
    this.#catalogue = catalogue;
    this.#endpoint = endpoint;
  }

  /**
   * @returns the page on which the person allows it
   * @throws RequestProblem 404, 409
   */
  async begin(id: string, { redirect, user }: Visitor): Promise<string> {
    const { name, oauth } = this.#catalogue.host(id);
    if (oauth === null) {
      throw noSignIn(name);
    }
    const {
      calculatePKCECodeChallenge,
      generateRandomCodeVerifier,
      generateRandomState
    } = await import('oauth4webapi');
    const state = generateRandomState();
    const verifier = generateRandomCodeVerifier();
    const challenge = await calculatePKCECodeChallenge(verifier);
    this.#pending.add(state, { repositoryId: id, user, verifier, redirect });
    const url = new URL(oauth.authorizeUrl);
    for (const [key, value] of Object.entries({
      response_type: 'code',
      client_id: oauth.clientId,
      redirect_uri: redirect,
      scope: oauth.scopes.join(' '),
      state,
      code_challenge: challenge,
      code_challenge_method: 'S256'
    })) {
      url.searchParams.set(key, value);
    }
    return url.href;
  }

  /**
   * @param user who came back
   * @throws RequestProblem 403, 409, 502, 503
   */
  async finish(
    { code, error, state }: SignInAnswer,
    user: string,
    signal: AbortSignal
  ): Promise<{ definition: HostDefinition; grant: Grant }> {
    const pending = this.#pending.take(state, user);
    if (pending === null) {
      throw signInUnknown();
    }
    const { redirect, repositoryId, verifier } = pending;
    const definition = this.#catalogue.host(repositoryId);
    const { name, oauth } = definition;
    if (oauth === null) {
      throw noSignIn(name);
    }
    if (code === undefined || error !== undefined) {
      throw error === 'access_denied'
        ? signInDenied(name)
        : signInEnded(name, error);
    }
    try {
      const order = { code, redirect, verifier };
      const grant = await this.#endpoint.exchange(
        definition,
        oauth,
        order,
        signal
      );
      return { definition, grant };
    } catch (failure) {
      throw failure instanceof GrantError ? signInFailed(failure) : failure;
    }
  }

  /** What was begun at a repository leads to nothing any more. */
  forget(id: string): void {
    this.#pending.forget(id);
  }
}
