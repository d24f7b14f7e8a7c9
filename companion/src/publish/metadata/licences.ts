/**
 * From a licence as somebody stated it to the one that repositories know by its
 * SPDX identifier: by the identifier, by its address, or else as it is.
 */
import type { Licence, MetadataQuestion } from 'sciencemesh-contract';
import spdx from 'spdx-license-list';
import { oneLine } from '../../packages/crate/shown.ts';
import { isPlaceholderLicence } from '../../packages/reading/placeholders.ts';

const LIST: Readonly<Record<string, { name: string; url?: string }>> = spdx;

/** Identifiers in lower case: SPDX matches them without regard to case. */
const IDENTIFIERS = new Map(
  Object.keys(LIST).map(identifier => [identifier.toLowerCase(), identifier])
);

/** What a source says about one licence. */
export interface StatedLicence {
  /** An identifier, a name, or words of its own. */
  text?: string | null;
  url?: string | null;
}

export interface ResolvedLicence {
  licence: Licence | null;
  question: Omit<MetadataQuestion, 'field'> | null;
}

/** Which licence is meant, or the question that decides it. */
export function resolveLicence(stated: StatedLicence): ResolvedLicence {
  const text = oneLine(stated.text ?? '', 1000);
  const url = (stated.url ?? '').trim();
  if (url === '' && (text === '' || isPlaceholderLicence(text))) {
    return { licence: null, question: null };
  }
  const identifiers = [exact(text), byAddress(url), byAddress(text)];
  const identifier =
    identifiers.find(found => found !== null) ?? byName(text) ?? null;
  if (identifier === null) {
    return unknown(text, url);
  }
  const choices = successors(identifier);
  if (choices.length === 0) {
    const later = identifier.replace(/\+$/, '-or-later');
    const current = later in LIST ? later : identifier;
    return { licence: licenceOf(current), question: null };
  }
  return {
    licence: null,
    question: {
      code: 'licence-ambiguous',
      message: `The licence is given as ${identifier}, which does not say whether later versions apply too. Choose what the authors mean.`,
      choices: choices.map(choice => ({
        label: LIST[choice]?.name ?? choice,
        value: licenceOf(choice)
      }))
    }
  };
}

function exact(text: string): string | null {
  return IDENTIFIERS.get(text.toLowerCase().replaceAll(' ', '-')) ?? null;
}

function licenceOf(spdxIdentifier: string): Licence {
  const { name, url } = LIST[spdxIdentifier] ?? {};
  return {
    spdx: spdxIdentifier,
    ...(name === undefined ? {} : { title: name }),
    ...(url === undefined || url === '' ? {} : { url })
  };
}

/**
 * Identifiers that SPDX has retired because they left open whether later
 * versions apply. `GPL-3.0+` was clear and has one successor.
 */
function successors(identifier: string): string[] {
  const only = `${identifier}-only`;
  const later = `${identifier}-or-later`;
  return [only, later].filter(known => known in LIST);
}

function byAddress(text: string): string | null {
  if (!/^https?:\/\//i.test(text)) {
    return null;
  }
  const [, listed] =
    /^https?:\/\/(?:www\.)?spdx\.org\/licenses\/([^#?\s]+?)(?:\.html|\.json|\.txt)?\/?(?:[#?].*)?$/i.exec(
      text
    ) ?? [];
  if (listed !== undefined) {
    return exact(listed.replace(/%2b/gi, '+'));
  }
  const [, named] =
    /^https?:\/\/(?:www\.)?opensource\.org\/licenses?\/([^#?/\s]+)/i.exec(
      text
    ) ?? [];
  return (
    creativeCommons(text) ??
    (named === undefined ? null : exact(named)) ??
    addresses().get(addressKey(text)) ??
    null
  );
}

/** Creative Commons builds its addresses from what SPDX builds its names of. */
function creativeCommons(address: string): string | null {
  const [, kind = '', name = '', version = '', place = ''] =
    /^https?:\/\/(?:www\.)?creativecommons\.org\/(licenses|publicdomain)\/([a-z-]+)\/(\d\.\d)(?:\/([a-z]{2,4}))?(?:\/|$)/i.exec(
      address
    ) ?? [];
  if (kind === '') {
    return null;
  }
  const base =
    kind.toLowerCase() === 'licenses'
      ? `CC-${name}-${version}`
      : name.toLowerCase() === 'zero'
        ? `CC0-${version}`
        : `CC-PDM-${version}`;
  const ported = /^(?:deed|legal)/i.test(place) || place === '' ? '' : place;
  return exact(ported === '' ? base : `${base}-${ported}`);
}

let known: Map<string, string> | null = null;

/** Addresses that belong to one licence alone. */
function addresses(): ReadonlyMap<string, string> {
  if (known === null) {
    const found = new Map<string, string>();
    const shared = new Set<string>();
    for (const [identifier, { url }] of Object.entries(LIST)) {
      const key = addressKey(url ?? '');
      if (found.has(key)) {
        shared.add(key);
      }
      found.set(key, identifier);
    }
    for (const key of shared) {
      found.delete(key);
    }
    for (const [key, identifier] of GNU) {
      found.set(key, identifier);
    }
    known = found;
  }
  return known;
}

/** Pages of the GNU licences do not say whether later versions apply. */
const GNU = ['GPL-2.0', 'GPL-3.0', 'LGPL-2.1', 'LGPL-3.0', 'AGPL-3.0'].flatMap(
  (identifier): [string, string][] => {
    const name = identifier.toLowerCase();
    return [name, `${name}-standalone`, `old-licenses/${name}`].flatMap(
      page => [
        [`gnu.org/licenses/${page}`, identifier],
        [`gnu.org/licenses/${page}-standalone`, identifier]
      ]
    );
  }
);

function addressKey(address: string): string {
  return address
    .toLowerCase()
    .replace(/^https?:\/\/(?:www\.)?/, '')
    .replace(/[#?].*$/, '')
    .replace(/(?:\.html?|\.txt|\.en|\.php)+$/, '')
    .replace(/\/+$/, '');
}

function byName(text: string): string | null {
  const key = nameKey(text);
  if (key === '') {
    return null;
  }
  for (const [identifier, { name }] of Object.entries(LIST)) {
    if (nameKey(name) === key && !successorOfAnother(identifier)) {
      return identifier;
    }
  }
  return null;
}

/** Retired identifiers bear the names of their successors. */
function successorOfAnother(identifier: string): boolean {
  return successors(identifier).length > 0 || identifier.endsWith('+');
}

function nameKey(text: string): string {
  return text
    .toLowerCase()
    .replace(/\b(?:the|licen[cs]e|version|public licen[cs]e)\b/g, ' ')
    .replace(/\bv(?=\d)/g, '')
    .replace(/[^a-z0-9.]+/g, ' ')
    .trim();
}

/** No licence that SPDX lists: kept in its own words, and said so. */
function unknown(text: string, url: string): ResolvedLicence {
  const address = [url, text].find(one => /^https?:\/\/\S+$/i.test(one));
  const title = text === address ? '' : text;
  const licence: Licence = {
    ...(title === '' ? {} : { title }),
    ...(address === undefined ? {} : { url: address.slice(0, 4096) })
  };
  const shown = title === '' ? (address ?? url) : title;
  return {
    licence: Object.keys(licence).length === 0 ? null : licence,
    question: {
      code: 'licence-unknown',
      message: `“${oneLine(shown, 120)}” is no licence that SPDX lists. It is passed on in these words; choose one from the list if it means one of them.`,
      choices: []
    }
  };
}
