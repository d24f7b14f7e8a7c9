/**
 * A Dataverse for one file of tests.
 */
import { after } from 'node:test';
import { Dataverse as Server } from '../../../../../peers/dataverse/index.ts';
import { createOutboundClient } from '../../../http/guarded-client.ts';
import { Dataverse } from '../../dataverse/dataverse.ts';
import type { BenchRepository } from './bench.ts';

const outbound = createOutboundClient(
  { plainHttp: ['*'], privateHosts: ['*'] },
  undefined,
  { environment: {} }
);
after(() => outbound.close());

/** @param url where it is reached, if not directly */
export function dataverseAt(
  server: Server,
  url = server.url,
  token = () => server.token('alice')
): BenchRepository {
  const options = { outbound, url, token: () => Promise.resolve(token()) };
  return {
    kind: 'dataverse',
    adapter: new Dataverse(options, { collection: 'root' })
  };
}

export { Server as DataverseServer };
