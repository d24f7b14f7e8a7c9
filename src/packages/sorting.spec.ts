import type { PackageFile } from 'sciencemesh-contract';
import { file } from '../testing/samples';
import type { ISorting } from './sorting';
import { nextSorting, sorted } from './sorting';

describe('sorted', () => {
  const files = [
    file({ index: 0, path: 'run10.csv', size: 5 }),
    file({ index: 1, path: 'run2.csv', size: null }),
    file({ index: 2, path: 'run1.csv', size: 7 })
  ];
  const order = (
    these: readonly PackageFile[],
    sorting: ISorting | null
  ): number[] =>
    sorted(these, sorting, one => `state ${one.size}`).map(one => one.index);

  it('keeps the order of the package', () => {
    expect(order(files, null)).toEqual([0, 1, 2]);
  });

  it('counts numbers in names as numbers', () => {
    const sorting = { column: 'name', ascending: true } as const;
    expect(order(files, sorting)).toEqual([2, 1, 0]);
  });

  it('puts unknown sizes last when the largest come first', () => {
    const sorting = { column: 'size', ascending: false } as const;
    expect(order(files, sorting)).toEqual([2, 0, 1]);
  });

  it('sorts states as they are shown', () => {
    const sorting = { column: 'state', ascending: true } as const;
    expect(order(files, sorting)).toEqual([0, 2, 1]);
  });
});

describe('nextSorting', () => {
  it('goes up, down, and back to where it was', () => {
    const up = nextSorting(null, 'size');
    const down = nextSorting(up, 'size');
    expect([up, down, nextSorting(down, 'size')]).toEqual([
      { column: 'size', ascending: true },
      { column: 'size', ascending: false },
      null
    ]);
  });
});
