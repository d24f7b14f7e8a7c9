/**
 * What a `CITATION.cff` says (Citation File Format 1.0 to 1.2).
 */
import { parseDocument } from 'yaml';
import type { Creator } from 'sciencemesh-contract';
import { isRecord } from '../../http/json.ts';
import { listOf, textOf, textsOf } from '../../packages/crate/json-ld.ts';
import { manyLines, oneLine } from '../../packages/crate/shown.ts';
import { Gathering, unreadable, type MetadataReading } from './reading.ts';

/** The longest in use hold some hundred references. */
const LARGEST = 1024 * 1024;

export function readCffMetadata(text: string): MetadataReading {
  const { document, mistake } = parsed(text);
  if (!isRecord(document) || document['cff-version'] === undefined) {
    return unreadable(
      'CITATION.cff cannot be read: it is not a citation file in YAML. Nothing was taken from it.'
    );
  }
  const to = new Gathering();
  if (mistake !== null) {
    to.ask(
      'source-unreadable',
      '',
      `CITATION.cff has a mistake in line ${mistake}. What can be read around it was taken: look it through.`
    );
  }
  to.title(textOf(document.title));
  to.metadata.resourceType =
    textOf(document.type) === 'dataset' ? 'dataset' : 'software';
  const abstract = textOf(document.abstract);
  if (abstract !== null) {
    to.metadata.description = manyLines(abstract, 100_000);
  }
  to.date(textOf(document['date-released']));
  to.version(textOf(document.version));
  to.keywords(textsOf(document.keywords));
  readLicences(to, document);
  for (const author of listOf(document.authors)) {
    readAuthor(to, author);
  }
  readContact(to, document);
  readRelated(to, document);
  return to.result();
}

interface Parsed {
  document: unknown;
  /** Line of the first mistake. */
  mistake: number | null;
}

/**
 * Every scalar as the text that it is: version `1.0` is not the number 1, and
 * a date stays as it was written. Mistakes spoil what is beside them alone:
 * other readers of YAML take files that this one does not.
 */
function parsed(text: string): Parsed {
  const nothing = { document: null, mistake: null };
  if (text.length > LARGEST) {
    return nothing;
  }
  try {
    const yaml = parseDocument(text, { schema: 'failsafe' });
    const [error] = yaml.errors;
    return {
      document: yaml.toJS({ maxAliasCount: 100 }) as unknown,
      mistake: error === undefined ? null : (error.linePos?.[0].line ?? 1)
    };
  } catch {
    return nothing;
  }
}

/** Several mean that each of them may be chosen (schema guide, `license`). */
function readLicences(to: Gathering, document: Record<string, unknown>): void {
  const identifiers = textsOf(document.license);
  for (const text of identifiers) {
    to.licence({ text });
  }
  if (identifiers.length === 0) {
    to.licence({ url: textOf(document['license-url']) });
  }
}

function readAuthor(to: Gathering, author: unknown): void {
  if (!isRecord(author)) {
    return;
  }
  const creator = creatorOf(to, author);
  if (creator === null) {
    const alias = textOf(author.alias);
    to.ask(
      'creator-missing',
      '/creators/-',
      alias === null
        ? 'CITATION.cff lists an author without a name. Enter it.'
        : `CITATION.cff lists an author only as “${oneLine(alias, 100)}”. Enter the name.`
    );
  } else {
    to.creator(creator);
  }
}

function creatorOf(
  to: Gathering,
  author: Record<string, unknown>
): Creator | null {
  const entity = textOf(author.name);
  if (entity !== null) {
    return { kind: 'organisation', name: oneLine(entity) };
  }
  const names = textOf(author['family-names']);
  const given = textOf(author['given-names']);
  const family = [
    textOf(author['name-particle']),
    names ?? given,
    textOf(author['name-suffix'])
  ];
  if (names === null && given === null) {
    return null;
  }
  const whole = oneLine(family.filter(part => part !== null).join(' '));
  const orcid = to.orcid(textsOf(author.orcid), to.nextCreator(), whole);
  const affiliation = textOf(author.affiliation);
  return {
    kind: 'person',
    family: whole,
    ...(names === null || given === null ? {} : { given: oneLine(given) }),
    ...(orcid === undefined ? {} : { orcid }),
    ...(affiliation === null
      ? {}
      : { affiliations: [{ name: oneLine(affiliation) }] })
  };
}

function readContact(to: Gathering, document: Record<string, unknown>): void {
  for (const contact of listOf(document.contact).filter(isRecord)) {
    const email = textOf(contact.email);
    const name =
      textOf(contact.name) ??
      ['given-names', 'name-particle', 'family-names']
        .map(key => textOf(contact[key]))
        .filter(part => part !== null)
        .join(' ');
    if (email !== null && name !== '') {
      to.metadata.contact ??= { name: oneLine(name), email: oneLine(email) };
    }
  }
}

function readRelated(to: Gathering, document: Record<string, unknown>): void {
  to.related('IsNewVersionOf', textOf(document.doi));
  for (const identifier of listOf(document.identifiers).filter(isRecord)) {
    const value = textOf(identifier.value);
    switch (textOf(identifier.type)) {
      case 'doi':
        to.related('IsNewVersionOf', value);
        break;
      case 'swh':
        to.related('IsIdenticalTo', value);
        break;
      case 'url':
        to.related('IsDescribedBy', value);
        break;
      default:
        break;
    }
  }
  to.related('IsSupplementTo', textOf(document['repository-code']));
  const preferred = document['preferred-citation'];
  if (isRecord(preferred)) {
    relate(to, 'IsDescribedBy', preferred);
  }
  for (const reference of listOf(document.references).filter(isRecord)) {
    relate(to, 'References', reference);
  }
}

function relate(
  to: Gathering,
  relation: 'IsDescribedBy' | 'References',
  work: Record<string, unknown>
): void {
  const title = textOf(work.title);
  const identifier =
    textOf(work.doi) ?? textOf(work.url) ?? textOf(work['repository-code']);
  const citation = title === null ? {} : { citation: oneLine(title) };
  to.related(relation, identifier, citation);
}
