import { TestFile } from '../testing/files';
import { settle, trans } from '../testing/server';
import { RangeReader } from './rangereader';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

function readerOf(file: TestFile): RangeReader {
  const { settings, url } = file;
  return new RangeReader({ serverSettings: settings, trans, url });
}

/** A file whose every byte tells its place. */
function counting(size: number): TestFile {
  return new TestFile(size, place => (place * 7 + (place >> 8)) % 256);
}

function expected(start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, index) => {
    const place = start + index;
    return (place * 7 + (place >> 8)) % 256;
  });
}

describe('RangeReader', () => {
  it('reads exactly what it is asked for, across blocks', async () => {
    const reader = readerOf(counting(300_000));
    expect([...(await reader.read(65_000, 200_001))]).toEqual(
      expected(65_000, 200_001)
    );
    expect(await reader.size()).toBe(300_000);
  });

  it('reads less at the end of the file, and nothing after it', async () => {
    const reader = readerOf(counting(100_000));
    expect(await reader.read(99_990, 200_000)).toHaveLength(10);
    expect(await reader.read(100_000, 100_010)).toHaveLength(0);
  });

  it('reads an empty file', async () => {
    const reader = readerOf(counting(0));
    expect(await reader.size()).toBe(0);
    expect(await reader.read(0, 10)).toHaveLength(0);
  });

  it('asks once for what is read twice, and for what is read at once', async () => {
    const file = counting(10 * MIB);
    const reader = readerOf(file);
    await Promise.all([
      reader.read(0, 100),
      reader.read(MIB, 2 * MIB),
      reader.read(MIB + 5, MIB + 10)
    ]);
    await reader.read(MIB, 2 * MIB);
    expect(file.requests).toEqual(['0-65535', '1048576-2097151']);
  });

  it('moves little of a large file', async () => {
    const file = new TestFile(2 * GIB, () => 0);
    const reader = readerOf(file);
    await reader.read(0, 256 * 1024);
    await reader.read(2 * GIB - 10, 2 * GIB);
    expect(reader.bytesMoved).toBeLessThanOrEqual(MIB);
  });

  it('keeps a bounded part of what it read', async () => {
    const file = new TestFile(40 * MIB, () => 1);
    const reader = readerOf(file);
    await reader.read(0, 40 * MIB);
    const before = file.requests.length;
    await reader.read(0, 10);
    expect(file.requests.length).toBe(before + 1);
  });

  it('reads a range out of a whole file, and no further', async () => {
    const file = counting(2 * GIB);
    file.manners = 'sends-everything';
    const reader = readerOf(file);
    expect([...(await reader.read(70_000, 70_010))]).toEqual(
      expected(70_000, 70_010)
    );
    await settle();
    expect(file.bytesSent).toBeLessThan(MIB);
  });

  it('does not fetch most of a large file to get at its end', async () => {
    const file = counting(2 * GIB);
    file.manners = 'sends-everything';
    const reader = readerOf(file);
    await expect(reader.read(GIB, GIB + 1)).rejects.toMatchObject({
      code: 'no-ranges'
    });
    await settle();
    expect(file.bytesSent).toBeLessThan(MIB);
  });

  it('does not mix two versions of a file', async () => {
    const file = counting(MIB);
    const reader = readerOf(file);
    await reader.read(0, 10);
    file.version = '"2"';
    await expect(reader.read(500_000, 500_010)).rejects.toMatchObject({
      code: 'file-changed'
    });
  });

  it.each([
    [404, 'file-missing'],
    [403, 'file-refused'],
    [500, 'file-unreadable'],
    [302, 'file-unreadable']
  ])('says what %i means', async (status, code) => {
    const file = counting(100);
    file.refusal = status;
    await expect(readerOf(file).read(0, 10)).rejects.toMatchObject({ code });
  });

  it('tries again after a failure', async () => {
    const file = counting(100);
    const reader = readerOf(file);
    file.refusal = 503;
    await expect(reader.read(0, 10)).rejects.toThrow('503');
    file.refusal = null;
    expect(await reader.read(0, 10)).toHaveLength(10);
  });

  it('notices an answer that ends too early', async () => {
    const file = counting(MIB);
    file.isCutShort = true;
    await expect(readerOf(file).read(0, 1000)).rejects.toMatchObject({
      code: 'file-cut-short'
    });
  });

  it('stops when it is disposed', async () => {
    const file = counting(50 * MIB);
    const reader = readerOf(file);
    await reader.size();
    const reading = reader.read(0, 50 * MIB);
    reader.dispose();
    await expect(reading).rejects.toMatchObject({ code: 'reading-stopped' });
    expect(file.bytesSent).toBeLessThan(2 * MIB);
  });
});
