/**
 * What is written into documents, and how each kind of them takes it.
 */

export interface Stamp {
  /** Without a resolver, e.g. `10.5281/zenodo.1`. */
  doi: string;
  /** Of the record, or its draft. */
  url: string | null;
}

/** One kind of document. Null: it cannot be changed without harm. */
export interface Stamped {
  write(text: string, stamp: Stamp): string | null;
  /** Undoes exactly what `write` has done, whatever happened around it. */
  take(text: string, stamp: Stamp): string | null;
}
