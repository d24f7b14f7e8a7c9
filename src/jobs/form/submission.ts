import type { Job, JobDraft } from 'sciencemesh-contract';
import type { IFailure } from '../../companion/outcome';
import type { JobsModel } from '../model';
import { SubmissionKey } from './submissionkey';

/**
 * Makes a job of a draft: one, however often that is asked for.
 */
export class Submission {
  constructor(options: Submission.IOptions) {
    this._options = options;
  }

  /**
   * Why the last attempt made no job.
   */
  get failure(): IFailure | null {
    return this._failure;
  }

  /**
   * Whether one is being made.
   */
  get isUnderWay(): boolean {
    return this._isUnderWay;
  }

  /**
   * Make the job; not while one is being made.
   *
   * @param prepare - answers with what to submit; null to leave it
   * @returns null where none was made
   */
  async run(prepare: () => Promise<JobDraft | null>): Promise<Job | null> {
    if (this._isUnderWay) {
      return null;
    }
    const { changed, jobs } = this._options;
    this._isUnderWay = true;
    this._failure = null;
    changed();
    try {
      const draft = await prepare();
      if (draft === null) {
        return null;
      }
      const answer = await jobs.submit(draft, this._key.of(draft));
      this._failure = answer.ok ? null : answer.failure;
      return answer.ok ? answer.value : null;
    } finally {
      this._isUnderWay = false;
      changed();
    }
  }

  /**
   * The person has read why it failed.
   */
  dismiss(): void {
    this._failure = null;
  }

  private _failure: IFailure | null = null;
  private _isUnderWay = false;
  private readonly _key = new SubmissionKey();
  private readonly _options: Submission.IOptions;
}

/**
 * The namespace for `Submission` statics.
 */
export namespace Submission {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    /**
     * Called when an attempt begins, and when it is over.
     */
    readonly changed: () => void;
    readonly jobs: JobsModel;
  }
}
