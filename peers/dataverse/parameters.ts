import { Refused } from './answers.ts';
import type { Checksum } from './dataset.ts';
import { isObject } from './fields.ts';
import { isAlgorithm } from './storage.ts';

/** What `jsonData` says of a file. */
export interface FileParameters {
  description: string | null;
  directoryLabel: string | null;
  categories: readonly string[];
  restricted: boolean;
  tabIngest: boolean;
  forceReplace: boolean;
  /** Of a file that is in the store already. */
  storageIdentifier: string | null;
  fileName: string | null;
  mimeType: string | null;
  checksum: Checksum | null;
}

/** Reads `jsonData` of one file; truth may be a word in quotes. */
export function parametersOf(jsonData: string | null): FileParameters {
  let json: unknown;
  try {
    json = JSON.parse(jsonData ?? '{}');
  } catch {
    throw new Refused(400, 'Error in parsing provided json');
  }
  if (!isObject(json)) {
    throw new Refused(400, 'Error in parsing provided json');
  }
  return parameters(json);
}

/** Reads what the JSON says. */
export function parameters(json: Record<string, unknown>): FileParameters {
  const text = (key: string) => {
    const value = json[key];
    return typeof value === 'string' ? value : null;
  };
  const truth = (key: string, otherwise: boolean) =>
    json[key] === undefined
      ? otherwise
      : json[key] === true || json[key] === 'true';
  return {
    description: text('description'),
    directoryLabel: text('directoryLabel'),
    categories: Array.isArray(json.categories)
      ? json.categories.map(String)
      : [],
    restricted: truth('restrict', false),
    tabIngest: truth('tabIngest', true),
    forceReplace: truth('forceReplace', false),
    storageIdentifier: text('storageIdentifier'),
    fileName: text('fileName'),
    mimeType: text('mimeType'),
    checksum: checksumOf(json)
  };
}

function checksumOf(json: Record<string, unknown>): Checksum | null {
  if (typeof json.md5Hash === 'string') {
    return { type: 'MD5', value: json.md5Hash.toLowerCase() };
  }
  if (!isObject(json.checksum)) {
    return null;
  }
  const type = String(json.checksum['@type']);
  const value = String(json.checksum['@value']).toLowerCase();
  return isAlgorithm(type) ? { type, value } : null;
}
