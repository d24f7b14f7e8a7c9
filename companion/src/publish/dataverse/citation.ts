/**
 * How a dataset is cited, as its installation writes it.
 */
import { at, textOf } from '../http/answers.ts';
import type { DepositClient } from '../http/deposit-client.ts';
import { orNothing } from '../http/found.ts';
import { datasetPath } from './addresses.ts';

const FORMATS = { bibtex: 'BibTeX', csl: 'CSL' } as const;

export async function citationOf(
  client: DepositClient,
  id: string,
  format: 'bibtex' | 'csl' | 'text',
  signal: AbortSignal
): Promise<string> {
  const of = (version: string) =>
    versionCitation(client, id, version, format, signal);
  return (await orNothing(of(':latest-published'))) ?? of(':latest');
}

async function versionCitation(
  client: DepositClient,
  id: string,
  version: string,
  format: 'bibtex' | 'csl' | 'text',
  signal: AbortSignal
): Promise<string> {
  const path = `versions/${version}/citation`;
  if (format === 'text') {
    const answer = await client.call('GET', datasetPath(id, path), { signal });
    return plain(textOf(at(answer, 'data', 'message')) ?? '');
  }
  const text = await client.text(
    datasetPath(id, `${path}/${FORMATS[format]}`),
    { signal, headers: { accept: '*/*' } }
  );
  return text.trim();
}

const entities: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&amp;': '&'
};

/** The text is HTML, with its address as a link. */
function plain(html: string): string {
  return html
    .replaceAll(/<[^>]*>/gu, '')
    .replaceAll(/&(?:lt|gt|quot|#39|amp);/gu, entity => entities[entity] ?? '')
    .trim();
}
