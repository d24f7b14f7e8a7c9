import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, it, type TestContext } from 'node:test';
import { CompanionEvent } from 'sciencemesh-contract';
import { Check } from 'typebox/value';
import { WebSocket } from 'ws';
import {
  SECRET,
  startCompanion,
  type TestCompanion
} from '../ocm/testing/companion.ts';
import { EMBEDDED } from '../ocm/testing/share-creations.ts';

/** A page that listens; `next` waits for what it is told. */
async function listen(test: TestContext, companion: TestCompanion) {
  const url = companion.app.addresses.listen.replace('http', 'ws');
  const socket = new WebSocket(`${url}/api/events`, {
    headers: { authorization: `Bearer ${SECRET}` }
  });
  test.after(() => socket.terminate());
  const heard: CompanionEvent[] = [];
  const waiting: ((event: CompanionEvent) => void)[] = [];
  socket.on('message', (data: Buffer) => {
    const event: unknown = JSON.parse(data.toString());
    assert.ok(Check(CompanionEvent, event));
    const wake = waiting.shift();
    if (wake) {
      wake(event);
    } else {
      heard.push(event);
    }
  });
  await once(socket, 'open');
  return {
    socket,
    next: () =>
      new Promise<CompanionEvent>(resolve => {
        const event = heard.shift();
        if (event) {
          resolve(event);
        } else {
          waiting.push(resolve);
        }
      })
  };
}

describe('/api/events', () => {
  it('says hello, then tells all pages of a new share', async t => {
    const companion = await startCompanion(t);
    const pages = [await listen(t, companion), await listen(t, companion)];
    for (const page of pages) {
      assert.equal((await page.next()).type, 'hello');
    }
    await companion.post('/ocm/shares', EMBEDDED.S6);
    const [share] = await companion.shares();
    for (const page of pages) {
      assert.deepEqual(await page.next(), { type: 'share', share });
    }
  });

  it('tells of changes, and not of a share that was there already', async t => {
    const companion = await startCompanion(t);
    await companion.post('/ocm/shares', EMBEDDED.S6);
    const page = await listen(t, companion);
    await page.next();
    await companion.post('/ocm/shares', EMBEDDED.S6);
    const [share] = await companion.shares();
    await companion.api(`/api/shares/${share?.id}`, 'PATCH', { hidden: true });
    const event = await page.next();
    assert.ok(event.type === 'share' && event.share.hidden);
  });

  it('does not let a page without the secret listen', async t => {
    const companion = await startCompanion(t);
    const url = companion.app.addresses.listen.replace('http', 'ws');
    const socket = new WebSocket(`${url}/api/events`);
    const [error] = (await once(socket, 'error')) as [Error];
    assert.match(error.message, /401/);
  });

  it('is no page', async t => {
    const companion = await startCompanion(t);
    assert.equal((await companion.api('/api/events')).status, 404);
  });

  it('drops a page that sends more than it may', async t => {
    const companion = await startCompanion(t);
    const page = await listen(t, companion);
    page.socket.send('x'.repeat(2048));
    const [code] = (await once(page.socket, 'close')) as [number];
    assert.equal(code, 1009);
  });

  it('says goodbye when the companion stops', async t => {
    const companion = await startCompanion(t);
    const page = await listen(t, companion);
    const closed = once(page.socket, 'close');
    await companion.stop();
    assert.equal((await closed)[0], 1001);
  });
});
