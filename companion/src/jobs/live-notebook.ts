/**
 * The notebook of a job that runs where its files are not to be seen: as it
 * was sent, with what its worker has told of it since.
 */
import { isRecord } from '../http/json.ts';
import type { CellOutputs, Heard } from './progress.ts';

interface Sent {
  cells: unknown[];
}

/** @param sent the notebook as it was sent, whatever it is */
export function filledIn(
  sent: unknown,
  { injected, outputs }: Pick<Heard, 'injected' | 'outputs'>
): unknown {
  if (!hasCells(sent)) {
    return sent;
  }
  const cells =
    injected === null
      ? sent.cells
      : sent.cells.toSpliced(
          injected.index,
          injected.replaced ? 1 : 0,
          injected.cell
        );
  return {
    ...sent,
    cells: cells.map((cell, index) => withOutputs(cell, outputs.get(index)))
  };
}

function withOutputs(cell: unknown, told: CellOutputs | undefined): unknown {
  return told === undefined || !isRecord(cell)
    ? cell
    : {
        ...cell,
        execution_count: told.executionCount,
        outputs: told.outputs
      };
}

/** Whether something is a notebook in which there is anything to show. */
export function hasCells(document: unknown): document is Sent {
  return (
    isRecord(document) &&
    Array.isArray(document['cells']) &&
    document['cells'].length > 0
  );
}
