import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { PublicationTrouble } from './troubles.ts';
import { Digests } from './digests.ts';
import { HasherAside } from './hashing/hasher.ts';
import { HashingThread, hashingThread } from './hashing/hashing-thread.ts';

const MIB = 1024 * 1024;

const folder = await mkdtemp(join(tmpdir(), 'digests-'));
after(() => rm(folder, { recursive: true }));

function file(size: number): { real: string; bytes: Buffer } {
  const bytes = randomBytes(size);
  const real = join(folder, `${size}`);
  writeFileSync(real, bytes);
  return { real, bytes };
}

function told(algorithm: string, bytes: Buffer): string {
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
}

async function drained(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const ignore = () => undefined;

describe('checksums of a file that is sent', () => {
  for (const size of [0, 1, 128 * 1024, 128 * 1024 + 1, MIB, 5 * MIB + 7]) {
    it(`are those of its ${size} bytes, which go out as they are`, async () => {
      const { real, bytes } = file(size);
      using digests = Digests.of('sha1', size);
      let sent = 0;
      const stream = digests.read({ real, start: 0, size }, chunk => {
        sent += chunk;
      });
      assert.deepEqual(await drained(stream), bytes);
      assert.equal(sent, size);
      digests.keep();
      for (const name of ['sha1', 'md5', 'sha256'] as const) {
        assert.equal(await digests.told(name), told(name, bytes));
      }
    });
  }

  for (const size of [100_000, 5 * MIB]) {
    it(`of ${size} bytes hold when a piece is cut off and begun anew`, async () => {
      const { real, bytes } = file(size);
      using digests = Digests.of('md5', size);
      const half = Math.floor(size / 2);
      const { signal } = new AbortController();
      await digests.add({ real, start: 0, size: half }, signal);
      const rest = { real, start: half, size: size - half };
      for (let times = 0; times < 3; times += 1) {
        const cut: AsyncIterable<Buffer> = digests.read(rest, ignore);
        for await (const chunk of cut) {
          assert.ok(chunk.length > 0);
          break;
        }
      }
      assert.equal(
        await digests.told('md5'),
        told('md5', bytes.subarray(0, half))
      );
      await drained(digests.read(rest, ignore));
      digests.keep();
      assert.equal(await digests.told('md5'), told('md5', bytes));
    });
  }

  it('take no bytes of a piece that is read once more meanwhile', async () => {
    const size = 5 * MIB;
    const { real, bytes } = file(size);
    using digests = Digests.of('md5', size);
    const piece = { real, start: 0, size };
    const stale = digests.read(piece, ignore);
    const first = stale[Symbol.asyncIterator]();
    await first.next();
    const again = drained(digests.read(piece, ignore));
    await assert.rejects(async () => {
      while (!(await first.next()).done);
    }, /begun anew/u);
    assert.deepEqual(await again, bytes);
    digests.keep();
    assert.equal(await digests.told('md5'), told('md5', bytes));
  });

  it('do not run ahead of whoever takes the bytes', async () => {
    const size = 16 * MIB;
    const { real } = file(size);
    using digests = Digests.of('md5', size);
    let gone = 0;
    const stream: AsyncIterable<Buffer> = digests.read(
      { real, start: 0, size },
      bytes => {
        gone += bytes;
      }
    );
    for await (const chunk of stream) {
      assert.ok(chunk.length > 0);
      for (let turns = 0; turns < 1000; turns += 1) {
        await turn();
      }
      break;
    }
    assert.ok(gone <= 2 * MIB, `${gone} bytes went out`);
  });

  it('of a file that is not there fail as reading it does', async () => {
    using digests = Digests.of('md5', MIB);
    const piece = { real: join(folder, 'none'), start: 0, size: MIB };
    await assert.rejects(drained(digests.read(piece, ignore)), {
      code: 'ENOENT'
    });
  });

  it('say so when their thread ends, and the next file has another', async () => {
    const size = 16 * MIB;
    const { real, bytes } = file(size);
    const piece = { real, start: 0, size };
    {
      using digests = Digests.of('md5', size);
      const stream: AsyncIterable<Buffer> = digests.read(piece, ignore);
      await assert.rejects(async () => {
        for await (const chunk of stream) {
          assert.ok(chunk.length > 0);
          await hashingThread.end();
        }
      }, PublicationTrouble);
      await assert.rejects(digests.told('md5'), PublicationTrouble);
    }
    using digests = Digests.of('md5', size);
    await drained(digests.read(piece, ignore));
    digests.keep();
    assert.equal(await digests.told('md5'), told('md5', bytes));
  });
});

describe('the thread of checksums', () => {
  it('ends when nobody has needed it for a while', async () => {
    const thread = new HashingThread(0);
    const ports = [thread.open(['md5']), thread.open(['md5'])];
    ports[0]?.close();
    await turn();
    assert.ok(thread.isRunning);
    ports[1]?.close();
    while (thread.isRunning) {
      await turn();
    }
    assert.equal(thread.failure, null);
  });

  it('that is about to end leaves the next file to another one', async () => {
    const thread = new HashingThread();
    const before = new HasherAside(['md5'], thread);
    const ending = thread.end();
    const next = new HasherAside(['md5'], thread);
    await ending;
    await assert.rejects(before.told(), PublicationTrouble);
    next.begin();
    await next.update(Buffer.alloc(3, 'abc'));
    next.keep();
    const { md5 } = await next.told();
    assert.equal(md5, told('md5', Buffer.from('abc')));
    next.close();
    await thread.end();
  });

  it('tells why it came to its end', async () => {
    const thread = new HashingThread();
    const hasher = new HasherAside(['none' as 'md5'], thread);
    await assert.rejects(hasher.told(), ({ cause }: PublicationTrouble) => {
      assert.ok(cause instanceof Error);
      assert.match(cause.message, /digest|hash/iu);
      return true;
    });
  });
});
