import type { DirListing } from '@jupyterlab/filebrowser';
import type { Contents } from '@jupyterlab/services';
import { signalToPromise } from '@jupyterlab/testing';
import { contentModel } from '../../testing/contents';
import type { IOrder } from './order';
import { sortInTurns, sortNow } from './order';
import { Rows } from './rows';
import { scrollFor, sliceAt } from './slice';

function entry(name: string, members: Partial<Contents.IModel> = {}) {
  return contentModel({ path: `ScienceMesh:Beam/${name}`, ...members });
}

function order(
  state: Partial<DirListing.ISortState> = {},
  members: Partial<IOrder> = {}
): IOrder {
  return {
    state: { key: 'name', direction: 'ascending', ...state },
    language: 'en',
    naturally: true,
    notebooksFirst: false,
    ...members
  };
}

function names(entries: Iterable<Contents.IModel> | null): string[] {
  return [...(entries ?? [])].map(({ name }) => name);
}

/** So many that they are sorted by keys. */
function many(count: number): Contents.IModel[] {
  return Array.from({ length: count }, (_, index) =>
    entry(`run-${(index * 7919) % count}.root`)
  );
}

describe('the order of entries', () => {
  const mixed = [
    entry('run-10.txt'),
    entry('Run-9.txt'),
    entry('élan.txt'),
    entry('Elan-2.txt'),
    entry('look.ipynb'),
    entry('zoo', { type: 'directory' })
  ];

  it('is that of JupyterLab: folders first, numbers by value, no case', () => {
    expect(names(sortNow(mixed, order()))).toEqual(
      [
        'zoo',
        'élan.txt',
        'Elan-2.txt',
        'look.ipynb',
        'Run-9.txt',
        'run-10.txt'
      ].sort((a, b) => {
        const rank = (name: string) => (name === 'zoo' ? 0 : 1);
        const collator = new Intl.Collator('en', {
          numeric: true,
          sensitivity: 'base'
        });
        return rank(a) - rank(b) || collator.compare(a, b);
      })
    );
  });

  it('puts notebooks before other files if so wished', () => {
    const sorted = sortNow(mixed, order({}, { notebooksFirst: true }));
    expect(names(sorted).slice(0, 2)).toEqual(['zoo', 'look.ipynb']);
  });

  it('turns round, but keeps folders first', () => {
    const sorted = names(sortNow(mixed, order({ direction: 'descending' })));
    expect(sorted[0]).toBe('zoo');
    expect(sorted[1]).toBe('run-10.txt');
  });

  it('goes by date and by size', () => {
    const files = [
      entry('old', { last_modified: '2020-01-01T00:00:00Z', size: 3 }),
      entry('new', { last_modified: '2026-01-01T00:00:00Z', size: 1 })
    ];
    const by = (key: DirListing.ISortState['key']) =>
      names(sortNow(files, order({ key })));
    expect(by('last_modified')).toEqual(['old', 'new']);
    expect(by('file_size')).toEqual(['old', 'new']);
  });

  it('is the same when it is made in turns', async () => {
    const entries = many(20_000);
    const sorted = await sortInTurns(entries, order(), async () => true);
    expect(names(sorted)).toEqual(
      Array.from({ length: 20_000 }, (_, index) => `run-${index}.root`)
    );
  });

  it('is given up when nobody wants it any more', async () => {
    const sorted = await sortInTurns(many(20_000), order(), async () => false);
    expect(sorted).toBeNull();
  });
});

describe('Rows', () => {
  it('shows the entries that are chosen, in order', async () => {
    const rows = new Rows();
    await rows.show(
      [entry('b'), entry('.hidden'), entry('a')],
      order(),
      ({ name }) => !name.startsWith('.')
    );
    expect(names(rows.shown)).toEqual(['a', 'b']);
    expect(rows.indexOf('ScienceMesh:Beam/b')).toBe(1);
    expect(rows.indexOf('ScienceMesh:Beam/.hidden')).toBe(-1);
    rows.dispose();
  });

  it('keeps what is on show until many rows are sorted', async () => {
    const rows = new Rows();
    await rows.show([entry('a')], order(), () => true);
    const changed = signalToPromise(rows.changed);
    void rows.show(many(10_000), order(), () => true);
    expect(names(rows.shown)).toEqual(['a']);
    await changed;
    expect(rows.shown).toHaveLength(10_000);
    rows.dispose();
  });

  it('shows the last choice when the person types on', async () => {
    const rows = new Rows();
    await rows.show(many(10_000), order(), () => true);
    const first = rows.choose(({ name }) => name.includes('1'));
    await rows.choose(({ name }) => name === 'run-12.root');
    await first;
    expect(names(rows.shown)).toEqual(['run-12.root']);
    rows.dispose();
  });
});

describe('the rows that have nodes', () => {
  const place = { height: 500, rowHeight: 25 };

  it.each([0, 1, 40, 100_000])('are few among %d', count => {
    const { start, end } = sliceAt({ ...place, count, scrollTop: 250_000 });
    expect(start).toBeGreaterThanOrEqual(0);
    expect(end).toBeLessThanOrEqual(count);
    expect(end - start).toBeLessThan(80);
  });

  it('hold all that is in sight', () => {
    const { start, end } = sliceAt({
      ...place,
      count: 100_000,
      scrollTop: 250_010
    });
    expect(start).toBeLessThanOrEqual(10_000);
    expect(end).toBeGreaterThanOrEqual(10_021);
  });

  it('are scrolled to where the row is in sight', () => {
    expect(scrollFor(4, { ...place, scrollTop: 0 })).toBeNull();
    expect(scrollFor(20, { ...place, scrollTop: 0 })).toBe(25);
    expect(scrollFor(4, { ...place, scrollTop: 200 })).toBe(100);
  });
});
