/** Requests to CERNBox with a login; whose it is, the server says. */
import { readJson } from '../http/json-answer.ts';
import { isRecord } from '../http/json.ts';
import {
  OutboundError,
  type OutboundClient,
  type OutboundResponse
} from '../http/outbound.ts';
import type { Login, SessionRequest } from './session.ts';
import { outOfReach, refusal } from './session-state.ts';
import { accountIn, TOKEN } from './sign-in.ts';

const ME = 'graph/v1.0/me';
const ME_BYTES = 1024 * 1024;

export interface ServerOptions {
  /** Ends in a slash. */
  url: URL;
  label: string;
  outbound: OutboundClient;
  /** Ends every request. */
  closed: AbortSignal;
}

export interface Me {
  /** Null: it does not say. */
  id: string | null;
  /** The token that came along, if one did. */
  given: unknown;
}

export class Server {
  readonly #options: ServerOptions;

  constructor(options: ServerOptions) {
    this.#options = options;
  }

  /**
   * @param path below the configured address
   * @throws SessionError `unreachable`; OutboundError when it was stopped
   */
  async send(
    path: string,
    options: SessionRequest,
    headers: Login['headers'],
    signal?: AbortSignal
  ): Promise<OutboundResponse> {
    const { closed, label, outbound } = this.#options;
    const address = this.#address(path).href;
    try {
      return await outbound.request(address, {
        ...options,
        headers: { ...options.headers, ...headers },
        signal: signal ? AbortSignal.any([signal, closed]) : closed,
        stayAtOrigin: true
      });
    } catch (error) {
      throw error instanceof OutboundError && error.code !== 'aborted'
        ? outOfReach(label, error)
        : error;
    }
  }

  /** Whose login it is. @throws SessionError */
  async me(headers: Login['headers']): Promise<Me> {
    const { label } = this.#options;
    const answer = await this.send(ME, {}, headers);
    if (answer.status === 200) {
      const value = await readJson(answer, ME_BYTES).catch(error => {
        throw outOfReach(label, error);
      });
      if (isRecord(value)) {
        return { id: accountIn(value), given: answer.headers[TOKEN] };
      }
      // The page of a login, or of maintenance.
      throw outOfReach(label, new Error('no JSON'));
    }
    answer.discard();
    throw [401, 403, 409].includes(answer.status)
      ? refusal(label, answer.status)
      : outOfReach(label, new Error(`HTTP status ${answer.status}`));
  }

  #address(path: string): URL {
    const { url: home } = this.#options;
    const url = new URL(home.href + path.replace(/^\/+/, ''));
    if (url.origin !== home.origin || !url.pathname.startsWith(home.pathname)) {
      throw new RangeError('The path leads out of the configured address.');
    }
    return url;
  }
}
