/**
 * Parts of one file that go at the same time.
 */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { RepositoryError, type Repository } from '../repository.ts';
import { arrivedBytes } from './arrived-parts.ts';
import { PublishingBench } from './testing/bench.ts';
import { dataverseAt, DataverseServer } from './testing/dataverse.ts';

/** Stores take no smaller ones. */
const PART = 5 * 1024 * 1024;
const PARTS = 6;
const TOGETHER = 3;

type Send = Repository['send'];

/** @param around each sending of a part */
async function start(t: TestContext, around: (send: Send) => Send) {
  const server = await DataverseServer.start({ partSize: PART });
  t.after(() => server.stop());
  const repository = dataverseAt(server);
  const { adapter } = repository;
  const begin = adapter.begin.bind(adapter);
  adapter.begin = async (...request) =>
    (await begin(...request)).map(slot => ({ ...slot, together: TOGETHER }));
  adapter.send = around(adapter.send.bind(adapter));
  const bench = await PublishingBench.start(t, repository);
  const bytes = randomBytes(PARTS * PART - 7);
  bench.write('large.bin', bytes);
  const md5 = createHash('md5').update(bytes).digest('hex');
  return { bench, checksum: `md5:${md5}` };
}

/**
 * The first part takes until all others are there and written down.
 *
 * @param end what becomes of it then, the first time
 */
async function startSlowFirst(
  t: TestContext,
  end: (signal: AbortSignal) => Promise<void>
) {
  const sent: number[] = [];
  let left = PARTS - 1;
  const others = Promise.withResolvers<void>();
  const started = await start(t, send => async (...request) => {
    const [, { parts }, part, , , signal] = request;
    if (parts === 1) {
      return send(...request);
    }
    const isFirst = sent.length === 0;
    sent.push(part);
    if (isFirst) {
      await others.promise;
      await end(signal);
    }
    const receipt = await send(...request);
    left -= 1;
    if (left === 0) {
      // Whoever waits for the receipt writes it down before this goes on.
      setImmediate(others.resolve);
    }
    return receipt;
  });
  return { ...started, sent };
}

async function largeOf(bench: PublishingBench, id: string) {
  const { items } = await bench.library.files(id, {});
  return items.find(({ path }) => path === 'large.bin');
}

describe('parts that go at the same time', () => {
  it('arrive as one file with the checksum of all', async t => {
    let underWay = 0;
    let most = 0;
    const { bench, checksum } = await start(t, send => async (...request) => {
      const isPart = request[1].parts > 1;
      underWay += isPart ? 1 : 0;
      most = Math.max(most, underWay);
      try {
        return await send(...request);
      } finally {
        underWay -= isPart ? 1 : 0;
      }
    });
    const id = await bench.verified();
    const file = await largeOf(bench, id);
    assert.equal(most, TOGETHER);
    assert.equal(file?.checksum, checksum);
    assert.equal(file.remoteChecksum, checksum);
  });

  it('are not sent again when another one does not arrive', async t => {
    const sent: number[] = [];
    const others: Promise<unknown>[] = [];
    const { bench, checksum } = await start(t, send => async (...request) => {
      const [, { parts }, part] = request;
      if (parts === 1) {
        return send(...request);
      }
      sent.push(part);
      if (part === PARTS - 1 && others.length === PARTS - 1) {
        await Promise.all(others.splice(0));
        throw new RepositoryError('server-failed', 'It failed.');
      }
      const sending = send(...request);
      others.push(sending);
      return sending;
    });
    const id = await bench.verified();
    assert.deepEqual(sent, [0, 1, 2, 3, 4, 5, 5]);
    assert.equal((await largeOf(bench, id))?.remoteChecksum, checksum);
  });

  it('are not sent again when one before them does not arrive', async t => {
    const { bench, checksum, sent } = await startSlowFirst(t, () =>
      Promise.reject(new RepositoryError('server-failed', 'It failed.'))
    );
    const id = await bench.verified();
    assert.deepEqual(sent, [0, 1, 2, 3, 4, 5, 0]);
    assert.equal((await largeOf(bench, id))?.remoteChecksum, checksum);
  });

  it('are known to the next program although one before them is missing', async t => {
    const others = Promise.withResolvers<void>();
    const { bench, checksum, sent } = await startSlowFirst(t, signal => {
      others.resolve();
      return once(signal, 'abort').then(() => signal.throwIfAborted());
    });
    const id = await bench.draft();
    bench.library.upload(id);
    await others.promise;
    const part = { path: 'large.bin', size: PARTS * PART - 7 };
    const file = bench.store.publications.file(id, part.path);
    assert.ok(file?.slot);
    assert.deepEqual(
      file.slot.receipts.map(receipt => receipt !== null),
      [false, true, true, true, true, true]
    );
    assert.equal(arrivedBytes(file.slot, part.size), part.size - PART);
    await bench.restart();
    await bench.until(id, 'verified');
    assert.deepEqual(sent, [0, 1, 2, 3, 4, 5, 0]);
    assert.equal((await largeOf(bench, id))?.remoteChecksum, checksum);
  });

  it('end when the file goes away while its checksums are made', async t => {
    const first = Promise.withResolvers<void>();
    const { bench } = await start(t, send => async (...request) => {
      const [, { parts }, part] = request;
      // The bytes of each part are read in time, those of all are not.
      if (parts > 1 && part === 0) {
        rmSync(join(bench.folder, 'work', 'large.bin'));
        first.resolve();
      }
      await (parts > 1 ? first.promise : null);
      return send(...request);
    });
    const id = await bench.draft();
    bench.library.upload(id);
    // The folder is published as it is now.
    await bench.until(id, 'verified');
    assert.equal(await largeOf(bench, id), undefined);
    assert.deepEqual(bench.troubles, []);
  });

  it('all end when one of them does', async t => {
    let underWay = 0;
    const { bench } = await start(t, send => async (...request) => {
      const [, { parts }, part] = request;
      if (part === 1) {
        throw new RepositoryError('login-refused', 'The token ended.');
      }
      underWay += parts > 1 ? 1 : 0;
      try {
        return await send(...request);
      } finally {
        underWay -= parts > 1 ? 1 : 0;
      }
    });
    const id = await bench.draft();
    bench.library.upload(id);
    await bench.until(id, 'paused');
    assert.equal(bench.library.get(id).message, 'The token ended.');
    assert.equal(underWay, 0);
  });
});
