/**
 * The adapter and a server that says what a test wants it to say.
 */
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { createOutboundClient } from '../../../http/guarded-client.ts';
import { RepositoryError, type DraftState } from '../../repository.ts';
import { InvenioRdm } from '../invenio-rdm.ts';
import { profileOf } from '../profile.ts';
import { ScriptedServer, type Said } from '../../testing/scripted-server.ts';

const outbound = createOutboundClient(
  { plainHttp: ['*'], privateHosts: ['*'] },
  undefined,
  { environment: {} }
);
const stops: (() => void)[] = [];
export const signal = new AbortController().signal;

/** For `after` of a file of tests. */
export async function stopAll(): Promise<void> {
  await outbound.close();
  stops.forEach(stop => stop());
}

export async function scripted(
  script: Record<string, Said | Said[]>,
  { profile = profileOf('zenodo'), patience = 5000 } = {}
) {
  const server = await ScriptedServer.start(script);
  stops.push(() => server.stop());
  const token = () => Promise.resolve('secret');
  const options = { outbound, url: server.url, token, patience };
  return { server, repository: new InvenioRdm(options, profile) };
}

export const DRAFT = '/records/abc12/draft';
export const answer = {
  id: 'abc12',
  is_draft: true,
  status: 'draft',
  revision_id: 4
};
export const draft: DraftState = {
  id: 'abc12',
  doi: null,
  conceptDoi: null,
  url: null,
  state: 'draft',
  revision: '4',
  title: null,
  createdAt: null,
  says: null,
  errors: []
};
export const slot = (key: string, size = 3) => ({
  key,
  partSize: size,
  parts: 1,
  memo: {}
});
export const bytes = () => Readable.from([Buffer.from('abc')]);
export const body = { body: { metadata: {} }, losses: [], errors: [] };

export function failsWith(
  code: RepositoryError['code'],
  expected: { outcomeUnknown?: boolean; retryAfter?: number } = {}
) {
  return (error: unknown) => {
    assert.ok(error instanceof RepositoryError, String(error));
    assert.equal(error.code, code, error.message);
    assert.equal(error.outcomeUnknown, expected.outcomeUnknown ?? false);
    assert.equal(error.retryAfter, expected.retryAfter ?? null);
    assert.doesNotMatch(`${error.message} ${String(error.cause)}`, /secret/u);
    return true;
  };
}
