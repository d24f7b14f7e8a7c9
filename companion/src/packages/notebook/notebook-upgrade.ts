/**
 * From nbformat 3 (until 2015, IPython 2) to 4: worksheets became one list of
 * cells, headings became Markdown, outputs got their MIME types as keys
 * (nbformat documentation, "Changelog", 4.0).
 */
import { isRecord } from '../../http/json.ts';
import { without, type JsonRecord } from '../crate/json-record.ts';

/** @param notebook a document whose `nbformat` is 3 */
export function upgradeNotebook(notebook: JsonRecord): JsonRecord {
  const metadata = isRecord(notebook['metadata']) ? notebook['metadata'] : {};
  return {
    // The name stands in the file's own name since.
    metadata: without(metadata, 'name'),
    nbformat: 4,
    nbformat_minor: 0,
    cells: records(notebook['worksheets'])
      .flatMap(worksheet => records(worksheet['cells']))
      .map(upgradeCell)
  };
}

function upgradeCell(cell: JsonRecord): JsonRecord {
  const metadata = isRecord(cell['metadata']) ? cell['metadata'] : {};
  switch (cell['cell_type']) {
    case 'code':
      return {
        cell_type: 'code',
        execution_count: numberOrNull(cell['prompt_number']),
        metadata:
          cell['collapsed'] === true
            ? { ...metadata, collapsed: true }
            : metadata,
        outputs: records(cell['outputs']).map(upgradeOutput),
        source: cell['input'] ?? ''
      };
    case 'heading': {
      const level = Number(cell['level']);
      const marks = '#'.repeat(level >= 1 && level <= 6 ? level : 1);
      return {
        cell_type: 'markdown',
        metadata,
        source: `${marks} ${onOneLine(oneText(cell['source']))}`
      };
    }
    case 'raw':
      return { cell_type: 'raw', metadata, source: cell['source'] ?? '' };
    default:
      // HTML cells of 3 were Markdown in all but name.
      return { cell_type: 'markdown', metadata, source: cell['source'] ?? '' };
  }
}

function upgradeOutput(output: JsonRecord): JsonRecord {
  const metadata = isRecord(output['metadata']) ? output['metadata'] : {};
  switch (output['output_type']) {
    case 'stream':
      return {
        name:
          typeof output['stream'] === 'string' ? output['stream'] : 'stdout',
        output_type: 'stream',
        text: output['text'] ?? ''
      };
    case 'pyerr':
      return {
        ename: oneText(output['ename']),
        evalue: oneText(output['evalue']),
        output_type: 'error',
        traceback: Array.isArray(output['traceback']) ? output['traceback'] : []
      };
    case 'pyout':
      return {
        data: mimeBundle(output),
        execution_count: numberOrNull(output['prompt_number']),
        metadata,
        output_type: 'execute_result'
      };
    default:
      return {
        data: mimeBundle(output),
        metadata,
        output_type: 'display_data'
      };
  }
}

const mimeTypes: Record<string, string> = {
  html: 'text/html',
  javascript: 'application/javascript',
  jpeg: 'image/jpeg',
  json: 'application/json',
  latex: 'text/latex',
  png: 'image/png',
  svg: 'image/svg+xml',
  text: 'text/plain'
};

function mimeBundle(output: JsonRecord): JsonRecord {
  const bundle: JsonRecord = {};
  for (const [key, value] of Object.entries(output)) {
    const type = Object.hasOwn(mimeTypes, key) ? mimeTypes[key] : undefined;
    if (type !== undefined) {
      bundle[type] = key === 'json' ? parsed(oneText(value)) : value;
    } else if (key.includes('/')) {
      bundle[key] = value;
    }
  }
  return bundle;
}

/** JSON was kept as text in 3. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function oneText(value: unknown): string {
  if (Array.isArray(value)) {
    return value.filter(line => typeof line === 'string').join('');
  }
  return typeof value === 'string' ? value : '';
}

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function records(value: unknown): JsonRecord[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** A heading of several lines as one. */
function onOneLine(text: string): string {
  const lines = text.split('\n').map(line => line.trim());
  return lines.filter(line => line !== '').join(' ');
}
