/**
 * How InvenioRDM wants to be spoken to, and what it means by its refusals.
 */
import type { Dialect } from '../http/deposit-client.ts';
import { objectOf } from '../http/answers.ts';
import { said, type Meaning } from '../http/refusals.ts';

export const dialect: Dialect = {
  name: 'InvenioRDM',
  // Zenodo answers `application/json` in the form of its older API.
  accept: 'application/vnd.inveniordm.v1+json',
  credentials: token => ({ authorization: `Bearer ${token}` }),
  words: wordsOf,
  meaning
};

function meaning(
  status: number,
  words: string | null,
  host: string
): Meaning | null {
  if (words === null) {
    return null;
  }
  const message = said(host, words, status);
  if (status === 403) {
    return words.startsWith('Permission denied')
      ? null
      : { code: 'refused', message };
  }
  if (status !== 400) {
    return null;
  }
  if (/already exists/u.test(words)) {
    return { code: 'conflict', message };
  }
  return /exceed|quota|size limit/iu.test(words)
    ? { code: 'no-space', message }
    : null;
}

/** `message`, and what is said of single fields. */
export function wordsOf(value: unknown): string | null {
  const { message, errors } = objectOf(value);
  const single = (Array.isArray(errors) ? errors : [errors]).flatMap(
    (entry: unknown) =>
      typeof entry === 'string' ? [entry] : (objectOf(entry).messages ?? [])
  );
  const all = [message, ...single].filter(
    word => typeof word === 'string' && word !== ''
  );
  return all.length === 0 ? null : all.join(' ').slice(0, 2000);
}
