/**
 * Who made what is in the package: authors only, never who sent or gets it.
 */
import { follow, type Crate, type Entity } from '../crate/crate.ts';
import { hasType, idOf, listOf, textOf } from '../crate/json-ld.ts';
import { oneLine } from '../crate/shown.ts';
import { isNobody } from './placeholders.ts';

/** Reserved ids of the Dispatcher: the addressing of the share. */
const ADDRESSING = new Set(['#sender', '#owner', '#receiver', '#identifier']);

export function isAddressing(id: string): boolean {
  return ADDRESSING.has(id);
}

const MAXIMUM_PEOPLE = 500;
/** Ten thousand files with the same authors add nobody. */
const MAXIMUM_MENTIONS = 20_000;
const MAXIMUM_NAME = 1000;

/** Authors of the package, its tool and its datasets, each once. */
export function peopleOf(
  crate: Crate,
  main: Entity | null,
  datasets: readonly Entity[]
): { name: string }[] {
  for (const id of ADDRESSING) {
    if (crate.entities.has(id)) {
      crate.warnings.add('personal-data', null);
    }
  }
  const names = new Map<string, string>();
  let mentions = 0;
  for (const work of [crate.root, main, ...datasets]) {
    for (const value of [...listOf(work?.author), ...listOf(work?.creator)]) {
      if (mentions++ > MAXIMUM_MENTIONS || names.size >= MAXIMUM_PEOPLE) {
        return asPeople(names);
      }
      const name = nameOf(crate, value);
      if (name !== null) {
        const key = name.normalize('NFKC').toLowerCase();
        names.set(key, names.get(key) ?? name);
      }
    }
  }
  return asPeople(names);
}

function asPeople(names: ReadonlyMap<string, string>): { name: string }[] {
  return [...names.values()].map(name => ({ name }));
}

function nameOf(crate: Crate, value: unknown): string | null {
  const id = idOf(value);
  if (id !== null && isAddressing(id)) {
    return null;
  }
  const [entity] = follow(crate, value);
  if (entity !== undefined) {
    return personName(crate, entity);
  }
  if (id === null) {
    return null;
  }
  if (typeof value === 'string') {
    return fit(value);
  }
  if (!ORCID.test(id)) {
    crate.warnings.add('dangling-reference', null, id);
  }
  return null;
}

const ORCID = /^https?:\/\/orcid\.org\//;

function personName(crate: Crate, entity: Entity): string | null {
  // Untyped entities with a name are people whose type was forgotten.
  if (entity['@type'] !== undefined && !hasType(entity, 'Person')) {
    return null;
  }
  const name = textOf(entity.name);
  if (name !== null) {
    const known = fit(name);
    if (known === null) {
      crate.warnings.add('placeholder', entity['@id'], name, 'author');
    }
    return known;
  }
  const given = textOf(entity.givenName) ?? textOf(entity.given_name);
  const family = textOf(entity.familyName) ?? textOf(entity.family_name);
  const full = [given, family].filter(part => part !== null).join(' ');
  return full === '' ? null : fit(full);
}

/** Begins where a word begins, so that each word is looked at once. */
const ADDRESS =
  /(?:[<([]|(?<![^\s<>()[\]]))[^\s<>()[\]]+@[^\s<>()[\]]+[>)\]]?/g;

/** A name without e-mail address; null for addresses and placeholders. */
function fit(text: string): string | null {
  const name = oneLine(text.slice(0, MAXIMUM_NAME).replace(ADDRESS, ' '), 200);
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(name) || name.startsWith('#');
  return address || isNobody(name) ? null : name;
}
