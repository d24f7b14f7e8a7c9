/**
 * The texts of a notebook: what was written, and what was printed.
 */
import { isRecord } from '../../http/json.ts';
import {
  sourceOf,
  type NotebookCell,
  type NotebookDocument
} from '../../packages/notebook/notebook.ts';

export interface CellText {
  /** Of the cell, counted from 1 as people do. */
  cell: number;
  kind: 'source' | 'output';
  text: string;
}

/** In the order in which they stand there. */
export function* textsOf({ cells }: NotebookDocument): Generator<CellText> {
  for (const [at, cell] of cells.entries()) {
    yield { cell: at + 1, kind: 'source', text: sourceOf(cell) };
    for (const text of outputTexts(cell)) {
      yield { cell: at + 1, kind: 'output', text };
    }
  }
}

/** What a cell has printed or shown, pictures left out. */
function* outputTexts({ outputs }: NotebookCell): Generator<string> {
  for (const output of Array.isArray(outputs) ? outputs : []) {
    if (isRecord(output)) {
      yield* joined(output['text']);
      yield* joined(output['traceback'], '\n');
      const data = isRecord(output['data']) ? output['data'] : {};
      for (const [type, value] of Object.entries(data)) {
        if (type.startsWith('text/')) {
          yield* joined(value);
        } else if (/\bjson$/.test(type)) {
          yield JSON.stringify(value);
        }
      }
    }
  }
}

/** A text that may stand there as a list of its lines. */
function* joined(value: unknown, between = ''): Generator<string> {
  if (typeof value === 'string') {
    yield value;
  } else if (Array.isArray(value)) {
    yield value.filter(line => typeof line === 'string').join(between);
  }
}
