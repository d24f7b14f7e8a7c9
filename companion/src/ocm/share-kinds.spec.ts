import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { CompanionEvent, ContentModel, Share } from 'sciencemesh-contract';
import { WebSocket } from 'ws';
import { basic, Cloud } from './testing/cloud.ts';
import { startCompanion, SECRET } from './testing/companion.ts';

/** A Nextcloud 34 on loopback, with which a share arrives. */
async function scene(test: TestContext, files: Record<string, string>) {
  const cloud = await Cloud.start({
    root: '/public.php/webdav/',
    share: '',
    files,
    takes: header => header === basic('s3cret')
  });
  test.after(() => cloud.stop());
  const companion = await startCompanion(test, {
    config: {
      outbound: { plainHttp: ['127.0.0.1'], privateHosts: ['127.0.0.1'] }
    }
  });
  const owner = `ines@${cloud.url}/`;
  await companion.post('/ocm/shares', {
    shareWith: 'marie@hub.example.org',
    shareType: 'user',
    name: 'results',
    resourceType: 'file',
    providerId: 7,
    owner,
    sharedBy: owner,
    protocol: { name: 'webdav', options: { sharedSecret: 's3cret' } }
  });
  const [share] = await companion.shares();
  assert.equal(share?.kind, 'file');
  const { listen } = companion.app.addresses;
  const socket = new WebSocket(`${listen.replace('http', 'ws')}/api/events`, {
    headers: { authorization: `Bearer ${SECRET}` }
  });
  test.after(() => socket.terminate());
  const events: CompanionEvent[] = [];
  const waiting: (() => void)[] = [];
  socket.on('message', (data: Buffer) => {
    events.push(JSON.parse(data.toString()) as CompanionEvent);
    waiting.splice(0).forEach(resolve => resolve());
  });
  await new Promise(resolve => socket.once('open', resolve));
  return {
    cloud,
    companion,
    share,
    events,
    /** Resolves when an event of this kind has arrived. */
    heard: async (is: (event: CompanionEvent) => boolean): Promise<void> => {
      while (!events.some(is)) {
        await new Promise<void>(resolve => waiting.push(resolve));
      }
    },
    contents: async (path: string) =>
      (await (
        await companion.api(`/api/contents${path}`)
      ).json()) as ContentModel & { content: ContentModel[] }
  };
}

type Scene = Awaited<ReturnType<typeof scene>>;

async function accept({ companion, share }: Scene): Promise<void> {
  const answer = await companion.api(`/api/shares/${share.id}`, 'PATCH', {
    state: 'accepted'
  });
  assert.equal(answer.status, 200);
}

const isRoot = (event: CompanionEvent) =>
  event.type === 'contents' && event.change.path === '';
const isShare = (kind: Share['kind']) => (event: CompanionEvent) =>
  event.type === 'share' && event.share.kind === kind;

describe('a share of a sender that calls everything a file', () => {
  it('is not asked for before it is accepted', async t => {
    const { cloud } = await scene(t, { 'data.csv': 'a,b' });
    assert.deepEqual(cloud.requests, []);
  });

  it('becomes a folder in the drive, when it is one, before it is opened', async t => {
    const all = await scene(t, { 'data.csv': 'a,b' });
    await accept(all);
    await all.heard(isShare('folder'));
    await all.heard(isRoot);
    const root = await all.contents('');
    assert.deepEqual(
      root.content.map(({ name, type }) => [name, type]),
      [['results', 'directory']]
    );
    const folder = await all.contents('/results');
    assert.deepEqual(
      folder.content.map(({ name, type }) => [name, type]),
      [['data.csv', 'file']]
    );
    const kept = all.companion.store.shares.get(all.share.id);
    assert.equal(kept?.kind, 'folder');
    assert.equal(kept.resourceType, 'file', 'what the sender said stays');
  });

  it('is a file, when it is one', async t => {
    const all = await scene(t, { '': 'a,b' });
    await accept(all);
    await all.heard(
      event => event.type === 'contents' && event.change.path === 'results'
    );
    const model = await all.contents('/results');
    assert.equal(model.type, 'file');
    const share = all.companion.store.shares.get(all.share.id);
    assert.equal(share?.kind, 'file');
  });

  it('is opened as what it is even when its server was silent before', async t => {
    const all = await scene(t, { 'data.csv': 'a,b' });
    const { takes } = all.cloud.options;
    all.cloud.options.takes = () => false;
    await accept(all);
    await all.heard(
      event => event.type === 'contents' && event.change.path === 'results'
    );
    all.cloud.options.takes = takes;
    const folder = await all.contents('/results');
    assert.equal(folder.type, 'directory');
    await all.heard(isRoot);
    const below = await all.contents('/results/data.csv');
    assert.equal(below.type, 'file');
  });
});
