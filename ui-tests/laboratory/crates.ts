import type { SentCrate } from '../../peers/dispatcher/index.ts';

/** A file of a package. */
export interface CrateFile {
  /** The `@id`, and the address unless `url` says otherwise. */
  id: string;
  name?: string;
  url?: string;
  size?: number;
  license?: string;
}

/** What a package is made of. */
export interface CrateParts {
  title: string;
  description?: string;
  license?: string;
  /** Address of a notebook; left out for data alone. */
  notebook?: string;
  files?: readonly CrateFile[];
}

/** Describes a package as RO-Crate 1.1 does. */
export function describeCrate(
  parts: CrateParts
): SentCrate & { '@context': string } {
  const { description, files = [], license, notebook, title } = parts;
  const ids = [...(notebook ? [notebook] : []), ...files.map(({ id }) => id)];
  const graph: (Record<string, unknown> & { '@id': string })[] = [
    {
      '@id': 'ro-crate-metadata.json',
      '@type': 'CreativeWork',
      about: { '@id': './' },
      conformsTo: { '@id': 'https://w3id.org/ro/crate/1.1' }
    },
    {
      '@id': './',
      '@type': 'Dataset',
      name: title,
      description,
      license,
      mainEntity: notebook ? { '@id': notebook } : undefined,
      hasPart: ids.map(id => ({ '@id': id }))
    },
    ...files.map(file => ({
      '@id': file.id,
      '@type': 'File',
      name: file.name,
      url: file.url,
      contentSize: file.size,
      license: file.license
    }))
  ];
  if (notebook) {
    graph.push({
      '@id': notebook,
      '@type': ['File', 'SoftwareSourceCode', 'ComputationalWorkflow'],
      name: notebook.split('/').at(-1),
      encodingFormat: 'application/x-ipynb+json'
    });
  }
  return {
    '@context': 'https://w3id.org/ro/crate/1.1/context',
    '@graph': graph
  };
}

/** A notebook of one cell, as JSON. */
export function notebookWith(source: string): Record<string, unknown> {
  return {
    cells: [
      {
        cell_type: 'code',
        execution_count: null,
        id: 'only',
        metadata: {},
        outputs: [],
        source
      }
    ],
    metadata: {
      kernelspec: {
        display_name: 'Python 3',
        language: 'python',
        name: 'python3'
      },
      language_info: { name: 'python' }
    },
    nbformat: 4,
    nbformat_minor: 5
  };
}
