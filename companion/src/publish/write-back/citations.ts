/**
 * The DOI in a `CITATION.cff`: as `doi`. One that stands there is that of an
 * earlier version, and moves to `identifiers`.
 *
 * Lines are put in and taken out; comments, order and quotes stay as they are.
 */
import { isDeepStrictEqual } from 'node:util';
import { isRecord } from '../../http/json.ts';
import { listOf } from '../../packages/crate/json-ld.ts';
import { without } from '../../packages/crate/json-record.ts';
import { doiOf } from '../metadata/identifiers.ts';
import { columnOf, readCitation, type CitationFile } from './citation-file.ts';
import type { Stamped } from './stamp.ts';

export const citations: Stamped = {
  write(text, { doi }) {
    const file = readCitation(text);
    if (file === null || isNamed(file, doi)) {
      return file === null ? null : text;
    }
    const written = isPlain(doi) ? doi : JSON.stringify(doi);
    if (file.doi === null) {
      const line = `doi: ${written}${file.lineEnd}`;
      return sound(text, put(text, file.afterVersion, line), doi);
    }
    const { source, start } = file.doi;
    const item = earlierItem(text, file, source, doi);
    if (item === null) {
      return null;
    }
    const [quote = ''] = /^['"]/.exec(source) ?? [];
    const named = replaced(
      text,
      start,
      source,
      isPlain(doi) ? `${quote}${doi}${quote}` : written
    );
    // What stands further down has moved with the length of the DOI.
    const at = item.at + (item.at > start ? named.length - text.length : 0);
    return sound(text, put(named, at, item.text), doi);
  },

  take(text, { doi }) {
    const file = readCitation(text);
    if (file?.doi?.doi !== doiOf(doi)) {
      return file === null ? null : text;
    }
    const { source, start } = file.doi;
    const earlier = earlierSource(text, file, doi);
    if (earlier === null) {
      const end = text.indexOf('\n', start);
      return (
        text.slice(0, start - columnOf(text, start)) +
        (end === -1 ? '' : text.slice(end + 1))
      );
    }
    const known = { ...file, identifiers: remaining(file) };
    const item = earlierItem(text, known, earlier, doi);
    const at = item === null ? -1 : text.indexOf(item.text);
    if (item === null || at === -1) {
      return null;
    }
    const restored = replaced(text, start, source, earlier);
    const moved = at > start ? restored.length - text.length : 0;
    return replaced(restored, at + moved, item.text, '');
  }
};

/** In YAML without quotes, anywhere. */
function isPlain(doi: string): boolean {
  return /^[\w./()-]+$/.test(doi);
}

function isNamed({ value, doi: known }: CitationFile, doi: string): boolean {
  return (
    known?.doi === doiOf(doi) ||
    listOf(value['identifiers']).some(
      one => isRecord(one) && doiOf(String(one['value'])) === doiOf(doi)
    )
  );
}

/** Tells our own item from those of the authors, and what became of it. */
function noteOf(doi: string): string {
  return `An earlier version; this one is ${doi}.`;
}

interface Item {
  at: number;
  text: string;
}

/** An earlier DOI among the identifiers: what is put in, and where. */
function earlierItem(
  text: string,
  { afterVersion, identifiers, lineEnd }: CitationFile,
  source: string,
  doi: string
): Item | null {
  const note = JSON.stringify(noteOf(doi));
  const lines = ['- type: doi', `  value: ${source}`, `  description: ${note}`];
  if (identifiers === null) {
    const block = ['identifiers:', ...lines.map(line => `  ${line}`), ''];
    return { at: afterVersion, text: block.join(lineEnd) };
  }
  const { count, isFlow, start } = identifiers;
  if (isFlow) {
    const item = `{type: doi, value: ${source}, description: ${note}}`;
    return /[,[\]{}]/.test(source)
      ? null
      : { at: start + 1, text: count === 0 ? item : `${item}, ` };
  }
  const margin = ' '.repeat(columnOf(text, start));
  return { at: start, text: [...lines, ''].join(lineEnd + margin) };
}

/** The list as it was without our item; null: there was none. */
function remaining({ identifiers }: CitationFile): CitationFile['identifiers'] {
  return identifiers === null ||
    (identifiers.count === 1 && !identifiers.isFlow)
    ? null
    : { ...identifiers, count: identifiers.count - 1 };
}

/** The DOI that stood there before, as it was written. */
function earlierSource(
  text: string,
  { value }: CitationFile,
  doi: string
): string | null {
  const item = listOf(value['identifiers']).find(
    one => isRecord(one) && one['description'] === noteOf(doi)
  );
  if (!isRecord(item)) {
    return null;
  }
  const plain = String(item['value']);
  const written = [plain, `"${plain}"`, `'${plain}'`, JSON.stringify(plain)];
  return (
    written.find(source =>
      [',', '\r', '\n'].some(end => text.includes(`value: ${source}${end}`))
    ) ?? null
  );
}

function put(text: string, at: number, added: string): string {
  return text.slice(0, at) + added + text.slice(at);
}

function replaced(
  text: string,
  at: number,
  before: string,
  after: string
): string {
  return text.slice(0, at) + after + text.slice(at + before.length);
}

/** The new text, if it says what it should and all else that it said before. */
function sound(before: string, after: string, doi: string): string | null {
  const rest = (text: string) => {
    const file = readCitation(text);
    return file && without(file.value, 'doi', 'identifiers');
  };
  return readCitation(after)?.doi?.doi === doiOf(doi) &&
    isDeepStrictEqual(rest(before), rest(after))
    ? after
    : null;
}
