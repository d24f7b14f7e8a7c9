/**
 * Notebooks on their way between files and pages.
 */
import { isRecord } from '../http/json.ts';
import { RequestProblem } from '../http/problem.ts';
import {
  parseFaithfully,
  TooDeep
} from '../packages/notebook/faithful-json.ts';
import type { JsonRecord } from '../packages/crate/json-record.ts';
import { upgradeNotebook } from '../packages/notebook/notebook-upgrade.ts';
import { faultIn } from './notebook-check.ts';
import { joined, split } from './notebook-lines.ts';

export interface NotebookContent {
  notebook: JsonRecord;
  /** What is wrong with it, though it can be shown; else null. */
  message: string | null;
}

/**
 * Reads a notebook for a page.
 *
 * @param name of the file, for sentences
 * @throws RequestProblem 400 when it cannot be shown as a notebook
 */
export function notebookFrom(bytes: Buffer, name: string): NotebookContent {
  const document = parsed(bytes, name);
  if (!isRecord(document) || typeof document['nbformat'] !== 'number') {
    throw unreadable(name, 'it is JSON, but names no notebook format');
  }
  const version = document['nbformat'];
  if (version !== 3 && version !== 4) {
    throw unreadable(
      name,
      `it has the format ${version}, which this program does not know`
    );
  }
  const current = version === 3 ? upgradeNotebook(document) : document;
  const { cells } = current;
  if (!Array.isArray(cells) || !cells.every(isRecord)) {
    throw unreadable(name, 'it holds no list of cells');
  }
  const notebook = joined(current);
  return { notebook, message: messageFor(notebook) };
}

function parsed(bytes: Buffer, name: string): unknown {
  if (bytes.length === 0) {
    throw unreadable(name, 'it is empty');
  }
  try {
    return parseFaithfully(
      new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    );
  } catch (error) {
    throw unreadable(
      name,
      error instanceof TooDeep
        ? 'it nests too deep'
        : 'it is no valid JSON; perhaps it is cut off, or a web page was saved in its place',
      error
    );
  }
}

/**
 * Writes a notebook as nbformat does, so that two programs that save the same
 * notebook make the same file: sorted keys, one space a level, lists of lines.
 *
 * @throws RequestProblem 400 when the content is no notebook at all
 */
export function notebookBytes(content: unknown): {
  bytes: Buffer;
  message: string | null;
} {
  if (!isRecord(content) || !Array.isArray(content['cells'])) {
    throw new RequestProblem(
      400,
      'not-a-notebook',
      'What was to be saved is no notebook: it has no list of cells.'
    );
  }
  const text = JSON.stringify(sorted(split(content)), null, 1);
  return { bytes: Buffer.from(`${text}\n`), message: messageFor(content) };
}

/** What jupyter_server begins a new notebook with. */
export function emptyNotebook(): JsonRecord {
  return { cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 };
}

function messageFor(notebook: JsonRecord): string | null {
  const fault = faultIn(notebook);
  return fault === null
    ? null
    : `Notebook validation failed: ${fault}. It is shown as far as it can be; open it as text to repair it.`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted);
  }
  if (!isRecord(value)) {
    return value;
  }
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map(key => [key, sorted(value[key])])
  );
}

function unreadable(
  name: string,
  reason: string,
  cause?: unknown
): RequestProblem {
  return new RequestProblem(
    400,
    'notebook-broken',
    `"${name}" cannot be opened as a notebook: ${reason}. Open it with the text editor to see what it holds.`,
    { cause }
  );
}
