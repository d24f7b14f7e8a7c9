import { Refused } from './answers.ts';

/** A licence that the installation knows. */
export interface Licence {
  id: number;
  name: string;
  uri: string;
  rightsIdentifier: string;
}

const known: readonly Omit<Licence, 'id'>[] = [
  {
    name: 'CC0 1.0',
    uri: 'http://creativecommons.org/publicdomain/zero/1.0',
    rightsIdentifier: 'CC0-1.0'
  },
  {
    name: 'CC BY 4.0',
    uri: 'http://creativecommons.org/licenses/by/4.0',
    rightsIdentifier: 'CC-BY-4.0'
  },
  {
    name: 'MIT',
    uri: 'https://opensource.org/licenses/MIT',
    rightsIdentifier: 'MIT'
  },
  {
    name: 'Apache-2.0',
    uri: 'http://www.apache.org/licenses/LICENSE-2.0',
    rightsIdentifier: 'Apache-2.0'
  }
];

const licences: readonly Licence[] = known.map((licence, index) => ({
  id: index + 1,
  ...licence
}));

/** `GET /api/licenses`. */
export function describeLicences(): unknown[] {
  return licences.map(licence => ({
    ...licence,
    shortDescription: licence.name,
    active: true,
    isDefault: licence.id === 1,
    sortOrder: licence.id,
    rightsIdentifierScheme: 'SPDX',
    schemeUri: 'https://spdx.org/licenses/',
    languageCode: 'en'
  }));
}

function byNameOrUri(text: string): Licence | undefined {
  return licences.find(({ name, uri }) => name === text || uri === text);
}

function unparsable(message: string): Refused {
  return new Refused(400, `Error parsing Json: ${message}`);
}

/**
 * The licence that a dataset names: first looked up by its address, then by its
 * name, each to the letter. Null where none is named.
 */
export function licenceOf(named: unknown): Licence | null {
  if (named === undefined || named === null) {
    return null;
  }
  if (typeof named === 'string') {
    const found = byNameOrUri(named);
    if (!found) {
      throw unparsable(`Invalid license: ${named}`);
    }
    return found;
  }
  const { name, uri } = named as { name?: unknown; uri?: unknown };
  const byUri = typeof uri === 'string' ? byNameOrUri(uri) : undefined;
  if (byUri) {
    return byUri;
  }
  if (typeof name !== 'string') {
    throw unparsable('Invalid or unsupported license section submitted.');
  }
  const byName = licences.find(licence => licence.name === name);
  if (!byName) {
    throw unparsable(`Invalid or unsupported license: ${name}`);
  }
  return byName;
}
