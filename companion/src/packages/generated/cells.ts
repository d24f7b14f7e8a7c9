/**
 * Cells of generated notebooks.
 */
import { linesOf, type NotebookCell } from '../notebook/notebook.ts';

/** @param id unique in the notebook: letters, digits, `-`, `_` */
export function markdownCell(id: string, source: string): NotebookCell {
  return {
    cell_type: 'markdown',
    id,
    metadata: {},
    source: linesOf(source)
  };
}

/** @param id unique in the notebook: letters, digits, `-`, `_` */
export function codeCell(
  id: string,
  source: string,
  tags: readonly string[] = []
): NotebookCell {
  return {
    cell_type: 'code',
    execution_count: null,
    id,
    metadata: tags.length === 0 ? {} : { tags },
    outputs: [],
    source: linesOf(source)
  };
}

/** A cell of our own functions, shown folded. */
export function setupCell(id: string, source: string): NotebookCell {
  return {
    ...codeCell(
      id,
      `# Functions for the cells below, the same in every notebook of this kind.\n\n${source}`
    ),
    metadata: { jupyter: { source_hidden: true } }
  };
}
