/**
 * The adapter beside the stand-in of `peers/dataverse`.
 */
import assert from 'node:assert/strict';
import {
  Dataverse as Installation,
  type DataverseOptions
} from '../../../../../peers/dataverse/index.ts';
import { createOutboundClient } from '../../../http/guarded-client.ts';
import type { OutboundClient } from '../../../http/outbound.ts';
import { RepositoryError } from '../../repository.ts';
import type { Subject } from '../../testing/conformance/bench.ts';
import { Dataverse } from '../dataverse.ts';
import type { Waiting } from '../locks.ts';
import { metadataOf } from './read-back.ts';

/** Locks there fall when they were looked at, whatever the clock says. */
export const AT_ONCE: Waiting = { first: 1, most: 1, total: 20 };

export interface DataverseSubject extends Subject {
  installation: Installation;
  outbound: OutboundClient;
  repository(token: string, collection?: string): Dataverse;
}

export async function startDataverse(
  options: DataverseOptions,
  differences: Partial<Subject> = {}
): Promise<DataverseSubject> {
  const installation = await Installation.start({
    ...options,
    people: {
      alice: 'publisher',
      bob: 'contributor',
      carol: 'curator',
      rita: 'reader',
      eve: 'publisher'
    }
  });
  installation.expire('eve');
  const outbound = createOutboundClient(
    { plainHttp: ['*'], privateHosts: ['*'] },
    undefined,
    { environment: {} }
  );
  const { url } = installation;
  const token = installation.token('alice');
  const open = (
    at: string,
    key: string | null,
    patience = 5000,
    collection = 'root'
  ) =>
    new Dataverse(
      { outbound, url: at, token: () => Promise.resolve(key), patience },
      { collection, waiting: AT_ONCE }
    );
  return {
    installation,
    outbound,
    url,
    token,
    endedToken: installation.token('eve'),
    open,
    repository: (key, collection) => open(url, key, undefined, collection),
    readBack: async id => {
      const address = `${url}/api/datasets/:persistentId/versions/:latest?persistentId=${encodeURIComponent(id)}`;
      const response = await fetch(address, {
        headers: { 'X-Dataverse-key': token }
      });
      const { data } = (await response.json()) as { data: unknown };
      return metadataOf(data);
    },
    ending: { publish: true },
    manyParts: null,
    emptyFiles: true,
    unknownCodes: {},
    close: async () => {
      await outbound.close();
      await installation.stop();
    },
    ...differences
  };
}

/** What is said to somebody whose request fails. */
export async function failure(
  request: Promise<unknown>
): Promise<RepositoryError> {
  const error: unknown = await request.catch((thrown: unknown) => thrown);
  assert.ok(error instanceof RepositoryError, String(error));
  return error;
}
