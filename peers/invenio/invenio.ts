import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { findInvenio, InvenioProcess } from './process.ts';

/** Whose ways a server has; `plain` is InvenioRDM as it comes. */
export const PROFILES = ['plain', 'zenodo', 'cds'] as const;
export type Profile = (typeof PROFILES)[number];

/** Alice deposits, bob owns the communities. */
export type Person = 'alice' | 'bob';

/** All who log in may send records to the open one, members to the other. */
export type Community = 'open-physics' | 'closed-physics';

/** Somebody with an account. */
export interface InvenioPerson {
  /** A number, as the server writes it. */
  id: string;
  email: string;
  /** A personal token with the scopes `deposit:write` and `deposit:actions`. */
  token: string;
  /** One that was valid until last year. */
  expired: string;
}

export interface InvenioOptions {
  /**
   * Settings of InvenioRDM that are to be others, such as
   * `{ RDM_RECORDS_MAX_FILES_COUNT: 3 }` or `{ RATELIMIT_ENABLED: true }`.
   */
  settings?: Record<string, unknown>;
}

interface Prepared {
  people: Record<Person, InvenioPerson>;
  /** Identifiers by name. */
  communities: Record<Community, string>;
}

/** A real InvenioRDM on loopback, without its pages. */
export class Invenio {
  readonly profile: Profile;
  /** Where it answers, without a slash at the end. */
  readonly url: string;
  readonly people: Record<Person, InvenioPerson>;
  /** Identifiers by name. */
  readonly communities: Record<Community, string>;
  private readonly process: InvenioProcess;

  private constructor(
    profile: Profile,
    process: InvenioProcess,
    prepared: Prepared
  ) {
    this.profile = profile;
    this.url = process.url;
    this.people = prepared.people;
    this.communities = prepared.communities;
    this.process = process;
  }

  /**
   * Starts a server of its own, with no records on it.
   *
   * @throws Error with a sentence when it is not installed or does not start
   */
  static async start(
    profile: Profile,
    { settings = {} }: InvenioOptions = {}
  ): Promise<Invenio> {
    const found = await findInvenio();
    if ('missing' in found) {
      throw new Error(found.missing);
    }
    const file = join(found.prepared, 'data', 'people.json');
    const prepared = JSON.parse(await readFile(file, 'utf8')) as Prepared;
    const process = await InvenioProcess.start(found, profile, settings);
    return new Invenio(profile, process, prepared);
  }

  /** Where its REST API is. */
  get api(): string {
    return `${this.url}/api`;
  }

  /** Ends the server, which takes all records with it. */
  async stop(): Promise<void> {
    await this.process.stop();
  }
}
