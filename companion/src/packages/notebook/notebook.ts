/**
 * Notebook documents: read tolerantly, written as Jupyter writes them.
 *
 * Only what we need to know is looked at; all else passes through unchanged
 * (nbformat 4, "The Notebook file format").
 */
import { isRecord } from '../../http/json.ts';
import { without, type JsonRecord } from '../crate/json-record.ts';
import { parseFaithfully, TooDeep } from './faithful-json.ts';
import { upgradeNotebook } from './notebook-upgrade.ts';

/** Larger documents are not read: they would block everything else. */
export const LARGEST_NOTEBOOK = 64 * 1024 * 1024;

export interface NotebookCell extends JsonRecord {
  cell_type: string;
  metadata: JsonRecord;
  /** One text, or its lines with their ends. */
  source: string | string[];
}

/** A document of nbformat 4. */
export interface NotebookDocument extends JsonRecord {
  cells: NotebookCell[];
  metadata: JsonRecord;
  nbformat: number;
  nbformat_minor: number;
}

/** Why a document cannot be used as a notebook. */
export interface NotebookProblem {
  code:
    | 'notebook-too-large'
    | 'notebook-broken'
    | 'notebook-too-old'
    | 'notebook-too-new';
  /** For the person: what is wrong and what to do. */
  message: string;
  /** For the log. */
  cause: unknown;
}

export type NotebookReading =
  | {
      ok: true;
      notebook: NotebookDocument;
      /** The major version that it was upgraded from, else null. */
      upgradedFrom: number | null;
    }
  | { ok: false; problem: NotebookProblem };

/** Reads a notebook of nbformat 3 (which is upgraded) or 4. */
export function readNotebook(bytes: Uint8Array): NotebookReading {
  if (bytes.byteLength > LARGEST_NOTEBOOK) {
    return problem(
      'notebook-too-large',
      `The notebook is larger than ${LARGEST_NOTEBOOK / 1024 / 1024} MiB. Open it by hand, or clear its outputs first.`
    );
  }
  let content: unknown;
  try {
    content = parseFaithfully(
      new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    );
  } catch (cause) {
    return problem(
      'notebook-broken',
      cause instanceof TooDeep
        ? 'The notebook nests too deep to be read. Ask the sender for a sound copy.'
        : 'The file is not a notebook: it is no valid JSON. Perhaps a web page was saved in its place; ask the sender for the notebook itself.',
      cause
    );
  }
  if (!isRecord(content) || typeof content['nbformat'] !== 'number') {
    return problem(
      'notebook-broken',
      'The file is JSON, but not a notebook: it names no notebook format.'
    );
  }
  return understand(content, content['nbformat']);
}

function understand(content: JsonRecord, version: number): NotebookReading {
  if (version < 3) {
    return problem(
      'notebook-too-old',
      `The notebook has the format ${version} of before 2013. Upgrade it first: jupyter nbconvert --to notebook --inplace.`
    );
  }
  if (version > 4) {
    return problem(
      'notebook-too-new',
      `The notebook has the format ${version}, which is newer than this program knows. Update jupyterlab-sciencemesh.`
    );
  }
  const current = version === 3 ? upgradeNotebook(content) : content;
  if (!Array.isArray(current['cells'])) {
    return problem(
      'notebook-broken',
      'The file claims to be a notebook but holds no list of cells. Ask the sender for a sound copy.'
    );
  }
  const minor = current['nbformat_minor'];
  return {
    ok: true,
    notebook: {
      ...current,
      cells: current['cells'].filter(isRecord).map(asCell),
      metadata: isRecord(current['metadata']) ? current['metadata'] : {},
      nbformat: 4,
      nbformat_minor: typeof minor === 'number' ? minor : 0
    },
    upgradedFrom: version === 4 ? null : version
  };
}

/** Fills in what nbformat demands of a cell and some programs left out. */
function asCell(cell: JsonRecord): NotebookCell {
  const { cell_type: type, metadata, source } = cell;
  return {
    ...cell,
    cell_type: typeof type === 'string' ? type : 'raw',
    metadata: isRecord(metadata) ? metadata : {},
    source: isSource(source) ? source : ''
  };
}

function isSource(value: unknown): value is string | string[] {
  return (
    typeof value === 'string' ||
    (Array.isArray(value) && value.every(line => typeof line === 'string'))
  );
}

/** The document as Jupyter would save it: one space a level, a last newline. */
export function writeNotebook(notebook: NotebookDocument): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(notebook, null, 1)}\n`);
}

/**
 * The notebook without what makes JupyterLab believe its outputs: it takes
 * `trusted` of a cell at its word (`packages/cells/src/model.ts`), and older
 * versions kept a signature in the document.
 */
export function withoutTrust(notebook: NotebookDocument): NotebookDocument {
  return {
    ...notebook,
    metadata: without(notebook.metadata, 'signature', 'trusted'),
    cells: notebook.cells.map(cell => ({
      ...cell,
      metadata: without(cell.metadata, 'trusted')
    }))
  };
}

/** A cell's text in one piece. */
export function sourceOf(cell: NotebookCell): string {
  return typeof cell.source === 'string' ? cell.source : cell.source.join('');
}

/** A text as the list of lines in which Jupyter stores it. */
export function linesOf(text: string): string[] {
  return text.split(/(?<=\n)/);
}

/** Tags of a cell, none when they are not a list of texts. */
export function tagsOf(cell: NotebookCell): string[] {
  const tags = cell.metadata['tags'];
  return Array.isArray(tags) ? tags.filter(tag => typeof tag === 'string') : [];
}

function problem(
  code: NotebookProblem['code'],
  message: string,
  cause: unknown = null
): NotebookReading {
  return { ok: false, problem: { code, message, cause } };
}
