/**
 * Packages in which every text is chosen by a test.
 */
import type { NotebookContext, Package } from '../generated/context.ts';
import { sampleContext, samplePackage, type Sample } from './sample-package.ts';

/**
 * A package with foreign strings wherever a package has strings, and what is
 * told about it besides.
 */
export function foreignPackage(
  sample: Sample,
  next: () => string
): [Package, NotebookContext] {
  const content = samplePackage({
    ...sample,
    root: {
      name: next(),
      description: next(),
      license: next(),
      author: { '@id': '#author' }
    },
    files: [
      {
        '@id': 'https://data.example.org/a.csv',
        name: `${next()}.csv`,
        description: next()
      },
      {
        '@id': 'https://data.example.org/b.csv',
        name: `folder/${next()}.csv`
      }
    ],
    parameters: [
      { name: `p ${next()}`, defaultValue: next(), description: next() },
      { name: `q ${next()}`, defaultValue: next() }
    ],
    others: [
      ...(sample.others ?? []),
      { '@id': '#author', '@type': 'Person', name: next() },
      {
        '@id': '#tool-metadata',
        '@type': 'Thing',
        rawDefinition: { env: { MODE: `x${next()}` } }
      }
    ]
  });
  // Beyond what the reader lets through: the writer must not rely on it.
  const raw: Package = {
    ...content,
    title: next(),
    description: next(),
    license: next(),
    people: [{ name: next() }],
    main:
      content.main === null ? null : { ...content.main, name: `x${next()}` },
    runnable: {
      ...content.runnable,
      reason: next(),
      elsewhere: [
        { name: next(), url: 'https://example.org/' },
        { name: next(), url: next() }
      ]
    },
    parameters: content.parameters.map((parameter, index) => ({
      ...parameter,
      name: `${index}${next()}`,
      description: `d${next()}`,
      value: next(),
      type: 'string' as const
    })),
    files: content.files.map((file, index) => ({
      ...file,
      path: `data/${index}${next()}.csv`,
      url: `https://data.example.org/${encodeURIComponent(next().toWellFormed())}`,
      host: next()
    })),
    hints: { ...content.hints, environment: { MODE: 'x' } }
  };
  const folder = `x${next()}`;
  return [
    raw,
    sampleContext(raw, {
      sender: { displayName: next(), host: next(), signed: false },
      parameters: {
        [raw.parameters[0]?.name ?? '']: `changed ${next()}`,
        [`z${next()}`]: next()
      },
      main: `${next()}.py`,
      repository: {
        notebooks: [`${folder}/a.ipynb`, `${folder}/${next()}.ipynb`],
        entry: `${folder}/a.ipynb`,
        environment: [`${folder}/requirements.txt`],
        readme: `${folder}/README.md`
      },
      files: raw.files.map(({ index }) => ({
        index,
        state: index === 0 ? 'done' : 'kept',
        size: 5,
        verified: true,
        message: next()
      }))
    })
  ];
}
