/**
 * A name for every share. Senders leave it empty, and builders of crates fill
 * it with placeholders; then the crate itself has to help.
 */
import type { ShareKind } from 'sciencemesh-contract';
import { isRecord } from '../http/json.ts';

const PLACEHOLDER =
  /^(?:placeholder|n\/?a|none|null|undefined|root dataset for tool:.*)$/i;

const LONGEST = 500;

/** Text for one place on the screen: no control or direction characters. */
export function plainText(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '')
    .trim();
}

/**
 * The sender's name of the share, else the name of the crate's root or main
 * entity, else the main entity's file name, else what kind of thing it is.
 */
export function displayName(
  name: string | null | undefined,
  crate: unknown,
  kind: ShareKind
): string {
  const given = [name, ...namesInCrate(crate)]
    .filter(candidate => typeof candidate === 'string')
    .map(plainText)
    .find(candidate => candidate !== '' && !PLACEHOLDER.test(candidate));
  return given?.slice(0, LONGEST) ?? fallback(kind);
}

function namesInCrate(crate: unknown): unknown[] {
  const graph = isRecord(crate) ? crate['@graph'] : crate;
  if (!Array.isArray(graph)) {
    return [];
  }
  const entities: unknown[] = graph;
  const find = (id: unknown) =>
    entities.find(entity => isRecord(entity) && entity['@id'] === id);
  const root: unknown = find('./') ?? find(rootId(find));
  const rootName = isRecord(root) ? root['name'] : undefined;
  const mainId = isRecord(root) ? reference(root['mainEntity']) : undefined;
  const main: unknown = mainId === undefined ? undefined : find(mainId);
  return [
    rootName,
    isRecord(main) ? main['name'] : undefined,
    fileName(mainId)
  ];
}

/** The root of crates that do not call it `./` (RO-Crate 1.2, detached). */
function rootId(find: (id: unknown) => unknown): unknown {
  const descriptor = find('ro-crate-metadata.json');
  return isRecord(descriptor) ? reference(descriptor['about']) : undefined;
}

function reference(value: unknown): unknown {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return isRecord(first) ? first['@id'] : undefined;
}

function fileName(id: unknown): string | undefined {
  return typeof id === 'string'
    ? id
        .replace(/[?#].*$/s, '')
        .split('/')
        .filter(Boolean)
        .at(-1)
    : undefined;
}

function fallback(kind: ShareKind): string {
  switch (kind) {
    case 'package':
      return 'Untitled package';
    case 'folder':
      return 'Untitled folder';
    case 'file':
      return 'Untitled file';
    case 'other':
      return 'Untitled share';
  }
}
