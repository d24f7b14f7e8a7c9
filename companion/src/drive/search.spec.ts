import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import fc from 'fast-check';
import type { SearchRow } from 'sciencemesh-contract';
import { CopyScene, type SceneOptions } from '../copies/testing/scene.ts';
import { troubled } from '../copies/testing/troubled.ts';
import { StorageError } from '../storage/storage.ts';
import { matcherFor } from './search-matching.ts';
import { DriveSearch } from './search.ts';

type Hit = Extract<SearchRow, { type: 'hit' }>;

function setUp(test: TestContext, options: SceneOptions, now?: () => number) {
  const { drive } = CopyScene.make(test, options);
  const search = new DriveSearch({ drive, ...(now ? { now } : {}) });
  return async (q: string, signal = new AbortController().signal) => {
    const rows: SearchRow[] = [];
    for await (const row of await search.find({ q }, signal)) {
      rows.push(row);
    }
    const hits = rows.filter((row): row is Hit => row.type === 'hit');
    return {
      rows,
      paths: hits
        .sort((one, other) => one.rank - other.rank)
        .map(({ path }) => path),
      shares: rows.filter(row => row.type === 'share'),
      end: rows.find(row => row.type === 'end')
    };
  };
}

describe('a search across the drive', () => {
  it('finds names in all shares and folders, the best first', async t => {
    const find = setUp(t, {
      shares: {
        one: { 'a/muon.root': '1', 'b/c/my muons.txt': '2', 'x.txt': '3' },
        two: { 'dimuon.csv': '4', muon: null }
      }
    });
    const { paths, end } = await find('Muon');
    assert.deepEqual(paths.slice(0, 2).sort(), ['one/a/muon.root', 'two/muon']);
    assert.deepEqual(paths.slice(2), [
      'one/b/c/my muons.txt',
      'two/dimuon.csv'
    ]);
    assert.deepEqual(end, {
      type: 'end',
      shares: 2,
      failed: 0,
      files: 8,
      limited: false
    });
  });

  it('finds shares by their own names', async t => {
    const find = setUp(t, { shares: { 'Higgs data': {}, other: {} } });
    assert.deepEqual((await find('higgs')).paths, ['Higgs data']);
  });

  it('is not delayed or ended by a share that fails', async t => {
    const find = setUp(t, {
      shares: {
        dead: { hit: '' },
        partly: { 'x/hit': '', hit: '' },
        ok: { hit: '' }
      },
      between: (name, storage) =>
        troubled(storage, {
          before: (_, path) => {
            if (name === 'dead' || path === 'x') {
              throw new StorageError('unreachable', 'Nobody answers.');
            }
          }
        })
    });
    const { paths, shares, end } = await find('hit');
    assert.deepEqual(paths.sort(), ['ok/hit', 'partly/hit']);
    assert.deepEqual(
      shares.map(row => row.type === 'share' && [row.name, row.state]).sort(),
      [
        ['dead', 'failed'],
        ['ok', 'done'],
        ['partly', 'incomplete']
      ]
    );
    assert.equal(end?.type === 'end' && end.failed, 1);
  });

  it('ends when nobody listens any more', async t => {
    const control = new AbortController();
    let listed = 0;
    const find = setUp(t, {
      shares: { one: { 'a/b/c/d/e': '' } },
      between: (_, storage) =>
        troubled(storage, {
          before: () => {
            listed += 1;
            control.abort();
          }
        })
    });
    await find('e', control.signal);
    assert.equal(listed, 1);
  });

  it('asks again for what has grown old, and not before', async t => {
    let now = 0;
    let listed = 0;
    const find = setUp(
      t,
      {
        shares: { one: { 'a/b': '' } },
        between: (_, storage) =>
          troubled(storage, { before: () => void (listed += 1) })
      },
      () => now
    );
    await find('b');
    await find('a');
    assert.equal(listed, 2);
    now += 31_000;
    await find('b');
    assert.equal(listed, 4);
  });

  it('stops at a thousand hits and says so', async t => {
    const tree = Object.fromEntries(
      Array.from({ length: 1100 }, (_, index) => [`hit-${index}`, ''])
    );
    const find = setUp(t, { shares: { one: tree } });
    const { paths, end } = await find('hit');
    assert.equal(paths.length, 1000);
    assert.equal(end?.type === 'end' && end.limited, true);
  });
});

describe('a name', () => {
  const ranks: [query: string, name: string, rank: number | null][] = [
    ['muon.root', 'Muon.ROOT', 0],
    ['muon', 'muon.root', 0],
    ['muon', 'muons.root', 1],
    ['data', 'my-data.csv', 2],
    ['ata', 'data.csv', 3],
    ['csv 2026', 'run_2026.csv', 2],
    ['resume', 'Résumé.pdf', 0],
    ['re\u0301sume\u0301', 'résumé.pdf', 0],
    ['*.root', 'a.root', 1],
    ['*.root', 'a.root.txt', null],
    ['run-??.csv', 'run-07.csv', 1],
    ['run-??.csv', 'run-7.csv', null],
    ['(', 'a(1).txt', 3],
    ['nothing', 'else', null]
  ];
  for (const [query, name, rank] of ranks) {
    it(`"${name}" has rank ${rank} for "${query}"`, () => {
      assert.equal(matcherFor(query)(name), rank);
    });
  }

  it('is judged quickly whatever the pattern', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ab*?]{1,200}$/), pattern => {
        const start = performance.now();
        matcherFor(`${pattern}*`)('a'.repeat(255));
        return performance.now() - start < 100;
      })
    );
  });
});
