import { TestFile } from '../../testing/files';
import { settle, trans } from '../../testing/server';
import { RangeReader } from '../rangereader';
import { TextModel } from './model';

function modelOf(file: TestFile): TextModel {
  const { settings, url } = file;
  return new TextModel({
    name: 'long.log',
    path: 'long.log',
    open: () => new RangeReader({ serverSettings: settings, trans, url })
  });
}

/** A file of a hundred thousand numbered lines. */
function numbered(): TestFile {
  return TestFile.of(
    Array.from({ length: 100_000 }, (_, index) => `line ${index + 1}`).join(
      '\n'
    )
  );
}

describe('TextModel', () => {
  it('shows the first page, and the next below it', async () => {
    const model = modelOf(numbered());
    await settle();
    expect(model.lines[0]).toEqual({ number: 1, text: 'line 1' });
    expect(model.hasMore).toBe(true);
    const shown = model.lines.length;
    await model.showMore();
    expect(model.lines[shown]).toEqual({
      number: shown + 1,
      text: `line ${shown + 1}`
    });
  });

  it('shows the last page, and the one before above it', async () => {
    const model = modelOf(numbered());
    await model.show('end');
    expect(model.lines.at(-1)).toEqual({ number: null, text: 'line 100000' });
    const [, end] = model.range;
    expect(end).toBe(model.size);
    const top = model.lines[0]?.text;
    await model.showMore();
    expect(model.lines[0]?.text).not.toBe(top);
    expect(model.lines.at(-1)?.text).toBe('line 100000');
  });

  it('counts lines, not the pieces of a very long one', async () => {
    const model = modelOf(TestFile.of(`${'x'.repeat(300_000)}\nnext`));
    await settle();
    await model.showMore();
    expect(model.lines.map(({ number }) => number)).toEqual([1, null, 2]);
    expect(model.hasMore).toBe(false);
  });

  it('keeps what is shown when more cannot be read, and tries again', async () => {
    const file = numbered();
    const model = modelOf(file);
    await settle();
    const shown = model.lines.length;
    file.refusal = 503;
    // The second page begins in a block that was read with the first one.
    await model.showMore();
    expect(model.failure).toMatchObject({ code: 'file-unreadable' });
    expect(model.lines).toHaveLength(shown);
    file.refusal = null;
    await model.showMore();
    expect(model.failure).toBeNull();
    expect(model.lines.length).toBeGreaterThan(shown);
  });

  it('reads a file that was changed anew', async () => {
    const file = numbered();
    const model = modelOf(file);
    await settle();
    file.version = '"2"';
    await model.showMore();
    expect(model.failure).toMatchObject({ code: 'file-changed' });
    await model.reload();
    expect(model.failure).toBeNull();
    expect(model.lines[0]?.text).toBe('line 1');
  });
});
