import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { trials } from '../testing/trials.ts';
import { zipOf, type ZipEntry } from '../testing/zips.ts';
import {
  ArchiveError,
  isArchive,
  MAXIMUM_ENTRIES,
  openArchiveEntry,
  readArchive
} from './archive.ts';

const CRATE = { name: 'ro-crate-metadata.json', content: '{"@graph":[]}' };

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'archive-'));
});
after(() => rm(folder, { recursive: true }));

async function write(content: Buffer): Promise<string> {
  const path = join(folder, 'crate.zip');
  await writeFile(path, content);
  return path;
}

const zip = (...entries: ZipEntry[]) => write(zipOf(entries));

async function refused(path: string, reason: RegExp): Promise<void> {
  await assert.rejects(readArchive(path), (error: unknown) => {
    assert.ok(error instanceof ArchiveError);
    assert.match(error.message, reason);
    return true;
  });
}

describe('readArchive', () => {
  it('gives the document and the files with their sizes', async () => {
    const path = await zip(
      CRATE,
      { name: 'data/', content: '' },
      { name: 'data/ä.csv', content: 'a,b\n' }
    );
    const archive = await readArchive(path);
    assert.equal(archive.document, CRATE.content);
    assert.deepEqual(
      [...archive.files],
      [
        [CRATE.name, CRATE.content.length],
        ['data/ä.csv', 4]
      ]
    );
    const stream = await openArchiveEntry(path, archive.entryOf('data/ä.csv'));
    assert.equal(await text(stream), 'a,b\n');
  });

  it('takes a crate that lies in a folder, the outermost one', async () => {
    const path = await zip(
      { name: 'top/inner/ro-crate-metadata.json', content: 'inner' },
      { name: 'top/ro-crate-metadata.jsonld', content: 'outer' },
      { name: 'top/a.csv', content: 'a' },
      { name: 'beside.csv', content: 'b' }
    );
    const archive = await readArchive(path);
    assert.equal(archive.document, 'outer');
    assert.deepEqual(
      [...archive.files.keys()],
      ['inner/ro-crate-metadata.json', 'ro-crate-metadata.jsonld', 'a.csv']
    );
    assert.equal(archive.entryOf('a.csv'), 'top/a.csv');
  });

  it('leaves out links, devices and what is encrypted', async () => {
    const archive = await readArchive(
      await zip(
        CRATE,
        { name: 'link', content: '/etc/passwd', mode: 0o120777 },
        { name: 'pipe', content: '', mode: 0o010644 },
        { name: 'secret', content: 'x', flags: 1 },
        { name: 'plain', content: 'x', mode: 0 }
      )
    );
    assert.deepEqual([...archive.files.keys()], [CRATE.name, 'plain']);
  });

  it('refuses names that lead out of the folder', async () => {
    for (const name of ['../x', 'a/../../x', '/etc/x', 'C:/x', '..\\x']) {
      await refused(await zip(CRATE, { name, content: 'x' }), /unsafe/);
    }
  });

  it('refuses too many files', async () => {
    const entries = Array.from({ length: MAXIMUM_ENTRIES + 1 }, (_, index) => ({
      name: `f${index}`,
      content: ''
    }));
    await refused(await zip(CRATE, ...entries), /more than 10000 files/);
  });

  it('refuses a list of files that is longer than it need be', async () => {
    const entries = Array.from({ length: 400 }, (_, index) => ({
      name: `${index}${'n'.repeat(50_000)}`,
      content: ''
    }));
    await refused(await zip(CRATE, ...entries), /list of files is too long/);
  });

  it('refuses a document that is too large or lies about it', async () => {
    const bomb = Buffer.alloc(65 * 1024 * 1024);
    await refused(await zip({ ...CRATE, content: bomb }), /unpacks to more/);
    await refused(
      await zip({ ...CRATE, content: bomb, claimedSize: 10 }),
      /damaged|larger/
    );
  });

  it('refuses what is no crate and no zip, in a sentence', async () => {
    await refused(await zip({ name: 'a', content: 'a' }), /holds no ro-crate/);
    await refused(await write(Buffer.from('PK\x03\x04 nothing')), /damaged/);
    await refused(await write(Buffer.alloc(0)), /damaged/);
    await refused(join(folder, 'missing.zip'), /damaged/);
  });

  it('survives bytes that were changed anywhere', async () => {
    const good = zipOf([CRATE, { name: 'a.csv', content: 'a'.repeat(500) }]);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), {
          minLength: 1,
          maxLength: 4
        }),
        async changes => {
          const bad = Buffer.from(good);
          for (const [index, value] of changes) {
            bad[index] = value;
          }
          const path = await write(bad);
          try {
            const archive = await readArchive(path);
            for (const file of archive.files.keys()) {
              await text(await openArchiveEntry(path, archive.entryOf(file)));
            }
          } catch (error) {
            assert.ok(error instanceof ArchiveError, String(error));
          }
        }
      ),
      { ...trials, numRuns: trials.numRuns * 5 }
    );
  });
});

describe('openArchiveEntry', () => {
  it('fails for what is not there and stops at its limit', async () => {
    const path = await zip(CRATE, { name: 'a', content: 'x'.repeat(100) });
    await assert.rejects(openArchiveEntry(path, 'b'), ArchiveError);
    await assert.rejects(openArchiveEntry(path, 'a', 99), ArchiveError);
    const stream = await openArchiveEntry(path, 'a', 100);
    assert.equal((await text(stream)).length, 100);
  });
});

describe('openArchiveEntry, file by file', () => {
  it('takes time that grows with the number of files', async () => {
    const files = Array.from({ length: 1500 }, (_, index) => ({
      name: `data/${index}.csv`,
      content: `${index}`
    }));
    const path = await zip(CRATE, ...files);
    const start = process.cpuUsage();
    for (const { name, content } of files) {
      assert.equal(await text(await openArchiveEntry(path, name)), content);
    }
    const seconds = process.cpuUsage(start).user / 1e6;
    assert.ok(seconds < 10, `${seconds} s`);
  });

  it('notices that the zip is another one', async () => {
    const one = await zip(CRATE, { name: 'a', content: 'one' });
    assert.equal(await text(await openArchiveEntry(one, 'a')), 'one');
    const other = await zip(CRATE, { name: 'b', content: 'another' });
    assert.equal(await text(await openArchiveEntry(other, 'b')), 'another');
    await assert.rejects(openArchiveEntry(other, 'a'), ArchiveError);
  });
});

describe('isArchive', () => {
  it('looks at the bytes, not at the name', async () => {
    assert.equal(await isArchive(await zip(CRATE)), true);
    assert.equal(await isArchive(await write(Buffer.from('{"a":1}'))), false);
    assert.equal(await isArchive(await write(Buffer.from('PK'))), false);
    assert.equal(await isArchive(folder), false);
    assert.equal(await isArchive(join(folder, 'missing')), false);
  });

  it('does not wait for a pipe', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    assert.equal(await isArchive(pipe), false);
  });
});
