/**
 * What a `codemeta.json` says (CodeMeta 2.0 and 3.0).
 */
import type { ResourceType } from 'sciencemesh-contract';
import { isRecord } from '../../http/json.ts';
import {
  follow,
  isCrateProblem,
  readCrate,
  type Crate
} from '../../packages/crate/crate.ts';
import { hasType, idOf, listOf, textOf } from '../../packages/crate/json-ld.ts';
import { oneLine } from '../../packages/crate/shown.ts';
import { doiOf } from './identifiers.ts';
import { Gathering, unreadable, type MetadataReading } from './reading.ts';
import {
  identifiersOf,
  readCreators,
  readFunding,
  readWork
} from './schema-org.ts';

/** Deeper than any description of software. */
const DEEPEST = 40;

const ROOT = './';

export function readCodemetaMetadata(document: unknown): MetadataReading {
  const crate = asGraph(document);
  if (crate === null) {
    return unreadable(
      'codemeta.json cannot be read: it describes no software. Nothing was taken from it.'
    );
  }
  const to = new Gathering();
  const { root } = crate;
  readWork(to, crate, root);
  readCreators(to, crate, root);
  to.metadata.resourceType = resourceTypeOf(crate);
  readFunders(to, crate);
  readContact(to, crate);
  readRelated(to, crate, isRecord(document) ? document : {});
  return to.result();
}

/**
 * The graph that the nested document stands for, so that people and
 * organisations are found by reference too.
 */
function asGraph(document: unknown): Crate | null {
  const plain = withPlainKeys(document, 0);
  if (!isRecord(plain) || Array.isArray(plain['@graph'])) {
    return null;
  }
  const contexts = JSON.stringify(plain['@context'] ?? '');
  if (!/codemeta|schema\.org/i.test(contexts)) {
    return null;
  }
  const crate = readCrate({
    '@context': plain['@context'],
    '@graph': [
      { '@id': 'ro-crate-metadata.json', about: { '@id': ROOT } },
      { ...plain, '@id': ROOT }
    ]
  });
  return isCrateProblem(crate) ? null : crate;
}

/** CodeMeta 3.0 writes `id` and `type`; some write `schema:name`. */
function withPlainKeys(value: unknown, depth: number): unknown {
  if (depth > DEEPEST) {
    return null;
  }
  if (Array.isArray(value)) {
    return value.map(item => withPlainKeys(item, depth + 1));
  }
  if (!isRecord(value)) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key === '@context' ? key : plainKey(key),
      key === '@context' ? item : withPlainKeys(item, depth + 1)
    ])
  );
}

function plainKey(key: string): string {
  if (key === 'id' || key === 'type') {
    return `@${key}`;
  }
  return key.replace(/^(?:schema|codemeta):/, '');
}

function resourceTypeOf({ root }: Crate): ResourceType {
  if (hasType(root, 'Dataset')) {
    return 'dataset';
  }
  return hasType(root, 'ComputationalWorkflow') ? 'workflow' : 'software';
}

/** In CodeMeta `funding` is the number of a grant of the one `funder`. */
function readFunders(to: Gathering, crate: Crate): void {
  readFunding(to, crate, [crate.root]);
  const number = textOf(crate.root.funding);
  const [only, ...more] = to.metadata.funding ?? [];
  if (number !== null && only !== undefined && more.length === 0) {
    to.metadata.funding = [{ ...only, awardNumber: oneLine(number) }];
  }
}

function readContact(to: Gathering, crate: Crate): void {
  for (const person of listOf(crate.root.maintainer).flatMap(value =>
    follow(crate, value)
  )) {
    const email = (textOf(person.email) ?? '').replace(/^mailto:/i, '');
    const name =
      textOf(person.name) ??
      [textOf(person.givenName), textOf(person.familyName)]
        .filter(part => part !== null)
        .join(' ');
    if (email !== '' && name !== '') {
      to.metadata.contact ??= { name: oneLine(name), email: oneLine(email) };
    }
  }
}

function readRelated(
  to: Gathering,
  crate: Crate,
  document: Record<string, unknown>
): void {
  const { root } = crate;
  const own = [
    idOf({ '@id': document['@id'] ?? document.id }),
    ...identifiersOf(crate, root)
  ];
  for (const text of own) {
    if (doiOf(text ?? '') !== null) {
      to.related('IsNewVersionOf', text);
    }
  }
  const relations = [
    ['IsSupplementTo', root.codeRepository],
    ['IsDerivedFrom', root.isBasedOn],
    ['IsDerivedFrom', root.supportingData],
    ['IsDescribedBy', root.referencePublication],
    ['References', root.citation]
  ] as const;
  for (const [relation, values] of relations) {
    for (const value of listOf(values)) {
      const [work] = follow(crate, value);
      const name = textOf(work?.name);
      const identifiers = [
        idOf(value),
        ...(work === undefined ? [] : identifiersOf(crate, work)),
        textOf(work?.url)
      ].filter(text => text !== null);
      const best = identifiers.find(text => doiOf(text) !== null);
      to.related(
        relation,
        best ?? identifiers.find(text => /^https?:/.test(text)) ?? null,
        name === null ? {} : { citation: oneLine(name) }
      );
    }
  }
}
