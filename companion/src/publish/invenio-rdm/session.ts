/**
 * Requests of one person: what became of the token, and what is not there.
 */
import type { RepositoryLogin } from 'sciencemesh-contract';
import { RepositoryError } from '../repository.ts';
import { at, textOf } from '../http/answers.ts';
import type { Call, DepositClient } from '../http/deposit-client.ts';

const SCOPES = ['deposit:write', 'deposit:actions'];
const OWN_RECORDS = 'user/records?size=1';

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

export class Session {
  readonly client: DepositClient;

  constructor(client: DepositClient) {
    this.client = client;
  }

  /** Whether the token opens the repository. */
  async login(signal: AbortSignal): Promise<RepositoryLogin> {
    const login: Omit<RepositoryLogin, 'state'> = {
      account: null,
      expiresAt: null,
      tokensAt: this.client.page('account/settings/applications/tokens/new/'),
      scopes: SCOPES
    };
    try {
      const answer = await this.client.call('GET', OWN_RECORDS, { signal });
      if (typeof at(answer, 'hits', 'total') !== 'number') {
        throw this.client.strange(answer, false);
      }
      return { ...login, state: 'good', account: await this.account(signal) };
    } catch (error) {
      switch (error instanceof RepositoryError ? error.code : null) {
        case 'login-missing':
          return { ...login, state: 'missing' };
        // Its answer to tokens that expired and to those that never were.
        case 'scope-missing':
        case 'login-refused':
          return { ...login, state: 'refused' };
        default:
          throw error;
      }
    }
  }

  /** Whose token it is, where the server says so. */
  private async account(signal: AbortSignal): Promise<string | null> {
    try {
      return textOf(
        at(await this.client.call('GET', 'me', { signal }), 'email')
      );
    } catch (error) {
      if (error instanceof RepositoryError && error.code !== 'aborted') {
        return null;
      }
      throw error;
    }
  }

  /**
   * A request whose refusal tells a token that is not taken any more from one
   * that may not do this: the server answers 403 to both.
   */
  async ask(method: Method, path: string, call: Call): Promise<unknown> {
    try {
      return await this.client.call(method, path, call);
    } catch (error) {
      if (
        error instanceof RepositoryError &&
        error.code === 'scope-missing' &&
        (await this.login(call.signal)).state === 'refused'
      ) {
        throw new RepositoryError(
          'login-refused',
          `${this.client.host} does not take the token any more. Make a new one there.`,
          { cause: error }
        );
      }
      throw error;
    }
  }

  /** The same; null where there is nothing at this address. */
  async found(method: Method, path: string, call: Call): Promise<unknown> {
    try {
      return (await this.ask(method, path, call)) ?? {};
    } catch (error) {
      const isGone = method === 'DELETE' && codeOf(error) === 'gone';
      if (codeOf(error) === 'not-found' || isGone) {
        return null;
      }
      throw error;
    }
  }
}

function codeOf(error: unknown): string | null {
  return error instanceof RepositoryError ? error.code : null;
}
