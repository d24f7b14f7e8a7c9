/**
 * One archive of all files; on a disk that is full, too, which only root can
 * arrange.
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import {
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { canMount, mountSmall } from '../../jobs/testing/small-disk.ts';
import { askPython } from '../../packages/testing/python.ts';
import type { SelectedFile } from '../selected-file.ts';
import { writeArchive } from './archive.ts';
import { PublishingBench, signal } from './testing/bench.ts';
import { dataverseAt, DataverseServer } from './testing/dataverse.ts';

function folderFor(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'publishing-archive-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function file(real: string, path: string, content: Buffer | string) {
  writeFileSync(real, content);
  const { mtimeMs: modified, size } = statSync(real);
  return { path, real, size, modified } satisfies SelectedFile;
}

/** What another program finds in it, after it has checked all checksums. */
function entriesOf(archive: string): Record<string, number> {
  const program = `
import json, sys, zipfile
with zipfile.ZipFile(json.load(sys.stdin)) as archive:
    assert archive.testzip() is None
    print(json.dumps({one.filename: one.file_size for one in archive.infolist()}))
`;
  return askPython(program, archive) as Record<string, number>;
}

describe('an archive', () => {
  it('holds every file under its path, whatever its name', async t => {
    const folder = folderFor(t);
    const names = ['é "1".csv', 'b/מ.txt', `${'n'.repeat(200)}.png`, 'empty'];
    const files = names.map((path, index) =>
      file(
        join(folder, String(index)),
        path,
        path === 'empty' ? '' : randomBytes(100_000 + index)
      )
    );
    const target = join(folder, 'payload.zip');
    const { size } = await writeArchive(target, files, signal);
    assert.equal(size, statSync(target).size);
    assert.deepEqual(
      entriesOf(target),
      Object.fromEntries(files.map(one => [one.path, one.size]))
    );
  });

  it('is not made of files that changed meanwhile', async t => {
    const folder = folderFor(t);
    const one = file(join(folder, 'a'), 'a', 'abc');
    const target = join(folder, 'payload.zip');
    writeFileSync(one.real, 'abcd');
    await assert.rejects(writeArchive(target, [one], signal), /"a" changed/u);
    rmSync(one.real);
    await assert.rejects(writeArchive(target, [one], signal), /"a" changed/u);
    assert.deepEqual(readdirSync(folder), []);
  });

  it('ends when nobody wants it any more', async t => {
    const folder = folderFor(t);
    const one = file(join(folder, 'a'), 'a', 'abc');
    const ended = AbortSignal.abort();
    await assert.rejects(writeArchive(join(folder, 'z'), [one], ended));
    assert.deepEqual(readdirSync(folder), ['a']);
  });
});

describe('a publication as one archive', () => {
  it('is sent with what explains it beside it', async t => {
    const server = await DataverseServer.start({ maxUnpacked: 0 });
    t.after(() => server.stop());
    const bench = await PublishingBench.start(t, dataverseAt(server));
    bench.write('README.md', '# Muons');
    bench.write('data/a.csv', 'a,b\n1,2\n');
    const id = await bench.verified({ folders: 'zip' });
    const { items } = await bench.library.files(id, {});
    assert.deepEqual(
      items.map(({ path, state }) => [path, state]),
      [
        ['README.md', 'verified'],
        ['payload.zip', 'verified'],
        ['ro-crate-metadata.json', 'verified'],
        ['ro-crate-preview.html', 'verified']
      ]
    );
    const archive = join(bench.folder, 'data', 'publications', id);
    assert.deepEqual(
      Object.keys(entriesOf(join(archive, 'payload.zip'))).map(path =>
        basename(path)
      ),
      ['README.md', 'a.csv', 'ro-crate-metadata.json', 'ro-crate-preview.html']
    );
  });
});

if (canMount()) {
  describe('a disk that is too small for the archive', () => {
    for (const [what, content] of [
      ['is known before', randomBytes(4 * 1024 * 1024)],
      ['is told when it is full', 'text '.repeat(1_000_000)]
    ] as const) {
      it(`${what}, and nothing is left on it`, async t => {
        const small = mkdtempSync(join(tmpdir(), 'publishing-small-'));
        mountSmall(t, small, 1);
        t.after(() => rmSync(small, { recursive: true, force: true }));
        const folder = folderFor(t);
        const name = typeof content === 'string' ? 'a.txt' : 'a.gz';
        const one = file(join(folder, name), name, content);
        const noise = file(join(folder, 'n'), 'n.txt', randomBytes(1_500_000));
        await assert.rejects(
          writeArchive(join(small, 'payload.zip'), [one, noise], signal),
          /too full for the archive/u
        );
        assert.deepEqual(readdirSync(small), []);
      });
    }
  });
} else {
  process.stderr.write(
    'Full disks are left out: only root may mount small ones, where mounting is allowed.\n'
  );
}
