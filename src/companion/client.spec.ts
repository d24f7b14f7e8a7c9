import { settle, TestServer, trans } from '../testing/server';
import { share } from '../testing/samples';
import { CompanionClient } from './client';

describe('CompanionClient', () => {
  let server: TestServer;
  let client: CompanionClient;

  beforeEach(() => {
    server = new TestServer();
    client = new CompanionClient({ serverSettings: server.settings, trans });
  });

  it('asks below the base URL of the Jupyter server', async () => {
    server.on('GET api/shares/share-1', share());
    const answer = await client.share('share-1');
    expect(answer).toEqual({ ok: true, value: share() });
    expect(server.requests).toEqual(['GET api/shares/share-1']);
  });

  it('sends changes as JSON', async () => {
    server.on('PATCH api/shares/share-1', share({ hidden: true }));
    await client.changeShare('share-1', { hidden: true });
    expect(server.requests).toEqual([
      'PATCH api/shares/share-1 {"hidden":true}'
    ]);
  });

  it('does not let an identifier lead elsewhere', async () => {
    await client.share('../../../api/kernels');
    expect(server.requests).toEqual([
      'GET api/shares/..%2F..%2F..%2Fapi%2Fkernels'
    ]);
  });

  it('passes on what the companion says about a refusal', async () => {
    server.on(
      'POST api/packages/p/open',
      { code: 'disk-full', message: 'There is no room. Free 3 GB.' },
      507
    );
    const answer = await client.openPackage('p', { folder: 'a' });
    expect(answer).toMatchObject({
      ok: false,
      failure: { code: 'disk-full', message: 'There is no room. Free 3 GB.' }
    });
  });

  it('says that the server is out of reach', async () => {
    server.isReachable = false;
    const answer = await client.shares();
    expect(answer).toMatchObject({
      ok: false,
      failure: { code: 'server-unreachable' }
    });
  });

  it('says that the person was logged out', async () => {
    server.on('GET api/node', '<html>Forbidden</html>', 403);
    const answer = await client.node();
    expect(answer.ok || answer.failure.message).toMatch(/log in again/);
  });

  it('takes an answer of the bridge that is none for a failure', async () => {
    server.on('GET status', { state: 'dancing' });
    const answer = await client.status();
    expect(answer).toMatchObject({
      ok: false,
      failure: { code: 'bridge-answer' }
    });
    await settle();
  });
});
