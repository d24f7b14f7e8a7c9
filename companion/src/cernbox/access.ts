/** A way into files at CERNBox with the login of a session. */
import { StorageError } from '../storage/storage.ts';
import type { Grant, WebDavAccess } from '../storage/webdav/access.ts';
import { asStorageError, SessionError } from './session-state.ts';
import type { Login, Session } from './session.ts';

export interface SessionAccessOptions {
  root: URL | (() => Promise<URL>);
  isFile: boolean;
  label: string;
  /** Credentials go to its origin and to no other. */
  home: URL;
  /** Whose files they are; undefined: those of whoever is signed in. */
  user?: string | undefined;
}

export class SessionAccess implements WebDavAccess {
  readonly #session: Session;
  readonly #options: SessionAccessOptions;
  readonly #logins = new WeakMap<Grant, Login>();
  /** Made after another one was refused. */
  readonly #second = new WeakSet<Grant>();

  constructor(session: Session, options: SessionAccessOptions) {
    this.#session = session;
    this.#options = options;
  }

  async grant(signal?: AbortSignal): Promise<Grant> {
    const { home, isFile, label, root: asked, user } = this.#options;
    try {
      const login = await this.#session.login(signal, user);
      const root = typeof asked === 'function' ? await asked() : asked;
      if (root.origin !== home.origin) {
        throw new StorageError(
          'not-permitted',
          `These files are not at ${label}, and the login is for nobody else.`
        );
      }
      const { authorization = null, ...headers } = login.headers;
      const grant: Grant = { root, isFile, authorization, headers };
      this.#logins.set(grant, login);
      return grant;
    } catch (error) {
      throw error instanceof SessionError ? asStorageError(error) : error;
    }
  }

  async renew(refused: Grant, signal?: AbortSignal): Promise<Grant | null> {
    const login = this.#logins.get(refused);
    if (login === undefined) {
      return null;
    }
    if (this.#second.has(refused)) {
      // This address refuses what the server takes: there is no other way in.
      await this.#confirm(login, signal);
      return null;
    }
    this.#session.drop(login);
    const grant = await this.grant(signal);
    this.#second.add(grant);
    return grant;
  }

  accepted(): void {
    this.#session.reached();
  }

  close(): void {
    // The session is used by others as well.
  }

  async #confirm(login: Login, signal?: AbortSignal): Promise<void> {
    try {
      await this.#session.confirm(login, signal);
    } catch (error) {
      throw error instanceof SessionError ? asStorageError(error) : error;
    }
  }
}
