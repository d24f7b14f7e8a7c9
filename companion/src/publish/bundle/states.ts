/**
 * Bundles and their files as a repository would tell of them.
 */
import type { DraftState, PartReceipt, RepositoryBody } from '../repository.ts';
import type { Draft, Received } from './draft-folder.ts';

export function asState({
  createdAt,
  id,
  revision,
  state,
  title
}: Draft): DraftState {
  return {
    id,
    doi: null,
    conceptDoi: null,
    url: null,
    state,
    revision: String(revision),
    title,
    createdAt,
    // Nobody else changes it.
    says: {},
    errors: []
  };
}

export function titleOf({ body }: RepositoryBody): string {
  return typeof body['title'] === 'string' ? body['title'] : '';
}

export function asReceived(receipt: PartReceipt | undefined): Received | null {
  const { md5, sha256, size } = receipt ?? {};
  return typeof md5 === 'string' &&
    typeof sha256 === 'string' &&
    typeof size === 'number'
    ? { md5, sha256, size }
    : null;
}
