import type { Contents } from '@jupyterlab/services';

/**
 * A file as lines that people compare; null for what is no text.
 *
 * #### Notes
 * Of a notebook that is what its cells say, each below a line with its kind:
 * its JSON differs with each run, in ways that nobody wants to read.
 */
export function comparableText(model: Partial<Contents.IModel>): string | null {
  const { format, type } = model;
  const content: unknown = model.content;
  if (type === 'notebook' || format === 'json') {
    return notebookText(content);
  }
  return typeof content === 'string' && format !== 'base64' ? content : null;
}

function notebookText(content: unknown): string | null {
  if (!hasCells(content)) {
    return typeof content === 'object' && content !== null
      ? JSON.stringify(content, null, 2)
      : null;
  }
  return content.cells.map(cellText).join('\n');
}

function cellText(cell: unknown): string {
  const { cell_type, outputs, source } = members(cell);
  const kind = typeof cell_type === 'string' ? cell_type : 'cell';
  const lines = [`── ${kind} ──`, textOf(source)];
  if (Array.isArray(outputs) && outputs.length > 0) {
    lines.push(`── ${outputs.length} × output ──`);
  }
  return `${lines.join('\n')}\n`;
}

/** Cells hold their text as one string, or as a list of lines. */
function textOf(source: unknown): string {
  const parts: readonly unknown[] = Array.isArray(source) ? source : [source];
  return parts.filter(part => typeof part === 'string').join('');
}

function members(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function hasCells(content: unknown): content is { cells: unknown[] } {
  return (
    typeof content === 'object' &&
    content !== null &&
    'cells' in content &&
    Array.isArray(content.cells)
  );
}
