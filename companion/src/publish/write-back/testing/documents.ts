/**
 * Documents as people have them, and what is written into them.
 */

export const DOI = '10.5072/zenodo.42';
export const URL = 'https://sandbox.zenodo.org/records/42';
export const stamp = { doi: DOI, url: URL };

export const CFF = `# How to cite this
cff-version: 1.2.0   # the version of the format
message: 'If you use it, cite it.'

authors:
- family-names: Curie   # not indented
  given-names: Marie
title: "Muons:  a study"
version: 1.0
`;

export const NOTEBOOK = {
  cells: [],
  metadata: { kernelspec: { name: 'python3' } },
  nbformat: 4,
  nbformat_minor: 5
};

export const GRAPH = [
  {
    '@id': 'ro-crate-metadata.json',
    '@type': 'CreativeWork',
    about: { '@id': './' }
  },
  { '@id': './', '@type': 'Dataset', name: 'Muons' }
];
