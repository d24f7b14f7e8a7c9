/**
 * How Dataverse wants to be spoken to, and what it means by its refusals: the
 * status alone does not say, one of 401 may be about the token, about a
 * permission or about the state of the dataset.
 *
 * Sources: IQSS/dataverse `AbstractApiBean.java`, `PermissionServiceBean.java`,
 * `Datasets.java`, and what `peers/dataverse/README.md` names.
 */
import { objectOf, textOf } from '../http/answers.ts';
import type { Dialect } from '../http/deposit-client.ts';
import { said, type Meaning } from '../http/refusals.ts';
import { violations } from './problems.ts';

export const dialect: Dialect = {
  name: 'Dataverse',
  accept: 'application/json',
  credentials: token => ({ 'x-dataverse-key': token }),
  words: value => textOf(objectOf(value).message)?.slice(0, 4000) ?? null,
  meaning: (status, words, host) =>
    words === null ? null : meaningOf(status, words, host)
};

/** Of words that stand beside a file, too. */
export function meaningOf(
  status: number,
  words: string,
  host: string
): Meaning | null {
  const message = said(host, words, status);
  const is = (pattern: RegExp) => pattern.test(words);
  if (is(/^Could not complete multipart upload|new file was not added/u)) {
    return {
      code: 'file-lost',
      message: `A file did not arrive whole at ${host}. It has to be sent again.`,
      nothingHappened: true
    };
  }
  if (is(/^Could not abort multipart upload/u)) {
    return { code: 'not-found', message, nothingHappened: true };
  }
  if (is(/awaiting indexing/u)) {
    return {
      code: 'busy',
      message: `${host} has not indexed this dataset yet. Try again later.`,
      nothingHappened: true
    };
  }
  if (is(/\block(?:ed)?\b|^Failed to add file to dataset/iu)) {
    return {
      code: 'locked',
      message: `${host} is still busy with this dataset, or somebody there is looking at it. Try again later.`,
      nothingHappened: true
    };
  }
  if (is(/not permitted|permission/iu)) {
    return {
      code: 'scope-missing',
      message: `Your account at ${host} may not do that. Ask those who keep the collection, or submit for review instead of publishing.`,
      nothingHappened: true
    };
  }
  if (is(/exceed|quota|too large/iu)) {
    return { code: 'no-space', message, nothingHappened: true };
  }
  if (status === 401) {
    return is(/DRAFT/u) ? { code: 'conflict', message } : null;
  }
  return status === 400 || status === 403 || status === 409
    ? { code: 'refused', message, errors: violations(words) }
    : null;
}
