/**
 * Texts that make a careless pattern look at each character again and again.
 * Whoever sends a package chooses its texts, and the companion has one thread:
 * what takes a minute here is a minute in which nobody gets an answer.
 */
import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { describe, it } from 'node:test';
import { attachedCrate } from '../attached/manifest.ts';
import { makeNotebook } from '../generated/generate.ts';
import { readNotebook } from '../notebook/notebook.ts';
import { readAddress } from '../reading/addresses.ts';
import { readType } from '../reading/parameter-types.ts';
import { safePath } from '../reading/paths.ts';
import { crateOf, mainOf, read, type Node } from '../testing/crates.ts';
import { sampleContext } from '../testing/sample-package.ts';

/** What is repeated, and what may come after it. */
const TEXTS: readonly [string, string][] = [
  ['a', ''],
  ['a', '@'],
  ['a@', ' '],
  ['a.', '@'],
  ['a@b.c', '\n'],
  [' ', 'x'],
  ['[', ''],
  ['[ ', 'x'],
  ['<', ''],
  ['/', 'x'],
  ['x/', '//x'],
  ['.', '/'],
  ['. ', 'x'],
  ['-', 'x'],
  ['_', 'é'],
  ['%', ''],
  ['%2', ''],
  ['\\', ''],
  ['\n', 'x'],
  ['é', ''],
  ['\ud800', ''],
  ['https://', ''],
  ['/ga4gh/trs/v2/tools/', ''],
  ['array of file', '\nx'],
  ['10.1234/', ' ']
];
const CHARACTERS = 200_000;
const SECONDS = 5;

function long([unit, end]: readonly [string, string]): string {
  return unit.repeat(Math.ceil(CHARACTERS / unit.length)) + end;
}

/** A crate in which the text stands wherever a text can stand. */
function crateFullOf(text: string): Node {
  const properties = {
    name: text,
    description: text,
    alternateName: text,
    headline: text,
    url: text,
    contentUrl: text,
    localPath: text,
    contentSize: text,
    sha256: text,
    encodingFormat: text,
    license: text,
    author: [text, { name: text, email: text }],
    programmingLanguage: text,
    runtimePlatform: text,
    codeRepository: text,
    version: text,
    identifier: text,
    conformsTo: text,
    datePublished: text
  };
  return mainOf(
    { '@id': 'https://data.example.org/x.ipynb', ...properties },
    { '@id': `x${text}`, '@type': 'File', ...properties },
    { '@id': `y${text}/`, '@type': 'Dataset', ...properties },
    {
      '@id': 'z',
      '@type': 'File',
      'onedata:onezoneDomain': text,
      'onedata:fileId': text
    },
    {
      '@id': `#${text}`,
      '@type': 'FormalParameter',
      name: text,
      additionalType: text,
      defaultValue: text,
      description: text
    },
    { '@id': '#p', '@type': 'Person', ...properties, address: text },
    { '@id': '#l', rawDefinition: { notebook_path: text, urlpath: text } }
  );
}

/** Processor time, as the machine may be busy with something else. */
async function inTime(work: () => unknown): Promise<void> {
  const start = process.cpuUsage();
  await work();
  const seconds = process.cpuUsage(start).user / 1e6;
  assert.ok(seconds < SECONDS, `${seconds.toFixed(1)} s`);
}

describe('a text of hundreds of thousands of characters', () => {
  for (const text of TEXTS) {
    it(`made of ${JSON.stringify(text[0])} is taken in its stride`, () =>
      inTime(async () => {
        const content = read(crateFullOf(long(text)));
        const context = sampleContext(content);
        makeNotebook({ ...content, kind: 'data' }, context);
        await attachedCrate(content, {
          folder: tmpdir(),
          files: context.files,
          main: content.main?.path ?? null,
          generatedNotebook: null,
          createdAt: context.createdAt
        });
      }));
  }

  it('as the path of an address', () =>
    inTime(() => {
      for (const [unit, end] of TEXTS) {
        const path = long([unit, end]).slice(0, 16_000) + end;
        for (const host of ['bitbucket.org/a/b/src', 'gitlab.com', 'x.org']) {
          readAddress(`https://${host}/${path}`);
        }
      }
    }));

  it('as the name of a file and of a type', () =>
    inTime(() => {
      for (const text of TEXTS) {
        safePath(long(text));
        readType(`array of ${long(text)}`);
      }
    }));

  it('as a heading of an old notebook', () =>
    inTime(() => {
      const cell = { cell_type: 'heading', source: long([' ', 'x']) };
      const notebook = { nbformat: 3, worksheets: [{ cells: [cell] }] };
      readNotebook(Buffer.from(JSON.stringify(notebook)));
    }));
});

describe('a crate of many', () => {
  const MANY = 20_000;
  const numbers = Array.from({ length: MANY }, (_, index) => index);
  const attach = async (...nodes: Node[]) => {
    const content = read(crateOf({}, ...nodes));
    const { files, createdAt } = sampleContext(content);
    return attachedCrate(content, {
      folder: tmpdir(),
      files,
      main: null,
      generatedNotebook: null,
      createdAt
    });
  };

  it('people without names gives each an identifier', () =>
    inTime(() =>
      attach(
        ...numbers.map(index => ({
          '@id': `mailto:someone${index}@example.org`,
          '@type': 'Person',
          name: `Marie ${index}`
        }))
      )
    ));

  it('addresses of people leaves them all out', () =>
    inTime(async () => {
      const crate = await attach(
        ...numbers.map(index => ({
          '@id': `#${index}`,
          '@type': 'Person',
          name: `Marie ${index}`,
          username: `someone-${index}`,
          description: 'One of many people, of whom nothing more is known.'
        }))
      );
      assert.doesNotMatch(JSON.stringify(crate), /someone/);
    }));

  it('files lists each as a part', () =>
    inTime(() =>
      attach(
        ...numbers.map(index => ({ '@id': `${index}.csv`, '@type': 'File' }))
      )
    ));

  it('parameters of the same letters gives each a variable', () =>
    inTime(() => {
      const content = read(
        crateOf(
          {},
          ...numbers.map(index => ({
            '@id': `#${index}`,
            '@type': 'FormalParameter',
            // Punctuation has no place in the name of a variable.
            name: `x${[...index.toString(2)].map(bit => '!?'[Number(bit)]).join('')}`
          }))
        )
      );
      makeNotebook(content, sampleContext(content));
    }));

  it('authors with long names names some of them', () =>
    inTime(() => {
      const name = `${'x'.repeat(999)}@`;
      read(
        crateOf(
          { author: numbers.map(() => ({ '@id': '#a' })) },
          { '@id': '#a', '@type': 'Person', name }
        )
      );
    }));
});
