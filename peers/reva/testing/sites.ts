import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';

import { basicOf, people, Sites } from '../index.ts';
import type { Reva, SiteOptions } from '../index.ts';
import { visitor } from './visitor.ts';
import type { Answer, Visitor } from './visitor.ts';

/** The space that Reva says all received shares lie in. */
const shareJail = 'a0ca6a90-a365-4782-871e-d44447bbc668';

const sharesPath = '/ocs/v2.php/apps/files_sharing/api/v1/shares';

/** Two sites, and marie who is logged in at the second one. */
export interface SitesScene {
  sites: Sites;
  /** The second site, asked as marie. */
  marie: Visitor;
}

/** Asks a site; the paths begin with a slash. */
export function asking(site: Reva, authorization?: string): Visitor {
  const visit = visitor(site.url, authorization);
  return (method, path = '/', asked) => visit(method, path.slice(1), asked);
}

/** Starts both; they end with the test. */
export async function startSites(
  test: TestContext,
  options: SiteOptions = {}
): Promise<SitesScene> {
  const sites = await Sites.start(options);
  test.after(() => sites.stop());
  return { sites, marie: asking(sites.b, basicOf(people.marie)) };
}

/** What an answer holds that must be JSON. */
export function jsonOf<T>({ status, body }: Answer): T {
  assert.equal(status, 200, body);
  return JSON.parse(body) as T;
}

/** One entry of the lists of libregraph, as far as tests look. */
export interface DriveItem {
  id: string;
  name: string;
  '@UI.Hidden': boolean;
  eTag: string;
  folder?: object;
  file?: object;
  createdBy: { user: { id: string; displayName: string } };
  parentReference: { driveId: string };
  remoteItem: {
    id: string;
    webUrl: string;
    permissions: { roles: string[] }[];
  };
}

export async function sharedWithMe(marie: Visitor): Promise<DriveItem[]> {
  const answer = await marie('GET', '/graph/v1beta1/me/drive/sharedWithMe');
  return jsonOf<{ value: DriveItem[] }>(answer).value;
}

/** Hides a received share, or shows it again. */
export function hide(
  marie: Visitor,
  id: string,
  hidden: boolean
): Promise<Answer> {
  return marie(
    'PATCH',
    `/graph/v1beta1/drives/${shareJail}$${shareJail}/items/${id}`,
    {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ '@UI.Hidden': hidden })
    }
  );
}

/** One share in OCS, as far as tests look. */
export interface OcsShare {
  id: string;
  share_type: number;
  state: number;
  name: string;
  path: string;
  item_type: string;
  permissions: number;
  uid_owner: string;
}

interface OcsAnswer {
  ocs: {
    meta: { statuscode: number; message: string };
    data: OcsShare[];
  };
}

export async function ocsShares(
  marie: Visitor,
  query = 'state=all'
): Promise<OcsShare[]> {
  const path = `${sharesPath}?format=json&shared_with_me=true&${query}`;
  return jsonOf<OcsAnswer>(await marie('GET', path)).ocs.data;
}

/** Accepts with POST, declines with DELETE. */
export async function answerShare(
  marie: Visitor,
  method: 'POST' | 'DELETE',
  id: string
): Promise<{ status: number; message: string; states: number[] }> {
  const answer = await marie(method, `${sharesPath}/pending/${id}?format=json`);
  const { ocs } = JSON.parse(answer.body) as Partial<OcsAnswer>;
  return {
    status: answer.status,
    message: ocs?.meta.message ?? '',
    states: (ocs?.data ?? []).map(({ state }) => state)
  };
}

/** What a TUS client sends to announce a file of eight bytes. */
export function announced(name: string): Record<string, string> {
  return {
    'tus-resumable': '1.0.0',
    'upload-length': '8',
    'upload-metadata': `filename ${Buffer.from(name).toString('base64')}`
  };
}

/** What it sends the bytes with. */
export const octets = { 'content-type': 'application/offset+octet-stream' };
