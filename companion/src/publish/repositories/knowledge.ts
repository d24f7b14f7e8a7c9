/**
 * What is known of each repository and kept: its token, and what asking it has
 * found. Who listens hears of every change.
 */
import type { Repository as ContractRepository } from 'sciencemesh-contract';
import type {
  Renewal,
  RepositoryLook,
  RepositoryStore
} from '../../store/repositories.ts';
import type { Catalogue } from './catalogue.ts';
import type { HostDefinition, RepositoryDefinition } from './definitions.ts';
import { describe, untilItEnds } from './looks.ts';
import type { Grant } from './oauth/grant.ts';

/** What was found out holds for so long. */
const FRESH_MILLISECONDS = 24 * 60 * 60_000;

export type Listener = (
  repository: ContractRepository,
  forgotten: boolean
) => void;

export class Knowledge {
  readonly #store: RepositoryStore;
  readonly #catalogue: Catalogue;
  readonly #listeners = new Set<Listener>();

  constructor(store: RepositoryStore, catalogue: Catalogue) {
    this.#store = store;
    this.#catalogue = catalogue;
  }

  describe(definition: RepositoryDefinition): ContractRepository {
    const token = this.token(definition);
    const described = describe(
      definition,
      this.look(definition),
      token !== null
    );
    return definition.kind === 'bundle'
      ? described
      : untilItEnds(described, this.renewal(definition));
  }

  look(definition: RepositoryDefinition): RepositoryLook | null {
    return this.#store.look(addressIn(definition));
  }

  /** Null also for what needs none. */
  token(definition: RepositoryDefinition): string | null {
    return definition.kind === 'bundle'
      ? null
      : this.#store.token(definition.url);
  }

  /** Null also for a token that was entered. */
  renewal({ url }: HostDefinition): Renewal | null {
    return this.#store.renewal(url);
  }

  /** What signing in gave; null: nobody did, or a token was entered since. */
  grant(definition: HostDefinition): Grant | null {
    const token = this.token(definition);
    const renewal = this.renewal(definition);
    return token === null || renewal === null ? null : { token, renewal };
  }

  isStale(definition: RepositoryDefinition): boolean {
    const look = this.look(definition);
    return (
      look === null ||
      look.state === 'unreachable' ||
      Date.now() - Date.parse(look.lookedAt) > FRESH_MILLISECONDS
    );
  }

  keepLook(definition: RepositoryDefinition, look: RepositoryLook): void {
    this.#store.keepLook(addressIn(definition), look);
    this.tell(addressIn(definition));
  }

  /** @param renewal null for one that was entered */
  keepToken(
    { url }: HostDefinition,
    token: string,
    renewal: Renewal | null = null
  ): void {
    this.#store.setToken(url, token, renewal);
  }

  /** The next one of the same person. */
  renewToken({ url }: HostDefinition, { renewal, token }: Grant): void {
    this.#store.renewToken(url, token, renewal);
  }

  forgetToken({ url }: HostDefinition): void {
    this.#store.removeToken(url);
    this.tell(url);
  }

  /** One that the person has named, and all that is known of it. */
  forget(definition: HostDefinition): void {
    this.#store.removeToken(definition.url);
    this.#store.remove(definition.id);
    const last = this.describe(definition);
    this.#listeners.forEach(listener => listener(last, true));
  }

  /** Several may be at one address: collections of a Dataverse. */
  tell(address: string): void {
    for (const definition of this.#catalogue.all()) {
      if (addressIn(definition) === address) {
        const repository = this.describe(definition);
        this.#listeners.forEach(listener => listener(repository, false));
      }
    }
  }

  onChange(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Nobody hears of anything any more. */
  close(): void {
    this.#listeners.clear();
  }
}

/** What is known is kept under it. */
function addressIn(definition: RepositoryDefinition): string {
  return definition.kind === 'bundle' ? 'bundle:' : definition.url;
}
