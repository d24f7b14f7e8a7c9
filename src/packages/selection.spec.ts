import { file } from '../testing/samples';
import { FileSelection } from './selection';

describe('FileSelection', () => {
  const files = [
    file({ index: 0, size: 100 }),
    file({ index: 1, size: null }),
    file({ index: 2, size: 50, source: 'missing' })
  ];

  it('wants all that can be fetched', () => {
    const selection = new FileSelection(files);
    expect(files.map(one => selection.isChosen(one))).toEqual([
      true,
      true,
      false
    ]);
    expect(selection.totals).toEqual({ files: 2, bytes: 100, unknownSizes: 1 });
    expect(selection.excluded).toEqual([]);
  });

  it('leaves out what the person leaves out, and takes it back', () => {
    const without = new FileSelection(files).with(files.slice(0, 1), false);
    expect(without.excluded).toEqual([0]);
    expect(without.totals).toEqual({ files: 1, bytes: 0, unknownSizes: 1 });
    expect(without.with(files.slice(0, 1), true).excluded).toEqual([]);
  });

  it('wants files that a check has found later', () => {
    const before = new FileSelection(files).with(files.slice(0, 1), false);
    const after = before.for([...files, file({ index: 3 })]);
    expect(after.excluded).toEqual([0]);
    expect(after.totals.files).toBe(2);
  });
});
