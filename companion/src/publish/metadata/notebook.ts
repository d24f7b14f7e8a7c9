/**
 * What a notebook says about itself: in its metadata (nbformat, "Notebook
 * metadata": `title`, `authors`), and in how it begins.
 */
import { isRecord } from '../../http/json.ts';
import { listOf, textOf, textsOf } from '../../packages/crate/json-ld.ts';
import { manyLines, oneLine } from '../../packages/crate/shown.ts';
import { splitName } from './people.ts';
import { Gathering, unreadable, type MetadataReading } from './reading.ts';

export function readNotebookMetadata(document: unknown): MetadataReading {
  if (!isRecord(document) || !Array.isArray(document.cells)) {
    return unreadable(
      'The notebook cannot be read: it holds no cells. Nothing was taken from it.'
    );
  }
  const to = new Gathering();
  const metadata = isRecord(document.metadata) ? document.metadata : {};
  const texts = document.cells.flatMap(cell =>
    isRecord(cell) && cell.cell_type === 'markdown' ? sourceOf(cell) : []
  );
  to.metadata.resourceType = 'notebook';
  to.title(textOf(metadata.title) ?? firstHeading(texts));
  const opening = texts.map(withoutHeading).find(text => text !== '');
  if (opening !== undefined) {
    to.metadata.description = manyLines(opening, 100_000);
  }
  to.keywords(textsOf(metadata.tags));
  for (const author of listOf(metadata.authors)) {
    const name = isRecord(author) ? textOf(author.name) : textOf(author);
    if (name !== null) {
      const field = to.nextCreator();
      const orcid = isRecord(author)
        ? to.orcid(textsOf(author.orcid), field, oneLine(name))
        : undefined;
      to.creator({
        kind: 'person',
        ...splitName(name),
        ...(orcid === undefined ? {} : { orcid })
      });
    }
  }
  return to.result();
}

function sourceOf(cell: Record<string, unknown>): string {
  const { source } = cell;
  return Array.isArray(source)
    ? source.filter(line => typeof line === 'string').join('')
    : typeof source === 'string'
      ? source
      : '';
}

const HEADING = /^ {0,3}#[ \t]+(.+?)[ \t]*#*[ \t]*$/;
const UNDERLINE = /^ {0,3}=+[ \t]*$/;

/** The first heading of the first level, `# so` or underlined, as text. */
function firstHeading(texts: readonly string[]): string | null {
  for (const text of texts) {
    const lines = linesOutsideCode(text);
    for (const [index, line] of lines.entries()) {
      const heading = HEADING.exec(line)?.[1];
      if (heading !== undefined) {
        return plain(heading);
      }
      if (line.trim() !== '' && UNDERLINE.test(lines[index + 1] ?? '')) {
        return plain(line);
      }
    }
  }
  return null;
}

/** The text of a cell from after its first heading, if it begins with one. */
function withoutHeading(text: string): string {
  const [first = '', second = '', ...rest] = text.trim().split('\n');
  if (HEADING.test(first)) {
    return [second, ...rest].join('\n').trim();
  }
  return UNDERLINE.test(second) ? rest.join('\n').trim() : text.trim();
}

/** A `#` in a block of code is a comment. */
function linesOutsideCode(text: string): string[] {
  let fence: string | null = null;
  return text.split('\n').filter(line => {
    const [, mark] = /^ {0,3}(```|~~~)/.exec(line) ?? [];
    if (mark !== undefined && (fence === null || fence === mark)) {
      fence = fence === null ? mark : null;
      return false;
    }
    return fence === null;
  });
}

/** Markdown's marks mean nothing in a title. */
function plain(text: string): string {
  return text
    .replace(/!\[[^\]]*\]\([^)]*\)/g, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/<[^<>]*>/g, '')
    .replace(/(\*\*|__|[*`])/g, '')
    .trim();
}
