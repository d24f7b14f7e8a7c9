/**
 * The list of repositories: the administrator's, the known ones, the person's
 * own, and the archive on this server.
 */
import type { RepositoryConfig } from 'sciencemesh-contract';
import type { RepositoryStore } from '../../store/repositories.ts';
import {
  BUNDLE,
  offered,
  ownDefinition,
  type HostDefinition,
  type RepositoryDefinition
} from './definitions.ts';
import { noLogin, repositoryNotFound } from './problems.ts';

export class Catalogue {
  readonly #store: RepositoryStore;
  readonly #offered: readonly HostDefinition[];

  /** @param known whether those are offered that everybody knows */
  constructor(
    store: RepositoryStore,
    configured: readonly RepositoryConfig[],
    known: boolean
  ) {
    this.#store = store;
    this.#offered = offered(configured, known);
  }

  hosts(): HostDefinition[] {
    // What the administrator names now may have been the person's own before.
    const own = this.#store
      .own()
      .filter(({ id, url }) =>
        this.#offered.every(one => one.id !== id && one.url !== url)
      );
    return [...this.#offered, ...own.map(ownDefinition)];
  }

  all(): RepositoryDefinition[] {
    return [...this.hosts(), BUNDLE];
  }

  find(id: string): RepositoryDefinition | null {
    return this.all().find(definition => definition.id === id) ?? null;
  }

  /** @throws RequestProblem 404 */
  get(id: string): RepositoryDefinition {
    const definition = this.find(id);
    if (definition === null) {
      throw repositoryNotFound();
    }
    return definition;
  }

  /** @throws RequestProblem 404; 409 for what needs no token */
  host(id: string): HostDefinition {
    const definition = this.get(id);
    if (definition.kind === 'bundle') {
      throw noLogin(definition.name);
    }
    return definition;
  }
}
