/**
 * Which jobs a list holds, in SQL.
 */
import type { SQLInputValue } from 'node:sqlite';
import type { JobSelection } from './job-records.ts';

/** `page` is about what comes after the last one that is known, too. */
export function conditionOf({ site, state, search, before }: JobSelection): {
  where: { all: string; page: string };
  values: { all: SQLInputValue[]; page: SQLInputValue[] };
} {
  const terms: string[] = [];
  const all: SQLInputValue[] = [];
  const add = (term: string, value: SQLInputValue) => {
    terms.push(term);
    all.push(value);
  };
  if (site !== undefined) {
    add('site_id = ?', site);
  }
  if (state !== undefined) {
    add('active = ?', Number(state === 'active'));
  }
  if (search !== undefined) {
    add('instr(search_text, ?) > 0', search.toLowerCase());
  }
  const later = before === undefined ? [] : ['created_at < ?'];
  const clause = (list: string[]) =>
    list.length === 0 ? '' : `WHERE ${list.join(' AND ')}`;
  return {
    where: { all: clause(terms), page: clause([...terms, ...later]) },
    values: { all, page: before === undefined ? all : [...all, before] }
  };
}
