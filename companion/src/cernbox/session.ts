/**
 * The login of a person at CERNBox. What they have is exchanged once for a
 * token of Reva's own, which is used until shortly before its end; it is kept
 * in memory alone, and sent to the configured origin alone.
 */
import { EventEmitter } from 'node:events';
import type {
  OutboundClient,
  OutboundRequest,
  OutboundResponse
} from '../http/outbound.ts';
import type { WebDavAccess } from '../storage/webdav/access.ts';
import { SessionAccess } from './access.ts';
import { AccountSession } from './account-session.ts';
import { CredentialError } from './credential-error.ts';
import type { Credential, CredentialSource } from './credentials.ts';
import { Server } from './server.ts';
import {
  otherAccount,
  outOfReach,
  SessionError,
  signedOut,
  type SessionState
} from './session-state.ts';
import {
  earlier,
  fingerprintOf,
  headersOf,
  TOKEN,
  withSignal
} from './sign-in.ts';
import { asToken, endOf } from './tokens.ts';

/** Milliseconds for which a login that was refused is not tried again. */
const PAUSE = 60_000;
/** Milliseconds for which a login is good after the server has said so. */
const TRUST = 10_000;
/** Not taken; or the account is linked to another one. */
const REFUSALS: readonly number[] = [401, 409];
/** Until the server takes a login again. */
const LOST: readonly SessionState['state'][] = ['signed-out', 'conflict'];

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
  /** Of the credential that it was given for. */
  fingerprint: string;
  /** When the server said whose it is; null: it was not asked yet. */
  askedAt: number | null;
  /** Null: it was not asked, or does not say. */
  account: string | null;
}

/** For whom something is asked, and until when. */
export interface SessionTerms {
  signal?: AbortSignal | undefined;
  /** Nobody else's login will do; default: whoever is signed in. */
  user?: string | undefined;
}

export class Session {
  readonly #options: SessionOptions;
  readonly #server: Server;
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
  /** The server, or what the login is taken from, has said that there is none. */
  #isLost = false;
  #refusal: { error: SessionError; until: number } | null = null;
  /** Whose they are is being found out. */
  readonly #asking = new WeakMap<Login, Promise<void>>();

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#server = new Server({ ...options, closed: this.#closed.signal });
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

  /** Nothing of it goes out with the login of another account. */
  as(user: string): AccountSession {
    return new AccountSession(this, user);
  }

  /**
   * @param path below the configured address, e.g. `/graph/v1.0/me`
   * @returns the answer, whatever its status; 401 and 409 are those of one
   * address, while the server itself takes the login
   * @throws SessionError, OutboundError
   */
  async request(
    path: string,
    options: SessionRequest = {},
    { signal, user }: SessionTerms = {}
  ): Promise<OutboundResponse> {
    const first = await this.login(signal, user);
    const answer = await this.#send(path, options, first, signal);
    if (!REFUSALS.includes(answer.status)) {
      this.reached();
      return answer;
    }
    answer.discard();
    this.drop(first);
    const second = await this.login(signal, user);
    const again = await this.#send(path, options, second, signal);
    if (REFUSALS.includes(again.status)) {
      await this.confirm(second, signal).catch((error: unknown) => {
        again.discard();
        throw error;
      });
    }
    this.reached();
    return again;
  }

  /** The token for gRPC. @throws SessionError */
  async token(signal?: AbortSignal, user?: string): Promise<string> {
    const { token } = await this.login(signal, user);
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
    await this.#ask(login, signal);
    return login.account;
  }

  /**
   * A way into files at CERNBox.
   *
   * @param user whose they are; default: whoever is signed in
   */
  access(
    root: URL | (() => Promise<URL>),
    isFile: boolean,
    user?: string
  ): WebDavAccess {
    const { label, url } = this.#options;
    return new SessionAccess(this, { root, isFile, label, home: url, user });
  }

  /**
   * What holds now.
   *
   * @param user nobody else's login will do
   * @throws SessionError
   */
  async login(signal?: AbortSignal, user?: string): Promise<Login> {
    const login = await this.#any(signal);
    if (user !== undefined) {
      await this.#ask(login, signal);
      if (login.account !== user) {
        throw otherAccount(this.#options.label);
      }
    }
    return login;
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

  /**
   * An address has refused a login that is new, which ends no session: the
   * server itself is asked whether it takes it.
   *
   * @throws SessionError when it does not: nobody is signed in
   */
  async confirm(login: Login, signal?: AbortSignal): Promise<void> {
    const { askedAt } = login;
    if (askedAt === null || this.#now() - askedAt >= TRUST) {
      await withSignal(this.#findOut(login), signal);
    }
  }

  async close(): Promise<void> {
    this.#unwatch();
    this.#closed.abort();
    this.#login = null;
    this.#events.removeAllListeners();
    await this.#options.credential.close();
  }

  /** One sign-in for all who wait. */
  async #any(signal?: AbortSignal): Promise<Login> {
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
    const fingerprint = fingerprintOf(credential);
    const now = this.#now();
    const headers = headersOf(credential);
    if (credential.kind !== 'reva') {
      const { given, id: account } = await this.#server
        .me(headers)
        .catch((error: unknown) => {
          throw this.#failed(error, fingerprint);
        });
      const token = asToken(given);
      const end = token === null ? null : endOf(token);
      return this.#keep({
        headers: token === null ? headers : { [TOKEN]: token },
        token,
        renewAt: end === null ? now + PAUSE : earlier(now, end),
        fingerprint,
        askedAt: now,
        account
      });
    }
    const { token } = credential;
    const end = endOf(token);
    // Nothing renews it but whoever has made it.
    if (end !== null && end <= now) {
      throw this.#failed(signedOut(this.#options.label), fingerprint);
    }
    const login: Login = {
      headers,
      token,
      renewAt: end ?? now + PAUSE,
      fingerprint,
      askedAt: null,
      account: null
    };
    if (this.#isLost) {
      // Nobody is told that all is well before the server has said so.
      await this.#ask(login);
    }
    return this.#keep(login);
  }

  /** Whose a login is, is known afterwards. @throws SessionError */
  async #ask(login: Login, signal?: AbortSignal): Promise<void> {
    if (login.askedAt === null) {
      await withSignal(this.#findOut(login), signal);
    }
  }

  /** Once for all who want to know. */
  #findOut(login: Login): Promise<void> {
    const { fingerprint, headers } = login;
    let asking = this.#asking.get(login);
    if (asking === undefined) {
      asking = this.#server
        .me(headers)
        .then(
          ({ id }) => {
            login.askedAt = this.#now();
            login.account = id;
          },
          (error: unknown) => {
            throw this.#failed(error, fingerprint);
          }
        )
        .finally(() => this.#asking.delete(login));
      this.#asking.set(login, asking);
    }
    return asking;
  }

  /** Unless another credential came in the meantime. */
  #keep(login: Login): Login {
    if (login.fingerprint === this.#fingerprint) {
      this.#login = login;
      this.#refusal = null;
      this.#tell({ state: 'ready', message: null, advice: null });
    }
    return login;
  }

  async #send(
    path: string,
    options: SessionRequest,
    { headers, fingerprint }: Login,
    signal?: AbortSignal
  ): Promise<OutboundResponse> {
    try {
      return await this.#server.send(path, options, headers, signal);
    } catch (error) {
      throw this.#failed(error, fingerprint);
    }
  }

  /** @param fingerprint of another credential than the present one: no matter */
  #failed(error: unknown, fingerprint: string): unknown {
    if (!(error instanceof SessionError)) {
      return error;
    }
    if (error.code === 'unreachable') {
      return this.#told(error);
    }
    if (fingerprint !== this.#fingerprint) {
      return error;
    }
    this.#login = null;
    this.#refusal = { error, until: this.#now() + this.#pause };
    return this.#told(error);
  }

  #told(error: SessionError): SessionError {
    const { advice, code, message } = error;
    if (code !== 'other-account') {
      this.#tell({ state: code, message, advice });
    }
    return error;
  }

  #tell(state: SessionState): void {
    const { message, state: name } = this.#state;
    this.#state = state;
    // Still so when the server is out of reach afterwards.
    this.#isLost =
      LOST.includes(state.state) ||
      (this.#isLost && state.state === 'unreachable');
    if (state.state !== name || state.message !== message) {
      this.#events.emit('state');
    }
  }
}
