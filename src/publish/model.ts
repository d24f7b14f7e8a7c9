import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type {
  Adoption,
  DescriptionChoice,
  NewPublication,
  NewRepository,
  Publication,
  PublicationEnd,
  PublicationForm,
  PublicationState,
  Repository
} from 'sciencemesh-contract';
import { LiveList, newestFirst } from '../companion/live';
import type { IFailure, Outcome } from '../companion/outcome';
import type { ICompanion } from '../tokens';
import type { PublicationDeed } from './client';
import { PublicationsClient } from './client';

/**
 * Publications and the repositories that take them, kept up to date by what
 * the companion tells.
 */
export class PublicationsModel implements IDisposable {
  constructor(companion: ICompanion) {
    const client = new PublicationsClient(companion.client);
    this.client = client;
    this._publications = new LiveList<Publication>({
      companion,
      isOlder: (one, other) => one.changedAt < other.changedAt,
      load: () => client.list(),
      order: newestFirst,
      read: event =>
        event.type === 'publication'
          ? { item: event.publication, forgotten: event.forgotten }
          : null
    });
    this._repositories = new LiveList<Repository>({
      companion,
      load: () => client.repositories(),
      read: event =>
        event.type === 'repository'
          ? { item: event.repository, forgotten: event.forgotten }
          : null
    });
    this._publications.changed.connect((_, publication) =>
      this._changed.emit(publication)
    );
    this._publications.replaced.connect((_, replacement) => {
      this._replaced.emit(replacement);
    });
    this._repositories.changed.connect(() => this._repositoriesChanged.emit());
  }

  /**
   * For what is asked of one publication or repository alone.
   */
  readonly client: PublicationsClient;

  /**
   * Emitted with a publication that has changed, or null for all of them.
   */
  get changed(): ISignal<this, Publication | null> {
    return this._changed;
  }

  /**
   * Emitted with each publication that was known and has moved on.
   */
  get replaced(): ISignal<this, LiveList.IReplacement<Publication>> {
    return this._replaced;
  }

  /**
   * Emitted when a repository has changed.
   */
  get repositoriesChanged(): ISignal<this, void> {
    return this._repositoriesChanged;
  }

  /**
   * What was begun last first; null until loaded for the first time.
   */
  get publications(): readonly Publication[] | null {
    return this._publications.items;
  }

  /**
   * Publications whose files are on their way.
   */
  get uploading(): readonly Publication[] {
    return (this.publications ?? []).filter(({ state }) => isUploading(state));
  }

  /**
   * Why the publications could not be loaded.
   */
  get failure(): IFailure | null {
    return this._publications.failure;
  }

  /**
   * The administrator's, then those that the person has added; null until
   * loaded for the first time.
   */
  get repositories(): readonly Repository[] | null {
    return this._repositories.items;
  }

  /**
   * Why the repositories could not be loaded.
   */
  get repositoriesFailure(): IFailure | null {
    return this._repositories.failure;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * A publication by its identifier.
   */
  get(id: string): Publication | undefined {
    return this._publications.get(id);
  }

  /**
   * A repository by its identifier; none where that is null.
   */
  repository(id: string | null): Repository | undefined {
    return id === null ? undefined : this._repositories.get(id);
  }

  /**
   * Load everything afresh.
   */
  async refresh(): Promise<void> {
    await Promise.all([
      this._publications.refresh(),
      this._repositories.refresh()
    ]);
  }

  /**
   * Begin a publication: what is known of its files is gathered.
   */
  async begin(request: NewPublication): Promise<Outcome<Publication>> {
    return this._publications.take(this.client.begin(request));
  }

  /**
   * Keep what the person has decided.
   */
  async setForm(
    id: string,
    form: PublicationForm
  ): Promise<Outcome<Publication>> {
    return this._publications.take(this.client.setForm(id, form));
  }

  /**
   * Create the draft, send its files, hold on, compare, give the draft up, or
   * ask the repository how it stands.
   */
  async act(id: string, deed: PublicationDeed): Promise<Outcome<Publication>> {
    return this._publications.take(this.client.act(id, deed));
  }

  /**
   * Say which draft of the repository is this publication's, or that none is.
   */
  async adopt(id: string, adoption: Adoption): Promise<Outcome<Publication>> {
    return this._publications.take(this.client.adopt(id, adoption));
  }

  /**
   * Say what holds of a draft that somebody changed at the repository.
   */
  async choose(
    id: string,
    choice: DescriptionChoice
  ): Promise<Outcome<Publication>> {
    return this._publications.take(this.client.choose(id, choice));
  }

  /**
   * Keep the draft, hand it to those who review, or publish it.
   */
  async end(id: string, end: PublicationEnd): Promise<Outcome<Publication>> {
    return this._publications.take(this.client.end(id, end));
  }

  /**
   * Begin the next version of what is published.
   */
  async newVersion(id: string, key: string): Promise<Outcome<Publication>> {
    return this._publications.take(this.client.newVersion(id, key));
  }

  /**
   * Take a publication off the list; at the repository nothing changes.
   */
  async forget(id: string): Promise<Outcome<unknown>> {
    return this._publications.drop(id, this.client.forget(id));
  }

  /**
   * Name a repository that the administrator has not named.
   */
  async addRepository(
    repository: NewRepository,
    signal?: AbortSignal
  ): Promise<Outcome<Repository>> {
    return this._repositories.take(
      this.client.addRepository(repository, signal)
    );
  }

  /**
   * Take a repository off the list that the person has put there.
   */
  async removeRepository(id: string): Promise<Outcome<unknown>> {
    return this._repositories.drop(id, this.client.removeRepository(id));
  }

  /**
   * Sign in: hand over a token, which is tried at once.
   */
  async signIn(id: string, token: string): Promise<Outcome<Repository>> {
    return this._repositories.take(this.client.setToken(id, token));
  }

  /**
   * Sign out: have the token deleted here.
   */
  async signOut(id: string): Promise<Outcome<Repository>> {
    return this._repositories.take(this.client.removeToken(id));
  }

  /**
   * Have the companion ask a repository what it takes, now.
   */
  async look(id: string): Promise<Outcome<Repository>> {
    return this._repositories.take(this.client.look(id));
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._publications.dispose();
    this._repositories.dispose();
    Signal.clearData(this);
  }

  private readonly _changed = new Signal<this, Publication | null>(this);
  private _isDisposed = false;
  private readonly _publications: LiveList<Publication>;
  private readonly _replaced = new Signal<
    this,
    LiveList.IReplacement<Publication>
  >(this);
  private readonly _repositories: LiveList<Repository>;
  private readonly _repositoriesChanged = new Signal<this, void>(this);
}

/**
 * Whether files are on their way, or have to be sent on by the person.
 */
export function isUploading(state: PublicationState): boolean {
  return state === 'uploading' || state === 'paused';
}

/**
 * Whether nothing changes any more unless the person begins something new.
 */
export function isOver(state: PublicationState): boolean {
  return state === 'published' || state === 'discarded' || state === 'gone';
}
