/**
 * A DOI in an RO-Crate.
 */

export function doiAddress(doi: string): string {
  return `https://doi.org/${encodeURI(doi)}`;
}

/** A `PropertyValue`, as RO-Crate 1.1 asks ("Root Data Entity"). */
export function doiEntity(doi: string): {
  '@id': string;
  '@type': string;
  propertyID: string;
  value: string;
  url: string;
} {
  return {
    '@id': doiAddress(doi),
    '@type': 'PropertyValue',
    propertyID: 'https://registry.identifiers.org/registry/doi',
    value: `doi:${doi}`,
    url: doiAddress(doi)
  };
}
