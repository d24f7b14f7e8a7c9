import { TestFile } from '../../testing/files';
import { settle, trans } from '../../testing/server';
import { RangeReader } from '../rangereader';
import { ParquetModel } from './model';

// Pages know no files of the machine, and so neither do the types here.
const { readFileSync } = jest.requireActual<{
  readFileSync(path: string): Uint8Array;
}>('node:fs');

/** 250 rows in three groups, packed by zstd. */
const BYTES = readFileSync('ui-tests/fixtures/runs.parquet');

async function shown(file: TestFile): Promise<ParquetModel> {
  const { settings, url } = file;
  const model = new ParquetModel({
    name: 'runs.parquet',
    path: 'runs.parquet',
    open: () => new RangeReader({ serverSettings: settings, trans, url })
  });
  await until(model);
  return model;
}

async function until(model: ParquetModel): Promise<void> {
  do {
    await settle();
  } while (model.isLoading);
}

describe('ParquetModel', () => {
  // What reads the format is transformed for the first time.
  beforeAll(async () => {
    await import('./table');
  }, 60_000);

  it('shows what a file says of itself, and its first rows', async () => {
    const model = await shown(TestFile.of(BYTES));
    expect(model.failure).toBeNull();
    expect(model.table?.rows).toBe(250);
    expect(model.table?.columns.map(({ name }) => name)).toContain('detector');
    expect(model.rows).toHaveLength(100);
    expect(model.rows[0]?.slice(0, 2)).toEqual(['0', 'CMS']);
    expect([model.hasPrevious, model.hasNext]).toEqual([false, true]);
  });

  it('turns pages to the last row and back', async () => {
    const model = await shown(TestFile.of(BYTES));
    await model.next();
    await model.next();
    expect(model.first).toBe(200);
    expect(model.rows.at(-1)?.[0]).toBe('249');
    expect(model.hasNext).toBe(false);
    await model.previous();
    expect(model.rows[0]?.[0]).toBe('100');
  });

  it('shows the page that was asked for last, not the one that came last', async () => {
    const model = await shown(TestFile.of(BYTES));
    await Promise.all([model.next(), model.next(), model.previous()]);
    expect(model.rows[0]?.[0]).toBe(String(model.first));
  });

  it('says why a file cannot be shown, and tries again', async () => {
    const file = TestFile.of(BYTES);
    file.refusal = 503;
    const model = await shown(file);
    expect(model.failure).toMatchObject({ code: 'file-unreadable' });
    file.refusal = null;
    await model.reload();
    await until(model);
    expect(model.failure).toBeNull();
    expect(model.rows).toHaveLength(100);
  });

  it('says so of a file that only ends like one', async () => {
    const model = await shown(TestFile.of('no table at all'));
    expect(model.failure).not.toBeNull();
    expect(model.rows).toEqual([]);
  });
});
