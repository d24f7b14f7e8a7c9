import type { JobDraft, JobForm } from 'sciencemesh-contract';
import type { IFailure, Loadable } from '../../companion/outcome';
import type { JobsClient } from '../client';
import type { FormStart } from './start';
import { askForm } from './start';

/**
 * Has the companion fill a form, the first time and for another site.
 */
export class Filling {
  constructor(options: Filling.IOptions) {
    this._options = options;
  }

  /**
   * The form as it was filled last, or why there is none.
   */
  get loading(): Loadable<JobForm> {
    return this._loading;
  }

  /**
   * Why the form that is there could not be filled again.
   */
  get failure(): IFailure | null {
    return this._failure;
  }

  /**
   * Whether the companion is at it.
   */
  get isUnderWay(): boolean {
    return this._isUnderWay;
  }

  /**
   * Have it filled.
   *
   * @param siteId - null for the site of the start
   * @param draft - what the form holds already
   * @returns null where that was not possible
   */
  async fill(
    siteId: string | null,
    draft: JobDraft | null
  ): Promise<JobForm | null> {
    const { changed, client, start } = this._options;
    this._isUnderWay = true;
    this._failure = null;
    changed();
    const answer = await askForm(client, start, siteId, draft);
    this._isUnderWay = false;
    if (answer.ok) {
      this._loading = { state: 'ready', value: answer.value };
      return answer.value;
    }
    if (this._loading.state === 'ready') {
      this._failure = answer.failure;
    } else {
      this._loading = { state: 'failed', failure: answer.failure };
    }
    return null;
  }

  /**
   * The person has read why it failed.
   */
  dismiss(): void {
    this._failure = null;
  }

  private _failure: IFailure | null = null;
  private _isUnderWay = false;
  private _loading: Loadable<JobForm> = { state: 'loading' };
  private readonly _options: Filling.IOptions;
}

/**
 * The namespace for `Filling` statics.
 */
export namespace Filling {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    /**
     * Called when it begins.
     */
    readonly changed: () => void;
    readonly client: JobsClient;
    readonly start: FormStart;
  }
}
