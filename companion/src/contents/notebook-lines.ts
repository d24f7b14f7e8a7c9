/**
 * Texts of a notebook are lists of lines in files and one text in pages
 * (nbformat v4, `rwbase`: `split_lines`, `rejoin_lines`, `strip_transient`).
 *
 * Also takes out what makes JupyterLab believe a notebook's outputs: it takes
 * `trusted` of a cell at its word (`packages/cells/src/model.ts`).
 */
import { isRecord } from '../http/json.ts';
import { without, type JsonRecord } from '../packages/crate/json-record.ts';

/** What ends a line for Python's `str.splitlines`. */
const LINE_END =
  // Separators of files, groups and records are among them.
  // eslint-disable-next-line no-control-regex
  /\r\n|[\n\r\v\f\u001c-\u001e\u0085\u2028\u2029]/gu;

/** A notebook as pages want it. */
export function joined(notebook: JsonRecord): JsonRecord {
  return transformed(notebook, joinText, joinBundle);
}

/** A notebook as files hold it. */
export function split(notebook: JsonRecord): JsonRecord {
  return transformed(notebook, splitText, splitBundle);
}

function transformed(
  notebook: JsonRecord,
  text: (value: unknown) => unknown,
  bundle: (value: unknown) => unknown
): JsonRecord {
  const { metadata, cells } = notebook;
  return {
    ...notebook,
    ...(isRecord(metadata)
      ? {
          metadata: without(
            metadata,
            'signature',
            'trusted',
            'orig_nbformat',
            'orig_nbformat_minor'
          )
        }
      : {}),
    ...(Array.isArray(cells)
      ? {
          cells: cells.map((cell: unknown) =>
            isRecord(cell) ? transformedCell(cell, text, bundle) : cell
          )
        }
      : {})
  };
}

function transformedCell(
  cell: JsonRecord,
  text: (value: unknown) => unknown,
  bundle: (value: unknown) => unknown
): JsonRecord {
  const { metadata, attachments, outputs } = cell;
  return {
    ...cell,
    ...('source' in cell ? { source: text(cell['source']) } : {}),
    ...(isRecord(metadata) ? { metadata: without(metadata, 'trusted') } : {}),
    ...(isRecord(attachments)
      ? { attachments: mapValues(attachments, (_key, value) => bundle(value)) }
      : {}),
    ...(Array.isArray(outputs)
      ? {
          outputs: outputs.map((output: unknown) =>
            isRecord(output) ? transformedOutput(output, text, bundle) : output
          )
        }
      : {})
  };
}

function transformedOutput(
  output: JsonRecord,
  text: (value: unknown) => unknown,
  bundle: (value: unknown) => unknown
): JsonRecord {
  return {
    ...output,
    ...('data' in output ? { data: bundle(output['data']) } : {}),
    ...('text' in output ? { text: text(output['text']) } : {})
  };
}

function joinText(value: unknown): unknown {
  return isLines(value) ? value.join('') : value;
}

function splitText(value: unknown): unknown {
  return typeof value === 'string' ? linesOf(value) : value;
}

/** Lines with their ends. */
function linesOf(text: string): string[] {
  const lines: string[] = [];
  let start = 0;
  for (const { 0: end, index } of text.matchAll(LINE_END)) {
    lines.push(text.slice(start, index + end.length));
    start = index + end.length;
  }
  return start < text.length ? [...lines, text.slice(start)] : lines;
}

function joinBundle(value: unknown): unknown {
  return isRecord(value)
    ? mapValues(value, (type, data) => (isJson(type) ? data : joinText(data)))
    : value;
}

function splitBundle(value: unknown): unknown {
  return isRecord(value)
    ? mapValues(value, (type, data) => (isText(type) ? splitText(data) : data))
    : value;
}

function isLines(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(line => typeof line === 'string');
}

function isJson(type: string): boolean {
  return /^application\/(?:json$|.*\+json$)/.test(type);
}

function isText(type: string): boolean {
  return (
    type.startsWith('text/') ||
    type === 'application/javascript' ||
    type === 'image/svg+xml'
  );
}

function mapValues(
  record: JsonRecord,
  change: (key: string, value: unknown) => unknown
): JsonRecord {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [key, change(key, value)])
  );
}
