/**
 * The login of a person at CERNBox. What they have is exchanged once for a
 * token of Reva's own, which is used until shortly before its end; it is kept
 * in memory alone, and sent to the configured origin alone.
 */
import { EventEmitter } from 'node:events';
import { readJson } from '../http/json-answer.ts';
import { isRecord } from '../http/json.ts';
import {
  OutboundError,
  type OutboundClient,
  type OutboundRequest,
  type OutboundResponse
} from '../http/outbound.ts';
import type { WebDavAccess } from '../storage/webdav/access.ts';
import { SessionAccess } from './access.ts';
import { CredentialError } from './credential-error.ts';
import type { Credential, CredentialSource } from './credentials.ts';
import {
  outOfReach,
  refusal,
  SessionError,
  signedOut,
  type SessionState
} from './session-state.ts';
import {
  accountIn,
  earlier,
  fingerprintOf,
  headersOf,
  TOKEN,
  withSignal
} from './sign-in.ts';
import { asToken, endOf } from './tokens.ts';

const ME = 'graph/v1.0/me';
/** Milliseconds for which a login that was refused is not tried again. */
const PAUSE = 60_000;
/** Not taken; or the account is linked to another one. */
const REFUSALS: readonly number[] = [401, 409];
/** Until the server takes a login again. */
const LOST: readonly SessionState['state'][] = ['signed-out', 'conflict'];
const ME_BYTES = 1024 * 1024;

export interface SessionOptions {
  /** Ends in a slash. */
  url: URL;
  label: string;
  credential: CredentialSource;
  outbound: OutboundClient;
  /** Milliseconds since the epoch. */
  now?: () => number;
  /** Milliseconds for which a login that was refused is not tried again. */
  pause?: number;
}

export type SessionRequest = Omit<OutboundRequest, 'signal' | 'stayAtOrigin'>;

/** What the server gave for a credential. */
export interface Login {
  headers: Readonly<Record<string, string>>;
  /** Null: the server gave none, and takes the credential itself. */
  token: string | null;
  renewAt: number;
  account: string | null;
}

export class Session {
  readonly #options: SessionOptions;
  readonly #now: () => number;
  readonly #pause: number;
  readonly #events = new EventEmitter<{ state: [] }>();
  readonly #unwatch: () => void;
  readonly #closed = new AbortController();
  #state: SessionState = { state: 'connecting', message: null, advice: null };
  #fingerprint = '';
  #credential: Credential | undefined;
  #login: Login | null = null;
  #signingIn: Promise<Login> | null = null;
  #refusal: { error: SessionError; until: number } | null = null;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#pause = options.pause ?? PAUSE;
    this.#unwatch = options.credential.onChange(() => {
      this.#refusal = null;
      void this.login().catch(() => undefined);
    });
  }

  /** No request. */
  state(): SessionState {
    return this.#state;
  }

  /** @returns a function that ends the subscription */
  onState(listener: () => void): () => void {
    this.#events.on('state', listener);
    return () => this.#events.off('state', listener);
  }

  /**
   * @param path below the configured address, e.g. `/graph/v1.0/me`
   * @returns the answer, whatever its status but those that refuse a login
   * @throws SessionError, OutboundError
   */
  async request(
    path: string,
    options: SessionRequest = {},
    { signal }: { signal?: AbortSignal } = {}
  ): Promise<OutboundResponse> {
    const url = this.#address(path);
    const first = await this.login(signal);
    const answer = await this.#send(url, options, first, signal);
    if (!REFUSALS.includes(answer.status)) {
      this.reached();
      return answer;
    }
    answer.discard();
    this.drop(first);
    const second = await this.login(signal);
    const again = await this.#send(url, options, second, signal);
    if (!REFUSALS.includes(again.status)) {
      this.reached();
      return again;
    }
    again.discard();
    throw this.refuse(second, again.status);
  }

  /** The token for gRPC. @throws SessionError */
  async token(signal?: AbortSignal): Promise<string> {
    const { token } = await this.login(signal);
    if (token === null) {
      throw outOfReach(this.#options.label, new Error(`no ${TOKEN}`));
    }
    return token;
  }

  /** A token was not taken. */
  refused(token: string): void {
    if (this.#login?.token === token) {
      this.drop(this.#login);
    }
  }

  /** Who is signed in; null: the server did not say. @throws SessionError */
  async account(signal?: AbortSignal): Promise<string | null> {
    const login = await this.login(signal);
    if (login.account === null && login.token !== null) {
      const answer = await this.request(ME, {}, signal ? { signal } : {});
      login.account = accountIn(await readJson(answer, ME_BYTES));
    }
    return login.account;
  }

  /** A way into files at CERNBox. */
  access(root: URL | (() => Promise<URL>), isFile: boolean): WebDavAccess {
    const { label, url } = this.#options;
    return new SessionAccess(this, { root, isFile, label, home: url });
  }

  /** What holds now; one sign-in for all who wait. @throws SessionError */
  async login(signal?: AbortSignal): Promise<Login> {
    const credential = await this.#read(signal);
    if (this.#refusal !== null && this.#now() < this.#refusal.until) {
      throw this.#refusal.error;
    }
    if (this.#login !== null && this.#now() < this.#login.renewAt) {
      return this.#login;
    }
    const known = (this.#signingIn ??= this.#signIn(credential));
    const forget = () => {
      if (this.#signingIn === known) {
        this.#signingIn = null;
      }
    };
    known.then(forget, forget);
    return withSignal(known, signal);
  }

  /** Forgets a login that was not taken. */
  drop(login: Login): void {
    if (this.#login === login) {
      this.#login = null;
    }
  }

  /** The server took a login. */
  reached(): void {
    if (this.#login !== null && this.#state.state === 'unreachable') {
      this.#tell({ state: 'ready', message: null, advice: null });
    }
  }

  /** A login that is new was not taken either: nobody is signed in. */
  refuse(login: Login, status = 401): SessionError {
    this.drop(login);
    return this.#remember(refusal(this.#options.label, status));
  }

  async close(): Promise<void> {
    this.#unwatch();
    this.#closed.abort();
    this.#login = null;
    this.#events.removeAllListeners();
    await this.#options.credential.close();
  }

  async #read(signal?: AbortSignal): Promise<Credential> {
    const { credential: source, label } = this.#options;
    const refused = this.#refusal === null ? undefined : this.#credential;
    try {
      const credential = await source.read(signal, refused);
      const fingerprint = fingerprintOf(credential);
      if (fingerprint !== this.#fingerprint) {
        this.#fingerprint = fingerprint;
        this.#login = this.#signingIn = this.#refusal = null;
      }
      this.#credential = credential;
      return credential;
    } catch (error) {
      signal?.throwIfAborted();
      const isPassing = error instanceof CredentialError && error.isPassing;
      if (!isPassing) {
        this.#login = null;
        this.#fingerprint = '';
      }
      const { message, advice } =
        error instanceof CredentialError
          ? error
          : isPassing
            ? outOfReach(label, error)
            : signedOut(label);
      const code = isPassing ? 'unreachable' : 'signed-out';
      throw this.#told(new SessionError(code, message, advice, error));
    }
  }

  async #signIn(credential: Credential): Promise<Login> {
    const { label } = this.#options;
    const fingerprint = fingerprintOf(credential);
    const now = this.#now();
    const headers = headersOf(credential);
    if (credential.kind === 'reva') {
      const { token } = credential;
      const end = endOf(token);
      // Nothing renews it but whoever has made it.
      if (end !== null && end <= now) {
        throw this.#remember(signedOut(label), fingerprint);
      }
      const login = {
        headers,
        token,
        renewAt: end ?? now + PAUSE,
        account: null
      };
      if (!LOST.includes(this.#state.state)) {
        return this.#keep(fingerprint, login);
      }
      // Nobody is told that all is well before the server has said so.
      const { id } = await this.#me(headers, fingerprint);
      return this.#keep(fingerprint, { ...login, account: id });
    }
    const { answer, id } = await this.#me(headers, fingerprint);
    const token = asToken(answer.headers[TOKEN]);
    const end = token === null ? null : endOf(token);
    return this.#keep(fingerprint, {
      headers: token === null ? headers : { [TOKEN]: token },
      token,
      renewAt: end === null ? now + PAUSE : earlier(now, end),
      account: id
    });
  }

  /** Asks the server who that is. @throws SessionError */
  async #me(
    headers: Login['headers'],
    fingerprint: string
  ): Promise<{ answer: OutboundResponse; id: string | null }> {
    const { label } = this.#options;
    const answer = await this.#send(this.#address(ME), {}, { headers });
    if (answer.status === 200) {
      return { answer, id: accountIn(await this.#json(answer)) };
    }
    answer.discard();
    switch (answer.status) {
      case 401:
      case 403:
      case 409:
        throw this.#remember(refusal(label, answer.status), fingerprint);
      default:
        throw this.#told(
          outOfReach(label, new Error(`HTTP status ${answer.status}`))
        );
    }
  }

  /** Unless another credential came in the meantime. */
  #keep(fingerprint: string, login: Login): Login {
    if (fingerprint === this.#fingerprint) {
      this.#login = login;
      this.#refusal = null;
      this.#tell({ state: 'ready', message: null, advice: null });
    }
    return login;
  }

  async #json(answer: OutboundResponse): Promise<unknown> {
    const { label } = this.#options;
    const value = await readJson(answer, ME_BYTES).catch((error: unknown) => {
      throw this.#told(outOfReach(label, error));
    });
    if (!isRecord(value)) {
      // The page of a login, or of maintenance.
      throw this.#told(outOfReach(label, new Error('no JSON')));
    }
    return value;
  }

  async #send(
    url: URL,
    options: SessionRequest,
    { headers }: Pick<Login, 'headers'>,
    signal?: AbortSignal
  ): Promise<OutboundResponse> {
    const { label, outbound } = this.#options;
    const closed = this.#closed.signal;
    try {
      return await outbound.request(url.href, {
        ...options,
        headers: { ...options.headers, ...headers },
        signal: signal ? AbortSignal.any([signal, closed]) : closed,
        stayAtOrigin: true
      });
    } catch (error) {
      if (error instanceof OutboundError && error.code !== 'aborted') {
        throw this.#told(outOfReach(label, error));
      }
      throw error;
    }
  }

  #address(path: string): URL {
    const { url: home } = this.#options;
    const url = new URL(home.href + path.replace(/^\/+/, ''));
    if (url.origin !== home.origin || !url.pathname.startsWith(home.pathname)) {
      throw new RangeError('The path leads out of the configured address.');
    }
    return url;
  }

  /** @param fingerprint of another credential than the present one: no matter */
  #remember(
    error: SessionError,
    fingerprint = this.#fingerprint
  ): SessionError {
    if (fingerprint !== this.#fingerprint) {
      return error;
    }
    this.#login = null;
    this.#refusal = { error, until: this.#now() + this.#pause };
    return this.#told(error);
  }

  #told(error: SessionError): SessionError {
    const { advice, code, message } = error;
    this.#tell({ state: code, message, advice });
    return error;
  }

  #tell(state: SessionState): void {
    const { message, state: name } = this.#state;
    this.#state = state;
    if (state.state !== name || state.message !== message) {
      this.#events.emit('state');
    }
  }
}
