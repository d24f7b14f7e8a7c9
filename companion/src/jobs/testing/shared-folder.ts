/**
 * A folder that an institution shares with the person of a companion.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type {
  Job,
  JobCheck,
  JobDraft,
  JobForm,
  Share
} from 'sciencemesh-contract';
import {
  offerOf,
  type FolderShare,
  type Institution,
  type Permission
} from '../../../../peers/institution/index.ts';
import type { TestCompanion } from '../../ocm/testing/companion.ts';
import { post } from './asking.ts';

export interface SharedFolderOptions {
  /** Path of the folder. */
  folder: string;
  /** Host of the institution, as the companion reaches it; default its own. */
  host?: string;
  permissions?: Permission[];
}

/** Shares a folder as `spectra`, which the person accepts. */
export async function shareFolder(
  companion: TestCompanion,
  institution: Institution,
  {
    folder,
    host = new URL(institution.url).host,
    permissions = ['read', 'write']
  }: SharedFolderOptions
): Promise<FolderShare> {
  const share = institution.share({
    shareWith: 'marie@jupyter.example.org',
    permissions,
    name: 'spectra',
    folder
  });
  const offer = JSON.stringify(offerOf(share))
    .replaceAll(institution.host, host)
    .replaceAll(`https://${host}`, `http://${host}`);
  const answer = await companion.post('/ocm/shares', offer);
  assert.equal(answer.status, 201, await answer.clone().text());
  const [received] = await companion.shares();
  await companion.api(`/api/shares/${received?.id}`, 'PATCH', {
    state: 'accepted'
  } satisfies Partial<Share>);
  return share;
}

/** A form for a file, with what is changed in it. */
export async function draftOf(
  companion: TestCompanion,
  path: string,
  siteId: string,
  change: Partial<JobDraft> = {}
): Promise<JobDraft> {
  const { draft } = await post<JobForm>(companion, '/api/jobs/form', {
    path,
    siteId
  });
  return { ...draft, ...change };
}

export function check(
  companion: TestCompanion,
  draft: JobDraft
): Promise<JobCheck> {
  return post<JobCheck>(companion, '/api/jobs/check', draft);
}

export function submit(
  companion: TestCompanion,
  draft: JobDraft
): Promise<Job> {
  return post<Job>(companion, '/api/jobs', { draft, key: randomUUID() });
}
