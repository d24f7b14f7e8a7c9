/**
 * Asks repositories what they allow and whether they take the token, and
 * writes down what they say.
 */
import type { RepositoryLook } from '../../store/repositories.ts';
import { RepositoryError, type Repository } from '../repository.ts';
import { watched, type Watcher } from '../watched-repository.ts';
import type { RepositoryDefinition } from './definitions.ts';
import type { Knowledge } from './knowledge.ts';
import { lookFromFailure, lookFromProbe, lookFromRefusal } from './looks.ts';
import { Renewals } from './oauth/renewals.ts';
import type { Revocations } from './oauth/revocations.ts';
import type { TokenEndpoint } from './oauth/token-endpoint.ts';

const LOOK_MILLISECONDS = 60_000;

/**
 * Makes what speaks with a repository.
 *
 * @param token asked for anew each time; null: the person gave none
 */
export type OpenAdapter = (
  definition: RepositoryDefinition,
  token: () => Promise<string | null>
) => Promise<Repository>;

export interface AskingOptions extends Watcher {
  knowledge: Knowledge;
  endpoint: TokenEndpoint;
  revocations: Revocations;
  openAdapter: OpenAdapter;
  /** For the log. */
  onTrouble: (error: unknown) => void;
}

export class Asking {
  readonly #options: AskingOptions;
  readonly #knowledge: Knowledge;
  readonly #renewals: Renewals;
  readonly #closing = new AbortController();
  /** Looks that nobody waits for, by repository. */
  readonly #aside = new Map<string, Promise<unknown>>();

  constructor(options: AskingOptions) {
    this.#options = options;
    this.#knowledge = options.knowledge;
    this.#renewals = new Renewals({
      ...options,
      within: milliseconds => this.within(milliseconds)
    });
  }

  async adapter(definition: RepositoryDefinition): Promise<Repository> {
    const adapter = await this.#options.openAdapter(definition, () =>
      this.#token(definition)
    );
    return watched(adapter, this.#options);
  }

  async #token(definition: RepositoryDefinition): Promise<string | null> {
    return definition.kind === 'bundle'
      ? null
      : this.#renewals.token(definition);
  }

  /** @returns why the repository told nothing; null: it did */
  async look(
    definition: RepositoryDefinition,
    signal?: AbortSignal
  ): Promise<RepositoryError | null> {
    let token = this.#knowledge.token(definition);
    if (token === null && definition.kind !== 'bundle') {
      return null;
    }
    let failure: RepositoryError | null = null;
    let look;
    // As it is when there is an answer: renewing may have found something.
    const before = (): RepositoryLook | null =>
      this.#knowledge.look(definition);
    try {
      // Renewed now if it is due, so that it stays the same until the end.
      token = await this.#token(definition);
      const adapter = await this.adapter(definition);
      const within = this.within(LOOK_MILLISECONDS, signal);
      look = lookFromProbe(definition, await adapter.probe(within), before());
    } catch (error) {
      if (
        !(error instanceof RepositoryError) ||
        definition.kind === 'bundle' ||
        signal?.aborted
      ) {
        throw error;
      }
      failure = error;
      look = lookFromFailure(definition, error, before());
    }
    // What was found with another token says nothing about this one.
    if (token === this.#knowledge.token(definition)) {
      this.#knowledge.keepLook(definition, look);
    }
    return failure;
  }

  /** The same, while nobody waits. */
  lookAside(definition: RepositoryDefinition): void {
    const { id } = definition;
    if (!this.#aside.has(id)) {
      const look = this.look(definition, this.#closing.signal)
        .catch((error: unknown) => {
          if (!this.#closing.signal.aborted) {
            this.#options.onTrouble(error);
          }
        })
        .finally(() => this.#aside.delete(id));
      this.#aside.set(id, look);
    }
  }

  /** A refusal may say that the token is worth nothing (any more). */
  noteFailure(definition: RepositoryDefinition, error: RepositoryError): void {
    if (definition.kind === 'bundle') {
      return;
    }
    if (error.code === 'scope-missing') {
      // It may be about one community only: the repository knows.
      this.lookAside(definition);
      return;
    }
    const before = this.#knowledge.look(definition);
    const look = lookFromRefusal(definition, error, before);
    if (look !== null) {
      this.#knowledge.keepLook(definition, look);
    }
  }

  /** Ends with the signal if there is one, in time, and with this program. */
  within(milliseconds: number, signal?: AbortSignal): AbortSignal {
    return AbortSignal.any([
      ...(signal === undefined ? [] : [signal]),
      this.#closing.signal,
      AbortSignal.timeout(milliseconds)
    ]);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#aside.values());
  }
}
