import type { Repository } from 'sciencemesh-contract';

/**
 * How a repository names the record that a person has pasted: the address of
 * its page, its DOI, or its name itself.
 */
export function recordIdFrom(
  text: string,
  { kind }: Pick<Repository, 'kind'>
): string {
  const typed = text.trim();
  const doi = /\b10\.\d{4,9}\/[^\s?#]+/.exec(typed)?.[0];
  if (kind === 'dataverse') {
    return doi === undefined ? typed : `doi:${doi}`;
  }
  const page = /\/(?:records?|uploads|deposit)\/([^/?#\s]+)/.exec(typed)?.[1];
  // InvenioRDM makes DOIs that end in the name of the record.
  return page ?? doi?.split(/[./]/).at(-1) ?? typed;
}
