import { randomUUID } from 'node:crypto';

import { Refused } from './answers.ts';

/** What a person may do with datasets. */
export type Role =
  /** Looks at what is published. */
  | 'reader'
  /** Makes datasets, and submits them for review. */
  | 'contributor'
  /** Makes and publishes datasets of their own. */
  | 'publisher'
  /** Edits, returns and publishes the datasets of all. */
  | 'curator';

/** Who has an account. */
export interface Person {
  id: number;
  username: string;
  firstName: string;
  lastName: string;
  email: string;
  role: Role;
  token: string;
  /** When the token ends; a year after it was made, as the guides say. */
  expires: Date;
}

const year = 365 * 24 * 60 * 60 * 1000;

/** Those who have an account, and their tokens. */
export class People {
  private readonly people = new Map<string, Person>();

  constructor(roles: Readonly<Record<string, Role>>) {
    for (const [username, role] of Object.entries(roles)) {
      this.people.set(username, {
        id: this.people.size + 1,
        username,
        firstName: username.slice(0, 1).toUpperCase() + username.slice(1),
        lastName: 'Example',
        email: `${username}@example.org`,
        role,
        token: randomUUID(),
        expires: new Date(Date.now() + year)
      });
    }
  }

  /** Somebody by name. */
  named(username: string): Person {
    const person = this.people.get(username);
    if (!person) {
      throw new Error(`${username} has no account`);
    }
    return person;
  }

  /**
   * Whose token it is; null for a request without one, which is the guest's.
   *
   * A token that has ended is as unknown as one that never was.
   */
  withToken(token: string | null): Person | null {
    if (token === null) {
      return null;
    }
    for (const person of this.people.values()) {
      if (person.token === token && person.expires.getTime() > Date.now()) {
        return person;
      }
    }
    throw new Refused(401, 'Bad API key');
  }

  /** Gives somebody another token; the old one is worth nothing any more. */
  renew(person: Person): void {
    person.token = randomUUID();
    person.expires = new Date(Date.now() + year);
  }
}

/** How the real one names who is asking. */
export function identifierOf(person: Person | null): string {
  return person ? `@${person.username}` : ':guest';
}

/** Refuses a command as the real one does when a permission is missing. */
export function notPermitted(person: Person | null): Refused {
  return new Refused(
    401,
    `User ${identifierOf(person)} is not permitted to perform requested action.`
  );
}

/** For what only somebody with an account may ask. */
export function somebody(person: Person | null): Person {
  if (!person) {
    throw new Refused(
      401,
      'Only authenticated users can perform the requested operation'
    );
  }
  return person;
}
