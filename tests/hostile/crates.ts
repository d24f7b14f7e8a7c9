/**
 * Crates as no well-meaning program writes them.
 */
export type Node = Record<string, unknown>;

/** A small crate: a root with the given properties, and further entities. */
export function crate(root: Node = {}, ...nodes: Node[]): Node {
  return {
    '@context': 'https://w3id.org/ro/crate/1.1/context',
    '@graph': [
      {
        '@id': 'ro-crate-metadata.json',
        '@type': 'CreativeWork',
        about: { '@id': './' },
        conformsTo: { '@id': 'https://w3id.org/ro/crate/1.1' }
      },
      {
        '@id': './',
        '@type': 'Dataset',
        name: 'A package',
        hasPart: nodes.map(node => ({ '@id': node['@id'] })),
        ...root
      },
      ...nodes
    ]
  };
}
