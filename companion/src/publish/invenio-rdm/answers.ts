/**
 * Drafts, records and files as InvenioRDM tells them.
 */
import { at, listOf, objectOf, textOf } from '../http/answers.ts';
import { pointerTo } from '../mapping/pointers.ts';
import type { DraftState, FieldError, RemoteFile } from '../repository.ts';
import { fieldErrors } from './problems.ts';
import { saidBy } from './said.ts';

/** Hits of a search. */
export function hitsOf(value: unknown): readonly unknown[] {
  return listOf(at(value, 'hits', 'hits'));
}

/** Null: it is neither a draft nor a record. */
export function draftOf(
  value: unknown,
  page: (path: string) => string
): DraftState | null {
  const id = textOf(at(value, 'id'));
  if (id === null) {
    return null;
  }
  const state = stateOf(value);
  const revision = at(value, 'revision_id');
  const path =
    state === 'published'
      ? `records/${encodeURIComponent(id)}`
      : `uploads/${encodeURIComponent(id)}`;
  return {
    id,
    doi: textOf(at(value, 'pids', 'doi', 'identifier')),
    conceptDoi: textOf(at(value, 'parent', 'pids', 'doi', 'identifier')),
    url: textOf(at(value, 'links', 'self_html')) ?? page(path),
    state,
    revision: typeof revision === 'number' ? String(revision) : null,
    title: textOf(at(value, 'metadata', 'title')),
    createdAt: textOf(at(value, 'created')),
    says: saidBy(value),
    errors: fieldErrors(at(value, 'errors'))
  };
}

function stateOf(value: unknown): DraftState['state'] {
  const status = textOf(at(value, 'status'));
  if (at(value, 'is_draft') !== true && status !== 'in_review') {
    return 'published';
  }
  switch (status) {
    case 'in_review':
      return 'review';
    case 'declined':
    case 'expired':
      return 'declined';
    default:
      return 'draft';
  }
}

/** Fields of its own that a repository does not know vanish without a word. */
export function vanished(sent: unknown, kept: unknown): FieldError[] {
  const names = Object.keys(objectOf(at(kept, 'custom_fields')));
  return Object.keys(objectOf(at(sent, 'custom_fields')))
    .filter(name => !names.includes(name))
    .map(name => ({
      field: pointerTo('own', name),
      message: `The repository has no field "${name}" and leaves it out.`
    }));
}

export function fileOf(entry: unknown): RemoteFile | null {
  const key = at(entry, 'key');
  const size = at(entry, 'size');
  const checksum = textOf(at(entry, 'checksum'));
  if (typeof key !== 'string') {
    return null;
  }
  return {
    key,
    size: typeof size === 'number' ? size : null,
    // Of parts it is told only when a task has gone through the whole file.
    checksum: checksum?.startsWith('md5:') === true ? checksum : null,
    complete: at(entry, 'status') === 'completed'
  };
}

export function filesOf(value: unknown): RemoteFile[] {
  return listOf(at(value, 'entries')).flatMap(entry => fileOf(entry) ?? []);
}
