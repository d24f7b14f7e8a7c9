import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { Place } from '../drive/drive.ts';
import { shareNamed } from '../drive/testing/shares.ts';
import type { Entry, Listing, Storage } from '../storage/storage.ts';
import { openStore } from '../store/store.ts';
import { emptyFolder } from '../store/testing/folder.ts';
import { Listings, type Listed } from './listings.ts';
import { HELD_ENTRIES } from './shared-listing.ts';

function entry(path: string, kind: Entry['kind'], etag: string | null): Entry {
  return {
    path,
    name: path,
    kind,
    size: kind === 'file' ? 1 : null,
    modified: '2026-11-22T08:00:00.000Z',
    created: null,
    etag,
    mediaType: null,
    rights: null,
    problem: null
  };
}

/** A server with one folder, which counts what it is asked. */
function setUp(
  test: TestContext,
  { count, etag }: { count: number; etag: string | null }
) {
  const folder = emptyFolder(test);
  const store = openStore(join(folder, 'data'));
  test.after(() => store.close());
  const share = shareNamed('data');
  const state = { etag, asked: 0, unchanged: 0, sent: 0, ended: 0 };
  async function* entries(): AsyncGenerator<readonly Entry[]> {
    try {
      for (let at = 0; at < count; at += 500) {
        state.sent += 1;
        yield Array.from({ length: Math.min(500, count - at) }, (_, index) =>
          entry(`f${at + index}`, 'file', `e${at + index}`)
        );
      }
    } finally {
      state.ended += 1;
    }
  }
  const list = async (
    _path: string,
    options: { unless?: string } = {}
  ): Promise<Listing | null> => {
    state.asked += 1;
    await Promise.resolve();
    if (options.unless !== undefined && options.unless === state.etag) {
      state.unchanged += 1;
      return null;
    }
    return { folder: entry('', 'folder', state.etag), entries: entries() };
  };
  const storage = { label: 'test', list } as unknown as Storage;
  const place: Place = {
    share,
    name: 'data',
    storage,
    localFolder: null,
    path: 'sub'
  };
  const files = join(folder, 'listings');
  const last = {
    of: () => null,
    keep: () => undefined
  } as unknown as typeof store.lastListings;
  return { listings: new Listings(files, last), place, state, files };
}

async function countOf({ batches }: Listed): Promise<number> {
  const names = new Set<string>();
  for await (const batch of batches) {
    batch.forEach(({ name }) => names.add(name));
  }
  return names.size;
}

describe('listings', () => {
  it('ask once for all who ask at the same time', async t => {
    const { listings, place, state } = setUp(t, { count: 1200, etag: null });
    const counts = await Promise.all(
      Array.from({ length: 5 }, async () => countOf(await listings.list(place)))
    );
    assert.deepEqual(counts, [1200, 1200, 1200, 1200, 1200]);
    assert.equal(state.asked, 1);
    assert.equal(await countOf(await listings.list(place)), 1200);
    assert.equal(state.asked, 2, 'without a validator each look is a new one');
  });

  for (const [what, count] of [
    ['small', 700],
    ['large', HELD_ENTRIES + 5_300]
  ] as const) {
    it(`ask whether a ${what} folder has changed, and no more`, async t => {
      const { listings, place, state, files } = setUp(t, { count, etag: 'a' });
      assert.equal(await countOf(await listings.list(place)), count);
      const { sent } = state;
      for (let look = 1; look <= 3; look += 1) {
        assert.equal(await countOf(await listings.list(place)), count);
        assert.equal(state.unchanged, look);
      }
      assert.equal(state.sent, sent, 'nothing was sent again');
      assert.equal(readdirSync(files).length, count > HELD_ENTRIES ? 1 : 0);
      state.etag = 'b';
      assert.equal(await countOf(await listings.list(place)), count);
      assert.ok(state.sent > sent);
      listings.changed(place.share.id, 'sub/f1');
      state.unchanged = 0;
      await countOf(await listings.list(place));
      assert.equal(state.unchanged, 0, 'our own change makes it a whole look');
    });
  }

  it('let a late reader have all, or list anew', async t => {
    const { listings, place, state } = setUp(t, {
      count: HELD_ENTRIES + 2_000,
      etag: null
    });
    const first = (await listings.list(place)).batches[Symbol.asyncIterator]();
    await first.next();
    const joined = await listings.list(place);
    assert.equal(state.asked, 1);
    assert.equal(await countOf(joined), HELD_ENTRIES + 2_000);
    const late = await listings.list(place);
    assert.equal(state.asked, 2);
    assert.equal(await countOf(late), HELD_ENTRIES + 2_000);
    let rest = 500;
    for (let next = await first.next(); next.done !== true;) {
      rest += next.value.length;
      next = await first.next();
    }
    assert.equal(rest, HELD_ENTRIES + 2_000);
  });

  it('end when nobody reads any more', async t => {
    const { listings, place, state } = setUp(t, { count: 9000, etag: 'a' });
    const [one, other] = [
      (await listings.list(place)).batches[Symbol.asyncIterator](),
      (await listings.list(place)).batches[Symbol.asyncIterator]()
    ];
    await one.next();
    await one.return?.();
    assert.equal(state.ended, 0);
    await other.return?.();
    assert.equal(state.ended, 1);
    assert.equal(state.sent, 1);
    assert.equal(await countOf(await listings.list(place)), 9000);
    assert.equal(state.asked, 2);
  });

  it('know what an entry was', async t => {
    const { listings, place } = setUp(t, { count: 3, etag: 'a' });
    assert.equal(listings.known({ ...place, path: 'sub/f2' }), null);
    await countOf(await listings.list(place));
    assert.equal(listings.known({ ...place, path: 'sub/f2' })?.kind, 'file');
    assert.equal(listings.known({ ...place, path: 'sub/no' }), null);
  });
});
