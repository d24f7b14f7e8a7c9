/**
 * Repositories that the person has named, the tokens that open them, and what
 * was found out about them.
 *
 * Tokens are kept by address: whatever a repository is called, and whoever
 * named it, one host has one token, and no other host is ever sent it.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type {
  RepositoryAbilities,
  RepositoryFlavour,
  RepositoryLogin,
  RepositoryState
} from 'sciencemesh-contract';
import { column, type Row } from './row.ts';
import { transaction } from './transaction.ts';
import type { Vault } from './vault.ts';

/** Named by the person. */
export interface OwnRepository {
  id: string;
  kind: 'invenio-rdm' | 'dataverse';
  flavour: RepositoryFlavour | null;
  name: string;
  url: string;
  sandbox: boolean;
}

/** What asking a repository has found. */
export interface RepositoryLook {
  state: RepositoryState;
  message: string | null;
  login: RepositoryLogin | null;
  abilities: RepositoryAbilities | null;
  lookedAt: string;
}

/** How a token is renewed that a repository gave when the person signed in. */
export interface Renewal {
  /** Null: the person has to sign in again when the token ends. */
  refreshToken: string | null;
  /** In milliseconds of the clock: a little before its end; null: has none. */
  renewAt: number | null;
  endsAt: number | null;
}

export class RepositoryStore {
  readonly #database: DatabaseSync;
  readonly #vault: Vault;
  readonly #own: StatementSync;
  readonly #add: StatementSync;
  readonly #remove: StatementSync;
  readonly #token: StatementSync;
  readonly #setToken: StatementSync;
  readonly #renewToken: StatementSync;
  readonly #removeToken: StatementSync;
  readonly #look: StatementSync;
  readonly #keepLook: StatementSync;
  readonly #forgetLook: StatementSync;

  constructor(database: DatabaseSync, vault: Vault) {
    this.#database = database;
    this.#vault = vault;
    this.#own = database.prepare('SELECT * FROM repositories ORDER BY rowid');
    this.#add = database.prepare(
      `INSERT INTO repositories (id, kind, flavour, name, url, sandbox)
       VALUES (?, ?, ?, ?, ?, ?)`
    );
    this.#remove = database.prepare('DELETE FROM repositories WHERE id = ?');
    this.#token = database.prepare(
      'SELECT sealed, renewal FROM repository_tokens WHERE url = ?'
    );
    this.#setToken = database.prepare(
      `INSERT OR REPLACE INTO repository_tokens (url, sealed, renewal)
       VALUES (?, ?, ?)`
    );
    this.#renewToken = database.prepare(
      'UPDATE repository_tokens SET sealed = ?, renewal = ? WHERE url = ?'
    );
    this.#removeToken = database.prepare(
      'DELETE FROM repository_tokens WHERE url = ?'
    );
    this.#look = database.prepare(
      'SELECT look FROM repository_looks WHERE url = ?'
    );
    this.#keepLook = database.prepare(
      'INSERT OR REPLACE INTO repository_looks (url, look) VALUES (?, ?)'
    );
    this.#forgetLook = database.prepare(
      'DELETE FROM repository_looks WHERE url = ?'
    );
  }

  /** In the order in which they were named. */
  own(): OwnRepository[] {
    return this.#own.all().map(ownFromRow);
  }

  add({ flavour, id, kind, name, sandbox, url }: OwnRepository): void {
    this.#add.run(id, kind, flavour, name, url, sandbox ? 1 : 0);
  }

  remove(id: string): void {
    this.#remove.run(id);
  }

  /** Null also when the key of this data folder is another one by now. */
  token(url: string): string | null {
    const row = this.#token.get(url);
    return row === undefined
      ? null
      : this.#vault.open(column.bytes(row, 'sealed'), purposeOf(url));
  }

  /** Null for a token that was entered, and where there is none. */
  renewal(url: string): Renewal | null {
    const row = this.#token.get(url);
    const sealed =
      row === undefined ? null : column.bytesOrNull(row, 'renewal');
    const text =
      sealed === null ? null : this.#vault.open(sealed, renewalOf(url));
    // Written by `setToken` and `renewToken` alone.
    return text === null ? null : (JSON.parse(text) as Renewal);
  }

  /**
   * What was found with the token before says nothing about this one.
   *
   * @param renewal null for one that was entered
   */
  setToken(url: string, token: string, renewal: Renewal | null = null): void {
    transaction(this.#database, () => {
      this.#setToken.run(
        url,
        this.#vault.seal(token, purposeOf(url)),
        this.#sealed(url, renewal)
      );
      this.#forgetLook.run(url);
    });
  }

  /** The same person's next token: what was found still holds. */
  renewToken(url: string, token: string, renewal: Renewal): void {
    this.#renewToken.run(
      this.#vault.seal(token, purposeOf(url)),
      this.#sealed(url, renewal),
      url
    );
  }

  removeToken(url: string): void {
    transaction(this.#database, () => {
      this.#removeToken.run(url);
      this.#forgetLook.run(url);
    });
  }

  look(url: string): RepositoryLook | null {
    const row = this.#look.get(url);
    return row === undefined ? null : column.json<RepositoryLook>(row, 'look');
  }

  keepLook(url: string, look: RepositoryLook): void {
    this.#keepLook.run(url, JSON.stringify(look));
  }

  #sealed(url: string, renewal: Renewal | null): Uint8Array | null {
    return renewal === null
      ? null
      : this.#vault.seal(JSON.stringify(renewal), renewalOf(url));
  }
}

/** A token that is copied to another host's row does not open there. */
function purposeOf(url: string): string {
  return `repository ${url}`;
}

/** A renewal never opens where a token is expected, nor the other way round. */
function renewalOf(url: string): string {
  return `renewal of repository ${url}`;
}

function ownFromRow(row: Row): OwnRepository {
  return {
    id: column.text(row, 'id'),
    // Written by `add` alone.
    kind: column.text(row, 'kind') as OwnRepository['kind'],
    flavour: column.textOrNull(row, 'flavour') as OwnRepository['flavour'],
    name: column.text(row, 'name'),
    url: column.text(row, 'url'),
    sandbox: column.flag(row, 'sandbox')
  };
}
