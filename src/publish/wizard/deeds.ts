import type {
  DescriptionChoice,
  Publication,
  PublicationEnd,
  PublicationState
} from 'sciencemesh-contract';
import type { IFailure, Outcome } from '../../companion/outcome';
import type { PublicationDeed } from '../client';
import type { PublicationsModel } from '../model';

/**
 * What a person has done with a publication, one thing at a time, and always
 * after what was typed is kept.
 */
export class Deeds {
  constructor(options: Deeds.IOptions) {
    this._options = options;
  }

  /**
   * Whether something is being done.
   */
  get isBusy(): boolean {
    return this._isBusy;
  }

  /**
   * Why the last thing was not done.
   */
  get failure(): IFailure | null {
    return this._failure;
  }

  /**
   * Create the draft, send its files, hold on, compare, or ask how it stands.
   */
  async act(deed: PublicationDeed): Promise<boolean> {
    return this._run(id => this._options.publications.act(id, deed));
  }

  /**
   * Create the draft, and send the files as soon as it is there.
   */
  async createAndSend(): Promise<boolean> {
    this._sendsNext = true;
    const isDone = await this.act('create');
    this._sendsNext &&= isDone;
    return isDone;
  }

  /**
   * Say which draft is the publication's; null: none is.
   */
  async adopt(recordId: string | null): Promise<boolean> {
    return this._run(id => this._options.publications.adopt(id, { recordId }));
  }

  /**
   * Say what holds of a draft that somebody changed at the repository.
   */
  async choose(holds: DescriptionChoice['holds']): Promise<boolean> {
    return this._run(id => this._options.publications.choose(id, { holds }));
  }

  /**
   * Keep the draft, hand it to those who review, or publish it.
   */
  async end(end: PublicationEnd): Promise<boolean> {
    return this._run(id => this._options.publications.end(id, end));
  }

  /**
   * Do not tell any longer why something was not done.
   */
  dismiss(): void {
    this._failure = null;
    this._options.changed();
  }

  /**
   * The publication has come to another state: do what was to be next.
   */
  follow(state: PublicationState): void {
    const sends = this._sendsNext && state === 'draft';
    this._sendsNext &&= state === 'creating';
    if (sends) {
      void this.act('upload');
    }
  }

  private async _run(
    request: (id: string) => Promise<Outcome<Publication>>
  ): Promise<boolean> {
    const { changed, keep, publicationId, taken } = this._options;
    const id = publicationId();
    if (id === null || this._isBusy) {
      return false;
    }
    this._isBusy = true;
    this._failure = null;
    changed();
    // Why something could not be kept is told where it is kept.
    const answer = (await keep()) ? await request(id) : null;
    this._isBusy = false;
    if (answer?.ok === true) {
      taken(answer.value);
    }
    this._failure = answer?.ok === false ? answer.failure : null;
    changed();
    return answer?.ok ?? false;
  }

  private _failure: IFailure | null = null;
  private _isBusy = false;
  private readonly _options: Deeds.IOptions;
  private _sendsNext = false;
}

/**
 * The namespace for `Deeds` statics.
 */
export namespace Deeds {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    /**
     * Called when something has begun or ended.
     */
    readonly changed: () => void;

    /**
     * Keep what was typed.
     *
     * @returns whether all of it is kept
     */
    readonly keep: () => Promise<boolean>;

    /**
     * Null until there is one.
     */
    readonly publicationId: () => string | null;
    readonly publications: PublicationsModel;

    /**
     * Called with what became of the publication.
     */
    readonly taken: (publication: Publication) => void;
  }
}
