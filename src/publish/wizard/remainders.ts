import type { IStateDB } from '@jupyterlab/statedb';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import type { DraftMetadata } from 'sciencemesh-contract';

/**
 * Keeps on this side what is half typed, and would be lost with the page.
 */
export interface IRemainders {
  /**
   * What was half typed for a publication the last time.
   */
  fetch(publicationId: string): Promise<DraftMetadata | null>;

  /**
   * Keep it; null when all of it is with the companion.
   */
  save(publicationId: string, metadata: DraftMetadata | null): Promise<void>;
}

/**
 * Keeps what is half typed with the state of JupyterLab.
 */
export function remaindersIn(state: IStateDB): IRemainders {
  const nameFor = (id: string): string =>
    `jupyterlab-sciencemesh:half-typed:${id}`;
  return {
    fetch: async id => {
      const value = await state.fetch(nameFor(id));
      return typeof value === 'object' && !Array.isArray(value)
        ? (value as DraftMetadata | null)
        : null;
    },
    save: async (id, metadata) => {
      await (metadata === null
        ? state.remove(nameFor(id))
        : state.save(
            nameFor(id),
            JSON.parse(JSON.stringify(metadata)) as ReadonlyPartialJSONObject
          ));
    }
  };
}
