/**
 * What an installation proposes while somebody types. People, organisations
 * and grants it does not know.
 */
import type { Suggestion, SuggestionKind } from 'sciencemesh-contract';
import { at, listOf, textOf } from '../http/answers.ts';
import type { DepositClient } from '../http/deposit-client.ts';
import { offered } from './licences.ts';

export async function suggestionsAt(
  client: DepositClient,
  kind: SuggestionKind,
  words: string,
  signal: AbortSignal
): Promise<Suggestion[]> {
  switch (kind) {
    case 'licence': {
      const answer = await client.call('GET', 'licenses', { signal });
      return licences(at(answer, 'data'), words);
    }
    case 'collection': {
      const query = `q=${encodeURIComponent(words === '' ? '*' : words)}&type=dataverse&per_page=10`;
      const answer = await client.call('GET', `search?${query}`, { signal });
      return listOf(at(answer, 'data', 'items')).flatMap(collection);
    }
    case 'person':
    case 'organisation':
    case 'funder':
    case 'award':
    case 'keyword':
    case 'community':
      return [];
  }
}

function licences(installed: unknown, words: string): Suggestion[] {
  const wanted = words.toLowerCase().split(/\s+/u);
  return offered(installed)
    .filter(({ name, spdx }) => {
      const text = `${name} ${spdx ?? ''}`.toLowerCase();
      return wanted.every(word => text.includes(word));
    })
    .map(({ name, uri, spdx }) => ({
      label: name,
      detail: spdx ?? uri,
      value:
        spdx === null
          ? { title: name, url: uri }
          : { spdx, title: name, url: uri }
    }));
}

function collection(item: unknown): Suggestion[] {
  const alias = textOf(at(item, 'identifier'));
  return alias === null
    ? []
    : [
        {
          label: textOf(at(item, 'name')) ?? alias,
          detail: alias,
          value: alias
        }
      ];
}
