import type * as nbformat from '@jupyterlab/nbformat';
import type { INotebookModel } from '@jupyterlab/notebook';
import { isCodeCellModel } from '@jupyterlab/cells';
import { JSONExt } from '@lumino/coreutils';

/**
 * Whether something is a notebook that JupyterLab can show.
 */
export function isNotebook(value: unknown): value is nbformat.INotebookContent {
  return (
    typeof value === 'object' &&
    value !== null &&
    'cells' in value &&
    Array.isArray(value.cells) &&
    'nbformat' in value &&
    value.nbformat === 4
  );
}

/**
 * A notebook in which nothing can be edited.
 */
export function locked(
  document: nbformat.INotebookContent
): nbformat.INotebookContent {
  return {
    ...document,
    metadata: { ...document.metadata },
    cells: document.cells.map(cell => ({
      ...cell,
      metadata: {
        ...cell.metadata,
        editable: false,
        deletable: false,
        // What ran elsewhere is not trusted for having run.
        trusted: false
      }
    }))
  };
}

/**
 * Bring a notebook on show up to date: cells whose text is as it was keep
 * their widgets and their place on the screen, only new outputs are drawn.
 *
 * @param before - what the model was last given; null for nothing
 */
export function update(
  model: INotebookModel,
  before: nbformat.INotebookContent | null,
  after: nbformat.INotebookContent
): void {
  if (before === null || !hasSameText(before, after)) {
    model.fromJSON(locked(after));
    return;
  }
  after.cells.forEach((cell, index) => {
    const earlier = before.cells[index];
    const shown = model.cells.get(index);
    if (!isCode(cell) || !isCode(earlier) || !isCodeCellModel(shown)) {
      return;
    }
    if (earlier.execution_count !== cell.execution_count) {
      shown.executionCount = cell.execution_count;
    }
    if (!JSONExt.deepEqual(earlier.outputs, cell.outputs)) {
      shown.outputs.fromJSON(cell.outputs);
    }
  });
}

function hasSameText(
  one: nbformat.INotebookContent,
  other: nbformat.INotebookContent
): boolean {
  return (
    one.cells.length === other.cells.length &&
    one.cells.every((cell, index) => {
      const counterpart = other.cells[index];
      return (
        cell.cell_type === counterpart?.cell_type &&
        text(cell.source) === text(counterpart?.source)
      );
    })
  );
}

function isCode(cell: unknown): cell is nbformat.ICodeCell {
  return (
    typeof cell === 'object' &&
    cell !== null &&
    'cell_type' in cell &&
    cell.cell_type === 'code' &&
    'outputs' in cell &&
    Array.isArray(cell.outputs)
  );
}

function text(source: unknown): string {
  return Array.isArray(source) ? source.join('') : String(source);
}
