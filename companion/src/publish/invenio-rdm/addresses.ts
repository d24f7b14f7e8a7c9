/**
 * Where drafts, records and their files are in the API.
 */
import type { DraftState } from '../repository.ts';
import { keyPath } from './keys.ts';

export function recordPath(id: string): string {
  return `records/${encodeURIComponent(id)}`;
}

export function draftPath({ id }: DraftState): string {
  return `${recordPath(id)}/draft`;
}

export function filesPath(draft: DraftState): string {
  return `${draftPath(draft)}/files`;
}

export function filePath(draft: DraftState, key: string): string {
  return `${filesPath(draft)}/${keyPath(key)}`;
}
