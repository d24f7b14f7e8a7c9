/**
 * Small packages for tests, read by the real reader.
 */
import { isCrateProblem } from '../crate/crate.ts';
import type { FetchedFile, NotebookContext } from '../generated/context.ts';
import type { Package } from '../reading/package.ts';
import { readPackage } from '../reading/reader.ts';

type Properties = Record<string, unknown>;

export interface Sample {
  root?: Properties;
  /** The main entity, none for data only. */
  main?: Properties & { '@id': string };
  files?: (Properties & { '@id': string })[];
  parameters?: Properties[];
  /** Further entities. */
  others?: (Properties & { '@id': string })[];
  /** Paths that come with the package. */
  included?: string[];
}

/** A crate document as an institution would send it. */
export function sampleDocument(sample: Sample): {
  '@context': unknown;
  '@graph': Properties[];
} {
  const files = sample.files ?? [];
  const parameters = (sample.parameters ?? []).map((properties, index) => ({
    '@id': `#input-${index}`,
    '@type': 'FormalParameter',
    ...properties
  }));
  const main = sample.main;
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
        name: 'Muons',
        description: 'Pairs of muons and their masses.',
        datePublished: '2026-05-06',
        license: 'https://creativecommons.org/licenses/by/4.0/',
        hasPart: [...files, ...(main === undefined ? [] : [main])].map(
          file => ({ '@id': file['@id'] })
        ),
        ...(main === undefined ? {} : { mainEntity: { '@id': main['@id'] } }),
        ...sample.root
      },
      ...(main === undefined
        ? []
        : [
            {
              '@type': ['File', 'SoftwareSourceCode', 'ComputationalWorkflow'],
              input: parameters.map(item => ({ '@id': item['@id'] })),
              ...main
            }
          ]),
      ...files.map(file => ({ '@type': 'File', ...file })),
      ...parameters,
      ...(sample.others ?? [])
    ]
  };
}

/** @throws when the reader takes the document for no crate */
export function samplePackage(sample: Sample): Package {
  const read = readPackage(sampleDocument(sample), {
    included: new Set(sample.included ?? [])
  });
  if (isCrateProblem(read)) {
    throw new Error(read.message);
  }
  return read;
}

/** What a working copy with all files would tell. */
export function sampleContext(
  content: Package,
  changes: Partial<NotebookContext> = {}
): NotebookContext {
  return {
    sender: {
      displayName: 'Marie Curie',
      host: 'dispatcher.example.org',
      signed: false
    },
    receivedAt: '2026-11-22T04:52:00.000Z',
    createdAt: '2026-11-22T05:00:00.000Z',
    files: content.files.map(({ index }): FetchedFile => ({
      index,
      state: 'done',
      size: null,
      verified: false,
      message: null
    })),
    main: content.main?.path ?? null,
    repository: null,
    parameters: {},
    kernel: {
      name: 'python3',
      displayName: 'Python 3 (ipykernel)',
      language: 'python'
    },
    ...changes
  };
}
