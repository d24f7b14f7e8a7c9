import type { IStateDB } from '@jupyterlab/statedb';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import type { DraftMetadata } from 'sciencemesh-contract';
import type { IRemainders } from './model';

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
