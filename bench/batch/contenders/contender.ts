/**
 * What is measured with a notebook: a panel of JupyterLab that runs it
 * somewhere, asked as its page asks.
 */

/** How one run of a notebook went, in milliseconds from the click. */
export interface Run {
  /** The page has its answer and may be closed. */
  answered: number;
  /** The output of the first cell can be seen; null: only at the end. */
  firstCell: number | null;
  /** The executed notebook can be opened. */
  done: number;
}

export interface Contender {
  /** Name and versions, as the table shows them. */
  readonly name: string;

  /** @param notebook name of a notebook in the root of the files */
  run(notebook: string): Promise<Run>;

  /** What is there after a cell has failed, in words. */
  fail(notebook: string): Promise<string>;

  stop(): Promise<void>;
}

/** How often pages are imitated asking, in milliseconds. */
export const LOOK_MILLISECONDS = 50;
/** Longest that anything may take. */
export const PATIENCE_MILLISECONDS = 90_000;

/** Asks until there is an answer. */
export async function until<T>(look: () => Promise<T | null>): Promise<T> {
  const start = performance.now();
  while (performance.now() - start < PATIENCE_MILLISECONDS) {
    const found = await look();
    if (found !== null) {
      return found;
    }
    await new Promise(resolve => setTimeout(resolve, LOOK_MILLISECONDS));
  }
  throw new Error('not done within 90 seconds');
}
