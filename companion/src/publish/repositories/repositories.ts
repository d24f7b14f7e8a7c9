/**
 * The repositories that somebody can publish at, as they were last seen, and
 * the person's tokens for them.
 *
 * A token comes in and never goes out again: it is sealed in the store, read
 * by the adapter when it asks, and sent to the host it was given for.
 */
import type {
  Repository as ContractRepository,
  NewRepository,
  PublicationForm,
  SignInAnswer,
  SuggestionList,
  SuggestionQuery
} from 'sciencemesh-contract';
import type { OutboundClient } from '../../http/outbound.ts';
import type { RepositoryStore } from '../../store/repositories.ts';
import type { OpenRepository } from '../engine/ports.ts';
import { RepositoryError } from '../repository.ts';
import { Asking, type OpenAdapter } from './asking.ts';
import type { Catalogue } from './catalogue.ts';
import type { HostDefinition } from './definitions.ts';
import { Knowledge, type Listener } from './knowledge.ts';
import { whySignIn } from './looks.ts';
import { nameRepository } from './naming.ts';
import { AuthorizationServers } from './oauth/authorization-servers.ts';
import type { Grant } from './oauth/grant.ts';
import { Revocations } from './oauth/revocations.ts';
import { SignIns, type Visitor } from './oauth/sign-ins.ts';
import { TokenEndpoint } from './oauth/token-endpoint.ts';
import { inUse, notYours, signInNeeded, tokenSpoiled } from './problems.ts';
import { suggestionsHere, together } from './suggestions.ts';

/** A host that is named is asked four questions at the most. */
const NAMING_MILLISECONDS = 60_000;
/** Somebody is typing. */
const SUGGESTION_MILLISECONDS = 5_000;
/** Somebody looks at an empty page. */
const SIGN_IN_MILLISECONDS = 30_000;

export interface RepositoriesOptions {
  store: RepositoryStore;
  catalogue: Catalogue;
  outbound: OutboundClient;
  /** Whether the person may name others than those in the catalogue. */
  others: boolean;
  /** Where people come back to from signing in; null: as their page says. */
  oauthRedirect: string | null;
  openAdapter: OpenAdapter;
  /** What was filled into forms so far, the newest first. */
  forms: () => readonly PublicationForm[];
  /** Whether a publication is on its way there. */
  isUsed: (id: string) => boolean;
  /** Counts what was sent. */
  onSent: (bytes: number) => void;
  /** Counts what failed, by its code. */
  onFailure: (error: RepositoryError) => void;
  /** For the log. */
  onTrouble: (error: unknown) => void;
}

export class Repositories {
  readonly #options: RepositoriesOptions;
  readonly #catalogue: Catalogue;
  readonly #knowledge: Knowledge;
  readonly #asking: Asking;
  readonly #revocations: Revocations;
  readonly #signIns: SignIns;

  constructor(options: RepositoriesOptions) {
    this.#options = options;
    this.#catalogue = options.catalogue;
    this.#knowledge = new Knowledge(options.store, options.catalogue);
    const { catalogue, outbound } = options;
    const endpoint = new TokenEndpoint(outbound);
    const servers = new AuthorizationServers(outbound);
    const revocations = new Revocations({ ...options, servers, endpoint });
    this.#revocations = revocations;
    this.#asking = new Asking({
      ...options,
      knowledge: this.#knowledge,
      endpoint,
      revocations
    });
    this.#signIns = new SignIns({ catalogue, servers, endpoint, revocations });
  }

  /**
   * What is known. Where that is a day old it is asked for, but of no host for
   * which there is no token: nobody there has to hear of the person.
   */
  list(): ContractRepository[] {
    const definitions = this.#catalogue.all();
    for (const definition of definitions) {
      const isOpen =
        definition.kind === 'bundle' ||
        this.#knowledge.token(definition) !== null;
      if (isOpen && this.#knowledge.isStale(definition)) {
        this.#asking.lookAside(definition);
      }
    }
    return definitions.map(one => this.#knowledge.describe(one));
  }

  /** @throws RequestProblem 404 */
  get(id: string): ContractRepository {
    return this.#knowledge.describe(this.#catalogue.get(id));
  }

  /**
   * Takes in a repository that the person names. One that is in the list
   * already stays as it is.
   *
   * @throws RequestProblem 403, 422, 503
   */
  async add(
    request: NewRepository,
    signal: AbortSignal
  ): Promise<ContractRepository> {
    const { others, outbound, store } = this.#options;
    const named = await nameRepository(request, {
      outbound,
      others,
      hosts: () => this.#catalogue.hosts(),
      signal: this.#asking.within(NAMING_MILLISECONDS, signal)
    });
    if (named.isNew) {
      store.add(named.own);
      this.#knowledge.tell(named.own.url);
    }
    return this.get(named.id);
  }

  /**
   * Forgets a repository that the person has named, and its token.
   *
   * @throws RequestProblem 404, 409
   */
  remove(id: string): void {
    const definition = this.#catalogue.get(id);
    if (definition.kind === 'bundle' || !definition.own) {
      throw notYours(definition.name);
    }
    if (this.#options.isUsed(id)) {
      throw inUse(definition.name);
    }
    this.#knowledge.forget(definition);
  }

  /**
   * Keeps a token and looks whether it is taken.
   *
   * @throws RequestProblem 404, 409, 422
   */
  async setToken(
    id: string,
    token: string,
    signal: AbortSignal
  ): Promise<ContractRepository> {
    const definition = this.#catalogue.host(id);
    const trimmed = token.trim();
    // It goes into a header: nothing that could end it, or begin another.
    if (!/^[\x21-\x7e]+$/u.test(trimmed)) {
      throw tokenSpoiled(definition.name);
    }
    const before = this.#knowledge.grant(definition);
    this.#knowledge.keepToken(definition, trimmed);
    this.#giveBack(definition, before);
    await this.#asking.look(definition, signal);
    return this.get(id);
  }

  /**
   * Begins to sign in at the repository itself.
   *
   * @returns the page there on which the person allows it
   * @throws RequestProblem 404, 409
   */
  async beginSignIn(id: string, { redirect, user }: Visitor): Promise<string> {
    return this.#signIns.begin(id, {
      user,
      redirect: this.#options.oauthRedirect ?? redirect
    });
  }

  /**
   * Takes what the person came back with, keeps the tokens that it is worth,
   * and looks what they open. Goes on when the page is closed: a code is good
   * for one time.
   *
   * @param user who came back, as the Jupyter server knows them
   * @throws RequestProblem 403, 409, 502, 503
   */
  async finishSignIn(
    answer: SignInAnswer,
    user: string
  ): Promise<ContractRepository> {
    const { definition, grant } = await this.#signIns.finish(
      answer,
      user,
      this.#asking.within(SIGN_IN_MILLISECONDS)
    );
    this.#knowledge.keepToken(definition, grant.token, grant.renewal);
    await this.#asking.look(definition);
    return this.get(definition.id);
  }

  /**
   * Forgets the token, at once. What signing in gave is also given back, as
   * far as the repository takes that; nobody waits for it.
   *
   * @throws RequestProblem 404, 409
   */
  removeToken(id: string): ContractRepository {
    const definition = this.#catalogue.host(id);
    this.#signIns.forget(id);
    const before = this.#knowledge.grant(definition);
    this.#knowledge.forgetToken(definition);
    this.#giveBack(definition, before);
    return this.get(id);
  }

  /**
   * Asks a repository what it allows and whether it takes the token, now. That
   * it does not answer is an answer, too.
   *
   * @throws RequestProblem 404
   */
  async look(id: string, signal: AbortSignal): Promise<ContractRepository> {
    await this.#asking.look(this.#catalogue.get(id), signal);
    return this.get(id);
  }

  /**
   * Opens a repository for work.
   *
   * @throws RequestProblem 404; 409 when the person has to sign in
   * @throws RepositoryError when nothing is known of it and it does not answer
   */
  async open(id: string, signal: AbortSignal): Promise<OpenRepository> {
    const definition = this.#catalogue.get(id);
    // What is free on a disk of this machine changes by the minute.
    const isStale =
      definition.kind === 'bundle' || this.#knowledge.isStale(definition);
    const failure = isStale
      ? await this.#asking.look(definition, signal)
      : null;
    const repository = this.#knowledge.describe(definition);
    const { abilities, login } = repository;
    if (definition.kind !== 'bundle' && login !== null) {
      const reason = whySignIn(definition, login);
      if (reason !== null) {
        throw signInNeeded(reason);
      }
    }
    if (abilities === null) {
      throw (
        failure ??
        new RepositoryError(
          'unreachable',
          `It is not known what ${repository.name} takes. Look at it again.`
        )
      );
    }
    return {
      repository,
      abilities,
      adapter: await this.#asking.adapter(definition),
      requestsPerMinute:
        definition.kind === 'bundle' ? null : definition.requestsPerMinute
    };
  }

  /**
   * Where the person is most likely to publish next: where the last form went,
   * or else the only one that is ready.
   */
  preferred(): string | null {
    const last = this.#options
      .forms()
      .map(({ repositoryId }) => repositoryId)
      .find(id => id !== null && this.#catalogue.find(id) !== null);
    if (last !== undefined) {
      return last;
    }
    const ready = this.#catalogue
      .hosts()
      .filter(one => this.#knowledge.describe(one).state === 'ready');
    return ready.length === 1 ? (ready[0]?.id ?? null) : null;
  }

  /** A refusal may say that the token is worth nothing (any more). */
  noteFailure(id: string, error: RepositoryError): void {
    const definition = this.#catalogue.find(id);
    if (definition !== null) {
      this.#asking.noteFailure(definition, error);
    }
  }

  /**
   * What is known here for a field, and what the repository proposes.
   *
   * @throws RequestProblem 404
   */
  async suggest(
    id: string,
    query: SuggestionQuery,
    signal: AbortSignal
  ): Promise<SuggestionList> {
    const definition = this.#catalogue.get(id);
    const here = await suggestionsHere(query, this.#options.forms());
    try {
      const adapter = await this.#asking.adapter(definition);
      const within = this.#asking.within(SUGGESTION_MILLISECONDS, signal);
      const there = await adapter.suggest(query.kind, query.q, within);
      return { items: together(here, there), offline: false };
    } catch (error) {
      if (!(error instanceof RepositoryError)) {
        this.#options.onTrouble(error);
      }
      return { items: together(here, []), offline: true };
    }
  }

  onChange(listener: Listener): () => void {
    return this.#knowledge.onChange(listener);
  }

  async close(): Promise<void> {
    this.#knowledge.close();
    await this.#asking.close();
    await this.#revocations.close();
  }

  #giveBack(definition: HostDefinition, grant: Grant | null): void {
    if (grant !== null) {
      this.#revocations.revokeAside(definition, grant);
    }
  }
}
