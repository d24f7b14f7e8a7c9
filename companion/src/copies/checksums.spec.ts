import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { FileChecksum } from '../storage/checksums.ts';
import { StorageError, type Storage } from '../storage/storage.ts';
import { CopyScene, home, inShare } from './testing/scene.ts';
import { troubled } from './testing/troubled.ts';

const BIG = Buffer.alloc(6_000_000, 'science ');

function sha1(bytes: Buffer): FileChecksum {
  const value = createHash('sha1').update(bytes).digest('hex');
  return { algorithm: 'sha1', value };
}

/** A storage that tells a checksum beside the bytes, and by `stat` as asked. */
function telling(
  storage: Storage,
  checksum: FileChecksum,
  byStat: boolean
): Storage {
  return new Proxy(storage, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') {
        return member;
      }
      return async (...given: unknown[]) => {
        const result: unknown = await Reflect.apply(member, target, given);
        const tells = name === 'stat' ? byStat : name === 'read' && !byStat;
        return tells ? { ...(result as object), checksum } : result;
      };
    }
  });
}

/** Copies 6 MB over a connection that breaks once in the middle. */
async function copyInParts(
  t: TestContext,
  checksum: FileChecksum,
  byStat: boolean
) {
  let breaks = 1;
  const scene = CopyScene.make(t, {
    shares: { data: { big: BIG } },
    between: (_, storage) =>
      troubled(telling(storage, checksum, byStat), {
        piece: (_path, bytes) => {
          if (bytes > 3_000_000 && breaks-- > 0) {
            throw new StorageError('unreachable', 'The connection broke.');
          }
        }
      })
  });
  const transfer = await scene.run(inShare('data/big'), home(''));
  const file = scene.files(transfer)['big'];
  return { file, arrived: join(scene.base, 'home', 'big') };
}

describe('a copy that came in parts', () => {
  for (const [where, byStat] of [
    ['beside its bytes', false],
    ['of its properties', true]
  ] as const) {
    it(`is verified by the checksum ${where}`, async t => {
      const { file, arrived } = await copyInParts(t, sha1(BIG), byStat);
      assert.equal(file?.state, 'done');
      assert.equal(file.verified, true);
      assert.ok(readFileSync(arrived).equals(BIG));
    });
  }

  it('does not get its name without its checksum', async t => {
    const other = sha1(Buffer.from('other'));
    const { file, arrived } = await copyInParts(t, other, true);
    assert.equal(file?.state, 'failed');
    assert.equal(file.code, 'checksum-mismatch');
    assert.match(file.message ?? '', /checksum \(SHA1\)/);
    assert.equal(existsSync(arrived), false);
  });
});
