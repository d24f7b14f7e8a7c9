/**
 * What RO-Crate and CodeMeta share: works described in the terms of schema.org.
 */
import type { Organisation } from 'sciencemesh-contract';
import { follow, type Crate, type Entity } from '../../packages/crate/crate.ts';
import {
  hasType,
  idOf,
  listOf,
  textOf,
  textsOf,
  textsOrIdsOf,
  typesOf
} from '../../packages/crate/json-ld.ts';
import { manyLines, oneLine } from '../../packages/crate/shown.ts';
import { isAddressing } from '../../packages/reading/people.ts';
import {
  isPlaceholder,
  isPlaceholderDescription
} from '../../packages/reading/placeholders.ts';
import { edtfOf } from './dates.ts';
import { languageOf } from './languages.ts';
import { splitName } from './people.ts';
import type { Gathering } from './reading.ts';

/** Title, description, dates, keywords, licence, language of one work. */
export function readWork(to: Gathering, crate: Crate, work: Entity): void {
  const title = textOf(work.name) ?? textOf(work.headline);
  to.title(title === null || isPlaceholder(title) ? null : title);
  const description = textOf(work.description) ?? textOf(work.abstract);
  if (description !== null && !isPlaceholderDescription(description)) {
    to.metadata.description = manyLines(description, 100_000);
  }
  to.date(textOf(work.datePublished));
  readDates(to, work);
  to.version(textOf(work.version) ?? textOf(work.softwareVersion));
  readKeywords(to, crate, work);
  readLicences(to, crate, work);
  for (const value of listOf(work.inLanguage)) {
    const [entity] = follow(crate, value);
    const text =
      textOf(entity?.alternateName) ?? textOf(entity?.name) ?? textOf(value);
    const language = text === null ? null : languageOf(text);
    if (language !== null) {
      to.metadata.language ??= language;
    }
  }
}

function readDates(to: Gathering, work: Entity): void {
  const dates = [
    ['Created', work.dateCreated],
    ['Updated', work.dateModified],
    ['Coverage', work.temporalCoverage]
  ] as const;
  const found = dates.flatMap(([type, value]) => {
    const date = edtfOf(textOf(value) ?? '');
    return date === null ? [] : [{ type, date }];
  });
  if (found.length > 0) {
    to.metadata.dates = found;
  }
}

/** As a list, or as one text with commas; also as terms of their own. */
function readKeywords(to: Gathering, crate: Crate, work: Entity): void {
  const values = listOf(work.keywords);
  for (const value of values) {
    const [term] = follow(crate, value);
    const text = textOf(term?.name) ?? textOf(value);
    if (text !== null) {
      to.keywords(values.length === 1 ? text.split(/[,;]/) : [text]);
    }
  }
}

function readLicences(to: Gathering, crate: Crate, work: Entity): void {
  for (const value of listOf(work.license)) {
    const [entity] = follow(crate, value);
    const id = idOf(value);
    if (entity === undefined) {
      const text = id ?? textOf(value);
      to.licence({ text: text?.startsWith('#') === true ? null : text });
      continue;
    }
    const candidates = [
      entity['@id'],
      textOf(entity.url),
      ...textsOrIdsOf(entity.identifier),
      textOf(entity.alternateName)
    ].filter(text => text !== null && text !== '' && !text.startsWith('#'));
    const url = candidates.find(text => /^https?:/i.test(text ?? '')) ?? null;
    const name = textOf(entity.name);
    const short = candidates.find(text => !/^https?:/i.test(text ?? ''));
    to.licence({
      url,
      text: isListed(short) ? short : (name ?? short ?? null)
    });
  }
}

/** An identifier is one word; a local file such as `LICENSE.md` is none. */
function isListed(text: string | null | undefined): text is string {
  return (
    text !== null &&
    text !== undefined &&
    /^[A-Za-z0-9.+-]+-[\d.]+\S*$/.test(text)
  );
}

/** Whom a work names as its authors: `author`, or else `creator`. */
export function readCreators(to: Gathering, crate: Crate, work: Entity): void {
  const authors = listOf(work.author);
  for (const value of authors.length > 0 ? authors : listOf(work.creator)) {
    readCreator(to, crate, value);
  }
}

function readCreator(to: Gathering, crate: Crate, value: unknown): void {
  const [entity] = follow(crate, value);
  const id = idOf(value);
  if (entity === undefined) {
    const text = id ?? textOf(value);
    const isReference =
      typeof value !== 'string' || /^(?:#|https?:)/.test(value);
    if (text !== null && isReference) {
      to.ask(
        'creator-missing',
        '/creators/-',
        `An author is referred to as “${oneLine(text, 120)}”, but nothing says who that is. Enter the name.`
      );
    } else if (text !== null) {
      to.creator({ kind: 'person', ...splitName(withoutAddress(text)) });
    }
    return;
  }
  // People who send and get a package have not made it.
  if (isAddressing(entity['@id'])) {
    return;
  }
  const name = textOf(entity.name);
  if (hasType(entity, 'SoftwareApplication', 'SoftwareSourceCode')) {
    to.ask(
      'creator-is-a-machine',
      '/creators/-',
      `“${oneLine(name ?? entity['@id'], 120)}” is named as the author, but is a program. Say who made this.`
    );
    return;
  }
  const identifiers = [entity['@id'], ...identifiersOf(crate, entity)];
  const field = to.nextCreator();
  if (isOrganisation(entity)) {
    if (name !== null) {
      to.creator({
        kind: 'organisation',
        ...to.organisation(name, identifiers, `${field}/ror`)
      });
    }
    return;
  }
  const family = textOf(entity.familyName);
  const given = textOf(entity.givenName);
  const parts =
    family !== null
      ? {
          family: oneLine(family),
          ...(given === null ? {} : { given: oneLine(given) })
        }
      : splitName(withoutAddress(name ?? given ?? ''));
  if (parts.family === '') {
    to.ask(
      'creator-missing',
      '/creators/-',
      'An author is listed without a name. Enter it.'
    );
    return;
  }
  const orcid = to.orcid(identifiers, field, oneLine(name ?? parts.family));
  const affiliations = affiliationsOf(to, crate, entity, field);
  to.creator({
    kind: 'person',
    ...parts,
    ...(orcid === undefined ? {} : { orcid }),
    ...(affiliations.length === 0 ? {} : { affiliations })
  });
}

/** Types of other vocabularies too, such as `foaf:organization`. */
const ORGANISATION =
  /(?:^|[:/#])(?:(?:research|educational)?organi[sz]ation|(?:research)?project|consortium|collegeoruniversity|corporation)$/i;

function isOrganisation(entity: Entity): boolean {
  return typesOf(entity).some(type => ORGANISATION.test(type));
}

function affiliationsOf(
  to: Gathering,
  crate: Crate,
  person: Entity,
  field: string
): Organisation[] {
  return listOf(person.affiliation)
    .slice(0, 50)
    .flatMap((value, index) => {
      const [entity] = follow(crate, value);
      const name = textOf(entity?.name) ?? textOf(value);
      if (name === null || /^(?:#|https?:)/.test(name)) {
        return [];
      }
      const identifiers =
        entity === undefined
          ? []
          : [entity['@id'], ...identifiersOf(crate, entity)];
      return to.organisation(
        name,
        identifiers,
        `${field}/affiliations/${index}/ror`
      );
    });
}

/** Identifiers as text, as a reference, or as a `PropertyValue`. */
export function identifiersOf(crate: Crate, entity: Entity): string[] {
  return [...listOf(entity.identifier), ...listOf(entity.sameAs)].flatMap(
    value => {
      const [property] = follow(crate, value);
      const texts = property === undefined ? [] : textsOrIdsOf(property.value);
      return texts.length > 0 ? texts : (idOf(value) ?? textsOf(value));
    }
  );
}

/** Funders, alone or with the grant that names them. */
export function readFunding(
  to: Gathering,
  crate: Crate,
  works: readonly Entity[]
): void {
  const funding = to.metadata.funding ?? [];
  const add = (value: unknown, grant: Entity | null): void => {
    const [funder] = follow(crate, value);
    const name = textOf(funder?.name) ?? textOf(value);
    if (name === null || /^(?:#|https?:)/.test(name) || funding.length >= 100) {
      return;
    }
    const identifiers =
      funder === undefined
        ? []
        : [funder['@id'], ...identifiersOf(crate, funder)];
    const field = `/funding/${funding.length}/funder/ror`;
    const organisation = to.organisation(name, identifiers, field);
    const number = grant === null ? undefined : awardNumber(crate, grant);
    const title = textOf(grant?.name);
    const url = textOf(grant?.url) ?? grant?.['@id'] ?? '';
    const same = funding.some(
      one =>
        one.funder.name === organisation.name &&
        (number === undefined || one.awardNumber === number)
    );
    if (!same) {
      funding.push({
        funder: organisation,
        ...(number === undefined ? {} : { awardNumber: number }),
        ...(title === null ? {} : { awardTitle: oneLine(title) }),
        ...(/^https?:\/\/\S+$/.test(url) ? { awardUrl: url } : {})
      });
    }
  };
  for (const work of works) {
    for (const grant of listOf(work.funding).flatMap(value =>
      follow(crate, value)
    )) {
      for (const funder of listOf(grant.funder)) {
        add(funder, grant);
      }
    }
    for (const funder of listOf(work.funder)) {
      add(funder, null);
    }
  }
  if (funding.length > 0) {
    to.metadata.funding = funding;
  }
}

function awardNumber(crate: Crate, grant: Entity): string | undefined {
  const number = identifiersOf(crate, grant).find(
    text => !/^https?:/.test(text)
  );
  return number === undefined ? undefined : oneLine(number);
}

function withoutAddress(text: string): string {
  return text.replace(/[<([]?[^\s<>()[\]]+@[^\s<>()[\]]+[>)\]]?/g, ' ').trim();
}
