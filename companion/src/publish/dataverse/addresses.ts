/**
 * Where datasets are in the API. A dataset and all its versions have one DOI,
 * which is its name here: `doi:10.5072/FK2/ABC123`.
 */

/** As the API has it, from what a person may have: a DOI, its address. */
export function persistentId(text: string): string {
  const plain = text
    .trim()
    .replace(/^https?:\/\/(?:dx\.)?doi\.org\//iu, '')
    .replace(/^doi:/iu, '');
  return plain.startsWith('10.') ? `doi:${plain}` : text.trim();
}

/** The DOI alone; null for other identifiers. */
export function doiOf(id: string): string | null {
  return id.startsWith('doi:') ? id.slice('doi:'.length) : null;
}

/** @param query beginning with `&`, encoded */
export function datasetPath(id: string, rest = '', query = ''): string {
  return `datasets/:persistentId/${rest}?persistentId=${encodeURIComponent(persistentId(id))}${query}`;
}

export function collectionPath(alias: string, rest: string): string {
  return `dataverses/${encodeURIComponent(alias)}${rest}`;
}
