/**
 * What of a crate never goes into a working copy: who it was addressed to and
 * by whom it was sent, addresses of people, and values that stand for nothing.
 * Authors with real names stay; naming them is what a licence asks for.
 */
import type { Crate, Entity } from '../crate/crate.ts';
import { hasType, idOf, listOf, textOf, textsOf } from '../crate/json-ld.ts';
import { isAddressing } from '../reading/people.ts';
import {
  isNobody,
  isPlaceholderLicence,
  isPlaceholderTool
} from '../reading/placeholders.ts';

/** Properties that hold addresses of people, in the spellings in use. */
const PERSONAL = new Set([
  'address',
  'birthDate',
  'contactPoint',
  'email',
  'faxNumber',
  'mail',
  'telephone',
  'userId',
  'user_id',
  'userid',
  'username'
]);

export function isPersonalProperty(key: string): boolean {
  return PERSONAL.has(key);
}

/**
 * An address of mail, or of a person in Open Cloud Mesh. It begins where a word
 * begins, so that a text of one endless word is looked at once.
 */
const ADDRESS =
  /(?<![^\s<>()[\]{},;:"'@/\\])[^\s<>()[\]{},;:"'@/\\]+@[^\s<>()[\]{},;:"'@/\\]+\.[A-Za-z]{2,}/g;

/** A text without addresses of people; addresses on the web stay. */
export function withoutAddresses(text: string): string {
  if (/^mailto:/i.test(text)) {
    return '';
  }
  return /^[a-z][a-z0-9+.-]*:\/\/\S*$/i.test(text)
    ? text
    : text
        .replace(ADDRESS, '')
        .replace(/(?<!\s)\s*[<([]\s*[>)\]]/g, '')
        .trim();
}

/** The ids of all entities that are left out. */
export function personalIds(crate: Crate): Set<string> {
  const removed = new Set<string>();
  for (const entity of crate.entities.values()) {
    if (entity !== crate.root && isLeftOut(entity)) {
      removed.add(entity['@id']);
    }
  }
  // A value that fills a slot which addresses the share.
  for (const entity of crate.entities.values()) {
    if (
      hasType(entity, 'PropertyValue') &&
      listOf(entity.exampleOfWork).some(value => removed.has(idOf(value) ?? ''))
    ) {
      removed.add(entity['@id']);
    }
  }
  return removed;
}

function isLeftOut(entity: Entity): boolean {
  const id = entity['@id'];
  if (isAddressing(id) || isPlaceholderTool(id)) {
    return true;
  }
  // The definition of a tool may hold anything, its environment included.
  if (entity.rawDefinition !== undefined) {
    return !hasType(entity, 'File', 'ComputationalWorkflow');
  }
  if (hasType(entity, 'Person')) {
    return !hasRealName(entity);
  }
  if (hasType(entity, 'Organization')) {
    return isNobody(textOf(entity.name) ?? '');
  }
  if (hasType(entity, 'CreativeWork')) {
    return [id, ...textsOf(entity.name)].some(isPlaceholderLicence);
  }
  return textsOf(entity.name).some(
    name => name.toLowerCase() === 'shared with'
  );
}

function hasRealName(person: Entity): boolean {
  const names = [
    textOf(person.name),
    textOf(person.givenName),
    textOf(person.familyName)
  ];
  return names.some(name => name !== null && !isNobody(withoutAddresses(name)));
}

/** Each is looked for in each text; thousands are authors, not addressees. */
const MOST_ADDRESSES = 200;

/** What addresses people in this crate: values to be found nowhere in ours. */
export function knownAddresses(
  crate: Crate,
  removed: ReadonlySet<string>
): string[] {
  const found = new Set<string>();
  const entities = [...crate.entities.values()];
  const addressed = (entity: Entity) => isAddressing(entity['@id']);
  // Whom the share concerns comes first, as only so many are looked for.
  for (const entity of [
    ...entities.filter(addressed),
    ...entities.filter(entity => !addressed(entity))
  ]) {
    const addressing = addressed(entity);
    for (const [key, value] of Object.entries(entity)) {
      if (
        isPersonalProperty(key) ||
        (addressing && key === 'name') ||
        (removed.has(entity['@id']) && key === 'defaultValue')
      ) {
        for (const text of textsOf(value)) {
          // Shorter ones would be found in innocent words.
          if (text.length >= 5 && !isNobody(text)) {
            found.add(text);
          }
        }
      }
    }
  }
  return [...found]
    .slice(0, MOST_ADDRESSES)
    .sort((a, b) => b.length - a.length);
}
