/**
 * Licences as stated: the address where there is one, else the name.
 */
import { follow, type Crate, type Entity } from '../crate/crate.ts';
import { idOf, listOf, textOf } from '../crate/json-ld.ts';
import { oneLine } from '../crate/shown.ts';
import { readAddress } from './addresses.ts';
import { isPlaceholderLicence } from './placeholders.ts';

/** The licence of one entity; null when it states none or a placeholder. */
export function licenceOf(crate: Crate, entity: Entity | null): string | null {
  for (const value of listOf(entity?.license)) {
    const licence = stated(crate, value);
    if (licence !== null) {
      return oneLine(licence, 500);
    }
  }
  return null;
}

/** The licence of the package, with what a person should know about it. */
export function packageLicence(
  crate: Crate,
  main: Entity | null
): string | null {
  const { root, warnings } = crate;
  if (listOf(root.license).length > 1) {
    warnings.add('several-values', root['@id'], root['@id'], 'license');
  }
  const licence = licenceOf(crate, root) ?? licenceOf(crate, main);
  if (licence === null) {
    warnings.add('licence-missing', null);
  } else if (isBuilderConstant(crate, licence)) {
    warnings.add('licence-doubtful', null, licence);
  }
  return licence;
}

function stated(crate: Crate, value: unknown): string | null {
  const id = idOf(value);
  if (id !== null && readAddress(id)?.type === 'web') {
    return id;
  }
  const [entity] = follow(crate, value);
  if (entity !== undefined) {
    return described(entity);
  }
  // A dangling `#licence` says nothing; `"MIT"` says it all.
  const text = id ?? textOf(value);
  return text === null || text.startsWith('#') || isPlaceholderLicence(text)
    ? null
    : text;
}

function described(entity: Entity): string | null {
  const identifier = textOf(entity.identifier);
  const url = textOf(entity.url);
  for (const text of [url, identifier]) {
    if (text !== null && readAddress(text)?.type === 'web') {
      return text;
    }
  }
  const id = entity['@id'];
  if (isPlaceholderLicence(id)) {
    return null;
  }
  const name = textOf(entity.name) ?? identifier ?? id;
  return isPlaceholderLicence(name) || name.startsWith('#') || name === ''
    ? null
    : name;
}

/**
 * The builder of vre_rocrate writes GPL-3.0 on everything it makes
 * (`building/rocrate.py` up to 389e17d); its other constants give it away.
 */
function isBuilderConstant(crate: Crate, licence: string): boolean {
  return (
    /spdx\.org\/licenses\/GPL-3\.0(?:-only|-or-later)?(?:\.html)?$/.test(
      licence
    ) &&
    (crate.entities.has('#author-dispatcher') ||
      crate.entities.has('#workflow-hub'))
  );
}
