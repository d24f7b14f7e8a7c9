import type { PublicationFile } from 'sciencemesh-contract';
import { publicationFile } from '../../testing/samples';
import {
  choosable,
  isExcluded,
  linesOf,
  TreeChoice,
  treeOf,
  withChoice
} from './filetree';

const files = (...paths: string[]): PublicationFile[] =>
  paths.map(path => publicationFile({ path, key: path }));

const SOME = files('b.csv', 'data/a.csv', 'data/raw/1.csv', 'data/raw/2.csv');

describe('treeOf', () => {
  it('puts folders first and counts what is below', () => {
    const top = treeOf(SOME);
    expect(top.children.map(({ name }) => name)).toEqual(['data', 'b.csv']);
    expect(top.children[0]).toMatchObject({ files: 3, bytes: 300 });
    expect(top).toMatchObject({ files: 4, bytes: 400 });
  });

  it('shows what is in open folders only', () => {
    const lines = linesOf(treeOf(SOME), new Set(['data']));
    expect(lines.map(({ level, node }) => [level, node.path])).toEqual([
      [1, 'data'],
      [2, 'data/raw'],
      [2, 'data/a.csv'],
      [1, 'b.csv']
    ]);
  });

  it('knows a folder that is told as one by what is in it', () => {
    const top = treeOf([...SOME, ...files('data')]);
    expect(top.children.map(({ path }) => path)).toEqual(['data', 'b.csv']);
  });

  it('is made of ten thousand files in no time', () => {
    const many = Array.from({ length: 10_000 }, (_, index) =>
      publicationFile({ path: `${index % 100}/${index}.csv` })
    );
    const before = performance.now();
    const top = treeOf(many);
    const choice = new TreeChoice(top, new Set(['7']));
    linesOf(top, new Set(top.children.map(({ path }) => path)));
    expect(performance.now() - before).toBeLessThan(1000);
    expect(choice.totals.files).toBe(9900);
  });
});

describe('TreeChoice', () => {
  const of = (excluded: string[], path: string): string => {
    const top = treeOf(SOME);
    const choice = new TreeChoice(top, new Set(excluded));
    const all = linesOf(top, new Set(['data', 'data/raw']));
    const line = all.find(({ node }) => node.path === path);
    return line ? choice.of(line.node) : 'no such line';
  };

  it.each([
    [[], 'data', 'all'],
    [['data/raw/1.csv'], 'data', 'some'],
    [['data/raw/1.csv'], 'data/raw', 'some'],
    [['data/raw'], 'data/raw', 'none'],
    [['data/raw'], 'data/raw/2.csv', 'none'],
    [['data/raw', 'data/a.csv'], 'data', 'none']
  ])('without %j, of %s there is %s', (excluded, path, choice) => {
    expect(of(excluded, path)).toBe(choice);
  });

  it('counts no caches, and leaves no choice about them', () => {
    const cache = publicationFile({
      path: '.ipynb_checkpoints',
      state: 'left-out',
      message: 'checkpoints of Jupyter'
    });
    const top = treeOf([...SOME, cache]);
    const choice = new TreeChoice(top, new Set());
    expect(choice.totals.files).toBe(4);
    const node = top.children.find(({ path }) => path === cache.path);
    expect(node && choice.isOpen(node)).toBe(false);
  });
});

describe('withChoice', () => {
  const top = treeOf(SOME);

  it('leaves a folder out by its own path', () => {
    expect(withChoice(top, ['data/a.csv', 'b.csv'], 'data', false)).toEqual([
      'b.csv',
      'data'
    ]);
  });

  it('takes one file of a folder that is left out', () => {
    const excluded = withChoice(top, ['data'], 'data/raw/1.csv', true);
    expect([...excluded].sort()).toEqual(['data/a.csv', 'data/raw/2.csv']);
  });

  it('takes a whole folder again', () => {
    expect(withChoice(top, ['data/raw/1.csv', 'b.csv'], 'data', true)).toEqual([
      'b.csv'
    ]);
  });

  it('takes back what it did', () => {
    const out = withChoice(top, [], 'data/raw', false);
    expect(withChoice(top, out, 'data/raw', true)).toEqual([]);
  });
});

describe('choosable', () => {
  it('keeps in sight what the person leaves out', () => {
    const after = choosable(
      [
        publicationFile({ path: 'data', state: 'left-out', message: 'by you' }),
        publicationFile({ path: 'b.csv' })
      ],
      SOME,
      new Set(['data'])
    );
    expect(after.map(({ path }) => path).sort()).toEqual([
      'b.csv',
      'data',
      'data/a.csv',
      'data/raw/1.csv',
      'data/raw/2.csv'
    ]);
    expect(after.every(({ state }) => state === 'planned')).toBe(true);
  });
});

describe('isExcluded', () => {
  it('does not take a beginning for a folder', () => {
    expect(isExcluded('database.csv', new Set(['data']))).toBe(false);
  });
});
