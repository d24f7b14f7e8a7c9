/**
 * Whether a document has the shape of a notebook (nbformat 4, "The Notebook
 * file format"): as much of its schema as JupyterLab relies on.
 */
import { isRecord } from '../http/json.ts';
import type { JsonRecord } from '../packages/crate/json-record.ts';

const CELL_TYPES = ['code', 'markdown', 'raw'];
const CELL_ID = /^[a-zA-Z0-9_-]{1,64}$/;
const OUTPUT_TYPES = ['stream', 'display_data', 'execute_result', 'error'];

/**
 * What is wrong with a notebook, the first thing found.
 *
 * @param notebook a document of nbformat 4 whose cells are objects
 * @returns null when nothing is
 */
export function faultIn(notebook: JsonRecord): string | null {
  const { cells, metadata, nbformat_minor: minor } = notebook;
  if (!isRecord(metadata)) {
    return 'it has no metadata';
  }
  if (!Number.isInteger(minor)) {
    return 'nbformat_minor is no whole number';
  }
  if (!Array.isArray(cells)) {
    return 'it has no list of cells';
  }
  const ids = new Set<unknown>();
  for (const [index, cell] of cells.entries()) {
    const fault = isRecord(cell) ? faultOfCell(cell) : 'is no object';
    if (fault !== null) {
      return `cell ${index + 1} ${fault}`;
    }
    const id: unknown = isRecord(cell) ? cell['id'] : undefined;
    if (id !== undefined && ids.has(id)) {
      return `cell ${index + 1} has the id of another cell`;
    }
    ids.add(id);
  }
  return null;
}

function faultOfCell(cell: JsonRecord): string | null {
  const { cell_type: type, metadata, source, outputs, id } = cell;
  if (typeof type !== 'string' || !CELL_TYPES.includes(type)) {
    return `is of the unknown type ${JSON.stringify(type ?? null)}`;
  }
  if (!isRecord(metadata)) {
    return 'has no metadata';
  }
  if (!isText(source)) {
    return 'has no source text';
  }
  if (id !== undefined && !(typeof id === 'string' && CELL_ID.test(id))) {
    return 'has an id that is none';
  }
  if (type !== 'code') {
    return null;
  }
  if (!('execution_count' in cell) || !isCount(cell['execution_count'])) {
    return 'has no execution count';
  }
  if (!Array.isArray(outputs)) {
    return 'has no list of outputs';
  }
  for (const [index, output] of outputs.entries()) {
    const fault = isRecord(output) ? faultOfOutput(output) : 'is no object';
    if (fault !== null) {
      return `has an output (${index + 1}) that ${fault}`;
    }
  }
  return null;
}

function faultOfOutput(output: JsonRecord): string | null {
  const { output_type: type, data, metadata, text, name } = output;
  switch (type) {
    case 'stream':
      return typeof name === 'string' && isText(text) ? null : 'has no text';
    case 'display_data':
    case 'execute_result':
      return isRecord(data) && isRecord(metadata) ? null : 'has no data';
    case 'error':
      return Array.isArray(output['traceback']) ? null : 'has no traceback';
    default:
      return `is none of ${OUTPUT_TYPES.join(', ')}`;
  }
}

function isText(value: unknown): boolean {
  return (
    typeof value === 'string' ||
    (Array.isArray(value) && value.every(line => typeof line === 'string'))
  );
}

function isCount(value: unknown): boolean {
  return value === null || (Number.isInteger(value) && Number(value) >= 0);
}
