/**
 * Sends people to a repository to sign in there, and takes what they come back
 * with (RFC 6749, section 4.1, with PKCE).
 */
import type { SignInAnswer } from 'sciencemesh-contract';
import type { Catalogue } from '../catalogue.ts';
import type { HostDefinition } from '../definitions.ts';
import { isFrom, type AuthorizationServers } from './authorization-servers.ts';
import { GrantError, type Grant } from './grant.ts';
import { PendingSignIns, type PendingSignIn } from './pending.ts';
import {
  noSignIn,
  signedOutMeanwhile,
  signInDenied,
  signInEnded,
  signInFailed,
  signInFromElsewhere,
  signInUnknown
} from './problems.ts';
import type { Revocations } from './revocations.ts';
import type { TokenEndpoint } from './token-endpoint.ts';

/** Where the person is and who it is, as the bridge says. */
export interface Visitor {
  /** Name at the Jupyter server. */
  user: string;
  /** Where the browser reaches the callback. */
  redirect: string;
}

export interface SignInsOptions {
  catalogue: Catalogue;
  servers: AuthorizationServers;
  endpoint: TokenEndpoint;
  revocations: Revocations;
}

interface SignedIn {
  definition: HostDefinition;
  grant: Grant;
}

export class SignIns {
  readonly #options: SignInsOptions;
  readonly #pending = new PendingSignIns();

  constructor(options: SignInsOptions) {
    this.#options = options;
  }

  /**
   * @returns the page on which the person allows it
   * @throws RequestProblem 404, 409
   */
  async begin(id: string, { redirect, user }: Visitor): Promise<string> {
    const { name, oauth } = this.#options.catalogue.host(id);
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
    answer: SignInAnswer,
    user: string,
    signal: AbortSignal
  ): Promise<SignedIn> {
    const pending = this.#pending.take(answer.state, user);
    if (pending === null) {
      throw signInUnknown();
    }
    let signedIn: SignedIn;
    let isWanted: boolean;
    try {
      signedIn = await this.#exchange(answer, pending, signal);
    } catch (failure) {
      throw failure instanceof GrantError ? signInFailed(failure) : failure;
    } finally {
      isWanted = this.#pending.settle(pending);
    }
    if (!isWanted) {
      const { definition, grant } = signedIn;
      this.#options.revocations.revokeAside(definition, grant);
      throw signedOutMeanwhile(definition.name);
    }
    return signedIn;
  }

  async #exchange(
    { code, error, iss }: SignInAnswer,
    { redirect, repositoryId, verifier }: PendingSignIn,
    signal: AbortSignal
  ): Promise<SignedIn> {
    const { catalogue, endpoint, servers } = this.#options;
    const definition = catalogue.host(repositoryId);
    const { name, oauth } = definition;
    if (oauth === null) {
      throw noSignIn(name);
    }
    const server = await servers.of(definition, oauth, signal);
    if (!isFrom(server, iss)) {
      throw signInFromElsewhere(name, { expected: server.issuer, told: iss });
    }
    if (code === undefined || error !== undefined) {
      throw error === 'access_denied'
        ? signInDenied(name)
        : signInEnded(name, error);
    }
    const order = { code, redirect, verifier };
    const grant = await endpoint.exchange(definition, oauth, order, signal);
    return { definition, grant };
  }

  /**
   * What was begun at a repository leads to nothing any more, not even what
   * somebody has come back with a moment ago.
   */
  forget(id: string): void {
    this.#pending.forget(id);
  }
}
