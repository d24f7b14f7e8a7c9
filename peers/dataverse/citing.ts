import { Refused, said } from './answers.ts';
import type { Answer } from './answers.ts';
import type { Dataset, Version } from './dataset.ts';
import { versionOf } from './datasets.ts';
import { isObject, textOf } from './fields.ts';
import type { Field } from './fields.ts';
import type { Call, Installation } from './installation.ts';

interface Cited {
  authors: string[];
  title: string;
  year: string;
  doi: string;
  address: string;
  version: string;
}

/** `GET /api/datasets/{id}/versions/{version}/citation`: HTML in JSON. */
export function citeVersion(
  { datasets }: Installation,
  { path: [id = '', selector = ''], query, person }: Call
): Answer {
  const dataset = datasets.find(id, query);
  const cited = citedAs(dataset, versionOf(dataset, selector, person));
  return said(inHtml(cited));
}

/** The same in a format of its own, which is no JSON of an envelope. */
export function citeVersionAs(
  { datasets }: Installation,
  { path: [id = '', selector = '', format = ''], query, person }: Call
): Answer {
  const dataset = datasets.find(id, query);
  const cited = citedAs(dataset, versionOf(dataset, selector, person));
  switch (format) {
    case 'BibTeX':
      return { status: 200, body: null, text: inBibTeX(cited) };
    case 'CSL':
      return { status: 200, body: inCsl(cited) };
    default:
      throw new Refused(400, 'Requested Citation format is not available.');
  }
}

function citedAs(dataset: Dataset, version: Version): Cited {
  const doi = dataset.doi.slice('doi:'.length);
  return {
    authors: authorsOf(version.fields),
    title: textOf(named(version.fields, 'title')),
    year: String((version.released ?? version.created).getUTCFullYear()),
    doi,
    address: `https://doi.org/${doi}`,
    version:
      version.number === null ? 'DRAFT VERSION' : `V${version.number.major}`
  };
}

function named(fields: readonly Field[], name: string): unknown {
  return fields.find(({ typeName }) => typeName === name)?.value;
}

function authorsOf(fields: readonly Field[]): string[] {
  const authors = named(fields, 'author');
  return (Array.isArray(authors) ? authors : []).map((author: unknown) =>
    isObject(author) && isObject(author.authorName)
      ? textOf(author.authorName.value)
      : ''
  );
}

function inHtml({ authors, title, year, address, version }: Cited): string {
  const link = `<a href="${address}" target="_blank">${address}</a>`;
  return `${escaped(authors.join('; '))}, ${year}, "${escaped(title)}", ${link}, Root, ${version}`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

function inBibTeX({ authors, title, year, doi, address, version }: Cited) {
  return [
    `@data{${doi.split('/').at(-1)}_${year},`,
    `author = {${authors.join(' and ')}},`,
    'publisher = {Root},',
    `title = "{${title}}",`,
    `year = {${year}},`,
    `version = {${version}},`,
    `doi = {${doi}},`,
    `url = {${address}}`,
    '}'
  ].join('\r\n');
}

function inCsl({ authors, title, year, doi, address, version }: Cited) {
  return {
    id: doi,
    type: 'dataset',
    author: authors.map(literal => ({ literal })),
    issued: { 'date-parts': [[Number(year)]] },
    publisher: 'Root',
    title,
    version,
    DOI: doi,
    URL: address
  };
}
