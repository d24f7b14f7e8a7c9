/**
 * A session for one account alone: what is asked for and told in its name
 * waits while somebody else is signed in.
 */
import type { OutboundResponse } from '../http/outbound.ts';
import type { Session, SessionRequest } from './session.ts';

/** Asks a server in somebody's name. */
export interface Requester {
  /**
   * @param path below the address of the server
   * @throws SessionError, OutboundError
   */
  request(
    path: string,
    options?: SessionRequest,
    terms?: { signal?: AbortSignal | undefined }
  ): Promise<OutboundResponse>;
}

/** Every method throws a SessionError `other-account` for somebody else. */
export class AccountSession implements Requester {
  readonly user: string;
  readonly #session: Session;

  constructor(session: Session, user: string) {
    this.#session = session;
    this.user = user;
  }

  request(
    path: string,
    options: SessionRequest = {},
    { signal }: { signal?: AbortSignal | undefined } = {}
  ): Promise<OutboundResponse> {
    return this.#session.request(path, options, { signal, user: this.user });
  }

  /** The token for gRPC. */
  token(signal?: AbortSignal): Promise<string> {
    return this.#session.token(signal, this.user);
  }

  /** A token was not taken. */
  refused(token: string): void {
    this.#session.refused(token);
  }
}
