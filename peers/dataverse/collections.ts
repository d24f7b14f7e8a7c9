import { error, ok } from './answers.ts';
import type { Answer } from './answers.ts';
import type { Call, Installation } from './installation.ts';

function unknown(alias: string): Answer {
  return error(404, `Can't find dataverse with identifier='${alias}'`);
}

/** `GET /api/dataverses/{alias}`. */
export function readCollection(
  { settings }: Installation,
  { path: [alias = ''] }: Call
): Answer {
  return alias in settings.collections
    ? ok({
        alias,
        name: nameOf(alias),
        isReleased: settings.collections[alias]
      })
    : unknown(alias);
}

/** `GET /api/dataverses/{alias}/userPermissions`. */
export function readPermissions(
  { settings }: Installation,
  { path: [alias = ''], person }: Call
): Answer {
  const deposits = person !== null && person.role !== 'reader';
  return alias in settings.collections
    ? ok({ canAddDataverse: false, canAddDataset: deposits })
    : unknown(alias);
}

/** `GET /api/search?type=dataverse`: collections; of datasets it knows none. */
export function search({ settings }: Installation, { query }: Call): Answer {
  const words = (query.get('q') ?? '*').toLowerCase();
  const found = Object.keys(settings.collections).filter(
    alias =>
      query.get('type') === 'dataverse' &&
      (words === '*' || nameOf(alias).toLowerCase().includes(words))
  );
  const items = found.map(alias => ({
    name: nameOf(alias),
    type: 'dataverse',
    identifier: alias
  }));
  return ok({
    q: words,
    total_count: items.length,
    start: 0,
    items,
    count_in_response: items.length
  });
}

function nameOf(alias: string): string {
  return `${alias.slice(0, 1).toUpperCase()}${alias.slice(1)} collection`;
}
