import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type {
  CompanionEvent,
  ContentModel,
  OutboxItem,
  OutboxList
} from 'sciencemesh-contract';
import { WebSocket } from 'ws';
import { SECRET, startCompanion } from '../ocm/testing/companion.ts';
import { startScene, type Scene } from './testing/scene.ts';

/** A page that edits `a.txt` of the share. */
async function setUp(test: TestContext, files: Record<string, string> = {}) {
  const scene = await startScene(test, { files: { 'a.txt': 'one', ...files } });
  const { contents, model, ask, folder } = scene;
  const save = async (content: string, hash: string, path = 'a.txt') => {
    const answer = await contents(`${path}?hash=${encodeURIComponent(hash)}`, {
      method: 'PUT',
      body: { type: 'file', format: 'text', content }
    });
    assert.ok(answer.ok, `${answer.status}: ${await answer.clone().text()}`);
    return (await answer.json()) as ContentModel;
  };
  return {
    ...scene,
    save,
    hash: async () => (await model('a.txt', '?content=0&hash=1')).hash ?? '',
    remote: (path = 'a.txt') => readFileSync(join(folder, path), 'utf8'),
    waiting: async () =>
      ((await (await ask('/api/outbox')).json()) as OutboxList).items,
    decide: (item: OutboxItem | undefined, action: string) =>
      ask(`/api/outbox/${item?.id}`, { method: 'POST', body: { action } })
  };
}

/** Resolves with the first event of the outbox that fits. */
function heard(
  test: TestContext,
  { companion }: Pick<Scene, 'companion'>,
  fits: (item: OutboxItem, removed: boolean) => boolean
): Promise<OutboxItem> {
  const { listen } = companion.app.addresses;
  const socket = new WebSocket(`${listen.replace('http', 'ws')}/api/events`, {
    headers: { authorization: `Bearer ${SECRET}` }
  });
  test.after(() => socket.terminate());
  return new Promise(resolve => {
    socket.on('message', (data: Buffer) => {
      const event = JSON.parse(data.toString()) as CompanionEvent;
      if (event.type === 'outbox' && fits(event.item, event.removed)) {
        socket.terminate();
        resolve(event.item);
      }
    });
  });
}

const sent = (_item: OutboxItem, removed: boolean) => removed;
const inState = (state: OutboxItem['state']) => (item: OutboxItem) =>
  item.state === state;

describe('an edit that its server cannot take', () => {
  it('is kept, shown, and sent when the server is back', async t => {
    const page = await setUp(t);
    const { gate, save, hash, model, waiting, remote, contents } = page;
    const base = await hash();
    await model('');
    gate.set('closed');
    const saved = await save('two', base);
    assert.equal(saved.sciencemesh.sync, 'pending');
    assert.match(saved.hash ?? '', /^outbox:/);
    assert.equal(saved.size, 3);
    const shown = await model('a.txt', '?type=file&format=text&hash=1');
    assert.equal(shown.content, 'two');
    assert.equal(shown.hash, saved.hash);
    assert.equal(remote(), 'one');
    const [item] = await waiting();
    assert.equal(item?.path, 'spectra/a.txt');
    const metrics = await page.ask('/api/metrics');
    assert.match(await metrics.text(), /^sciencemesh_outbox_edits 1$/m);

    const over = heard(t, page, sent);
    gate.set('open');
    await page.decide(item, 'retry');
    await over;
    assert.equal(remote(), 'two');
    assert.deepEqual(await waiting(), []);
    const after = await model('a.txt', '?content=0&hash=1');
    assert.equal(after.hash, saved.hash, 'no false "file changed"');
    assert.equal(after.last_modified, saved.last_modified);
    assert.equal(after.sciencemesh.sync, 'none');
    await save('three', after.hash ?? '');
    assert.equal(remote(), 'three');
    assert.equal((await contents('')).status, 200);
  });

  it('is sent as soon as its server is seen again', async t => {
    const page = await setUp(t);
    const { gate, save, hash, remote, ask } = page;
    const base = await hash();
    gate.set('closed');
    await save('two', base);
    const over = heard(t, page, sent);
    gate.set('open');
    const seen = setInterval(() => {
      // The last one may meet the end of the test.
      ask('/api/contents/spectra?content=0').catch(() => undefined);
    }, 100);
    await over;
    clearInterval(seen);
    assert.equal(remote(), 'two');
  });

  it('is replaced by the next edit of the same file', async t => {
    const page = await setUp(t);
    const { gate, save, hash, waiting, remote, contents } = page;
    const base = await hash();
    gate.set('closed');
    const first = await save('two', base);
    const second = await save('three', first.hash ?? '');
    assert.notEqual(second.hash, first.hash);
    const stale = await contents(`a.txt?hash=${first.hash}`, {
      method: 'PUT',
      body: { type: 'file', format: 'text', content: 'another page' }
    });
    assert.equal(stale.status, 409);
    const [item, ...others] = await waiting();
    assert.equal(others.length, 0);
    const over = heard(t, page, sent);
    gate.set('open');
    await page.decide(item, 'retry');
    await over;
    assert.equal(remote(), 'three');
  });

  it('makes new files too, and lists them', async t => {
    const page = await setUp(t, { 'sub/x': 'x' });
    const { gate, contents, model, remote } = page;
    await model('sub');
    gate.set('closed');
    const answer = await contents('sub/new.txt', {
      method: 'PUT',
      body: { type: 'file', format: 'text', content: 'new' }
    });
    assert.equal(answer.status, 201);
    assert.equal((await model('sub/new.txt')).content, 'new');
    gate.set('open');
    const over = heard(t, page, sent);
    const [item] = await page.waiting();
    await page.decide(item, 'retry');
    await over;
    assert.equal(remote('sub/new.txt'), 'new');
  });

  it('is known again when only the answer was lost', async t => {
    const page = await setUp(t);
    const { gate, save, hash, remote, waiting } = page;
    const base = await hash();
    gate.set('mute');
    const first = await save('two', base);
    assert.equal(first.sciencemesh.sync, 'pending');
    gate.set('closed');
    assert.equal(remote(), 'two', 'the server has it');
    await save('three', first.hash ?? '');
    const over = heard(t, page, sent);
    gate.set('open');
    const [item] = await waiting();
    await page.decide(item, 'retry');
    await over;
    assert.equal(remote(), 'three');
  });

  it('survives the companion', async t => {
    const page = await setUp(t);
    const { gate, save, hash, companion, folder } = page;
    const base = await hash();
    gate.set('closed');
    await save('two', base);
    await companion.stop(true);
    assert.equal(
      readdirSync(join(companion.folder, 'data', 'outbox')).length,
      1
    );
    writeFileSync(join(companion.folder, 'data', 'outbox', 'x.part'), 'half');
    gate.set('open');
    const second = await startCompanion(t, {
      folder: companion.folder,
      config: { outbound: { plainHttp: ['*'], privateHosts: ['*'] } }
    });
    const over = heard(t, { companion: second }, sent);
    const left = (await (await second.api('/api/outbox')).json()) as OutboxList;
    for (const { id } of left.items) {
      await second.api(`/api/outbox/${id}`, 'POST', { action: 'retry' });
    }
    if (left.items.length > 0) {
      await over;
    }
    assert.equal(readFileSync(join(folder, 'a.txt'), 'utf8'), 'two');
    assert.deepEqual(readdirSync(join(companion.folder, 'data', 'outbox')), []);
  });
});

describe('an edit that meets the edit of somebody else', () => {
  async function conflict(t: TestContext) {
    const page = await setUp(t);
    const { gate, save, hash, folder } = page;
    const base = await hash();
    gate.set('closed');
    await save('mine', base);
    writeFileSync(join(folder, 'a.txt'), 'theirs');
    gate.set('open');
    const found = heard(t, page, inState('conflict'));
    const [item] = await page.waiting();
    await page.decide(item, 'retry');
    const inConflict = await found;
    assert.equal(page.remote(), 'theirs');
    return { ...page, item: inConflict };
  }

  it('waits for the person, with both states at hand', async t => {
    const page = await conflict(t);
    const { model, ask, item } = page;
    assert.match(item.message ?? '', /Somebody else has changed/);
    assert.equal((await model('a.txt')).sciencemesh.sync, 'conflict');
    const content = await ask(`/api/outbox/${item.id}/content`);
    assert.equal(await content.text(), 'mine');
    const again = heard(t, page, inState('conflict'));
    await page.decide(item, 'retry');
    await again;
    assert.equal(page.remote(), 'theirs');
  });

  it('is written over theirs when the person says so', async t => {
    const page = await conflict(t);
    const over = heard(t, page, sent);
    await page.decide(page.item, 'overwrite');
    await over;
    assert.equal(page.remote(), 'mine');
  });

  it('is never written over what came after the decision', async t => {
    const page = await conflict(t);
    page.gate.set('closed');
    const again = heard(t, page, inState('conflict'));
    await page.decide(page.item, 'overwrite');
    writeFileSync(join(page.folder, 'a.txt'), 'theirs again');
    page.gate.set('open');
    await page.decide(page.item, 'retry');
    await again;
    assert.equal(page.remote(), 'theirs again');
  });

  it('is kept beside theirs', async t => {
    const page = await conflict(t);
    const over = heard(t, page, sent);
    const answer = await page.decide(page.item, 'keep-both');
    assert.equal(answer.status, 200);
    await over;
    assert.equal(page.remote(), 'theirs');
    const names = readdirSync(page.folder).filter(name => name !== 'a.txt');
    assert.equal(names.length, 1);
    assert.match(
      names[0] ?? '',
      /^a \(edit of marie, \d{4}-\d{2}-\d{2} \d{2}\.\d{2}\)\.txt$/
    );
    assert.equal(page.remote(names[0]), 'mine');
  });

  it('is given up', async t => {
    const page = await conflict(t);
    assert.equal((await page.decide(page.item, 'discard')).status, 200);
    assert.deepEqual(await page.waiting(), []);
    assert.equal((await page.model('a.txt')).content, 'theirs');
    assert.equal((await page.decide(page.item, 'retry')).status, 404);
    assert.ok(
      !existsSync(join(page.companion.folder, 'data', 'outbox', page.item.id))
    );
  });
});
