/**
 * Why something did not work, in words for the person.
 */
export interface IFailure {
  /**
   * Stable name for programs, e.g. `share-not-found`.
   */
  readonly code: string;

  /**
   * One or two sentences: what happened, and what to do about it.
   */
  readonly message: string;

  /**
   * What was thrown, for the log.
   */
  readonly cause?: unknown;
}

/**
 * What came of a request: its value, or why there is none.
 */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: IFailure };

/**
 * Something that is fetched once and shown: on its way, there, or not to be had.
 */
export type Loadable<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly value: T }
  | { readonly state: 'failed'; readonly failure: IFailure };
