import { diffLines } from 'diff';
import type { Hunk } from './hunks';
import { hunksOf } from './hunks';

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `line ${index + 1}`);
}

function compare(theirs: string[], mine: string[]): Hunk[] {
  const text = (lines: string[]): string => `${lines.join('\n')}\n`;
  return hunksOf(diffLines(text(theirs), text(mine)));
}

describe('hunksOf', () => {
  it('shows three lines around a difference, and counts the others', () => {
    const mine = numbered(20);
    mine[9] = 'mine';
    const [before, difference, after] = compare(numbered(20), mine);
    expect(before).toEqual({ kind: 'alike', count: 6 });
    expect(after).toEqual({ kind: 'alike', count: 7 });
    expect(difference).toMatchObject({
      lines: [
        { kind: 'both', text: 'line 7' },
        { kind: 'both' },
        { kind: 'both' },
        { kind: 'theirs', text: 'line 10', theirs: 10, mine: null },
        { kind: 'mine', text: 'mine', theirs: null, mine: 10 },
        { kind: 'both', text: 'line 11' },
        { kind: 'both' },
        { kind: 'both' }
      ]
    });
  });

  it('numbers the lines of both files', () => {
    const hunks = compare(['a', 'b', 'c'], ['new', 'a', 'c']);
    expect(hunks).toHaveLength(1);
    expect(hunks[0]).toMatchObject({
      lines: [
        { text: 'new', theirs: null, mine: 1 },
        { text: 'a', theirs: 1, mine: 2 },
        { text: 'b', theirs: 2, mine: null },
        { text: 'c', theirs: 3, mine: 3 }
      ]
    });
  });

  it('has nothing to show of what is the same', () => {
    expect(compare(numbered(4), numbered(4))).toEqual([
      { kind: 'alike', count: 4 }
    ]);
  });

  it('keeps up with files that have nothing in common', () => {
    const theirs = numbered(50_000).join('\n');
    const begun = performance.now();
    const [hunk] = hunksOf([
      { added: false, removed: true, value: theirs, count: 50_000 },
      { added: true, removed: false, value: theirs, count: 50_000 }
    ]);
    expect(hunk).toMatchObject({ kind: 'lines' });
    expect(performance.now() - begun).toBeLessThan(2_000);
  });
});
