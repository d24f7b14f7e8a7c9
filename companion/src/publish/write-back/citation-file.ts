/**
 * Where things stand in a `CITATION.cff` (Citation File Format 1.2).
 */
import {
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  type ParsedNode,
  type Scalar,
  type YAMLSeq
} from 'yaml';
import { isRecord } from '../../http/json.ts';
import { doiOf } from '../metadata/identifiers.ts';

export interface CitationFile {
  /** All scalars as texts. */
  value: Record<string, unknown>;
  /** Where a line can be put in: after that of `cff-version`. */
  afterVersion: number;
  lineEnd: '\n' | '\r\n';
  /** As it is written, and where. */
  doi: { doi: string | null; source: string; start: number } | null;
  identifiers: {
    /** Of the first item, or of what opens the list. */
    start: number;
    isFlow: boolean;
    count: number;
  } | null;
}

/** Null for what has a mistake, or is written in a way of its own. */
export function readCitation(text: string): CitationFile | null {
  // Version `1.0` is not the number 1.
  const document = parseDocument(text, { schema: 'failsafe' });
  const { contents } = document;
  if (
    document.errors.length > 0 ||
    !isMap(contents) ||
    contents.flow === true ||
    columnOf(text, contents.range[0]) !== 0
  ) {
    return null;
  }
  const nodes = new Map(
    contents.items.map(({ key, value }) => [
      isScalar(key) ? String(key.value) : '',
      value
    ])
  );
  const version = nodes.get('cff-version');
  const doi = nodes.get('doi') ?? null;
  const identifiers = nodes.get('identifiers') ?? null;
  const end = isScalar(version) ? text.indexOf('\n', version.range[1]) : -1;
  const value = valueOf(document);
  if (
    end === -1 ||
    value === null ||
    !(doi === null || isLine(doi)) ||
    !(identifiers === null || isSeq(identifiers))
  ) {
    return null;
  }
  return {
    value,
    afterVersion: end + 1,
    lineEnd: text.charAt(end - 1) === '\r' ? '\r\n' : '\n',
    doi: doi === null ? null : doiIn(text, doi),
    identifiers: identifiers === null ? null : listIn(identifiers)
  };
}

export function columnOf(text: string, at: number): number {
  return at - (text.lastIndexOf('\n', at - 1) + 1);
}

function valueOf(document: {
  toJS: (options: { maxAliasCount: number }) => unknown;
}): Record<string, unknown> | null {
  try {
    const value = document.toJS({ maxAliasCount: 100 });
    return isRecord(value) ? value : null;
  } catch {
    // Aliases of aliases, made to fill the memory.
    return null;
  }
}

/** On one line, and nothing that others refer to. */
function isLine(node: ParsedNode): node is Scalar.Parsed {
  return (
    isScalar(node) &&
    node.anchor === undefined &&
    node.tag === undefined &&
    ['PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE'].includes(String(node.type))
  );
}

function doiIn(text: string, { range, value }: Scalar.Parsed) {
  const [start, end] = range;
  return { doi: doiOf(String(value)), source: text.slice(start, end), start };
}

function listIn({ flow, items, range }: YAMLSeq.Parsed) {
  return { start: range[0], isFlow: flow === true, count: items.length };
}
