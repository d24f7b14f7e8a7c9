import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import {
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  symlink,
  writeFile
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import fc from 'fast-check';
import { trials } from '../testing/trials.ts';
import { zipOf, type ZipEntry } from '../testing/zips.ts';
import { REPOSITORY_LIMITS } from './limits.ts';
import { repositoryPath } from './names.ts';
import { RepositoryProblem, type RepositoryTrouble } from './problem.ts';
import { unpackRepository, type UnpackOrder, type Unpacked } from './unpack.ts';

let base = '';
let copy = '';

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'unpack-'));
  copy = join(base, 'copy');
  await mkdir(copy);
});
afterEach(() => rm(base, { recursive: true }));

async function unpack(
  archive: readonly ZipEntry[] | Buffer,
  changes: Partial<UnpackOrder> = {}
): Promise<Unpacked> {
  const path = join(base, 'archive.zip');
  await writeFile(path, Buffer.isBuffer(archive) ? archive : zipOf(archive));
  return await unpackRepository({
    archive: path,
    folder: join(copy, 'repository'),
    temporary: join(copy, '.sciencemesh', 'repository'),
    limits: REPOSITORY_LIMITS,
    ...changes
  });
}

/** Everything below a folder: paths of files, with `/` for empty folders. */
async function tree(folder: string): Promise<string[]> {
  const entries = await readdir(folder, {
    recursive: true,
    withFileTypes: true
  });
  return entries
    .filter(entry => !entry.isDirectory())
    .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

function failsWith(code: RepositoryTrouble, message = /\.$/) {
  return (error: unknown) => {
    assert.ok(error instanceof RepositoryProblem, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, message);
    return true;
  };
}

const text = (path: string) => readFile(join(copy, path), 'utf8');

describe('the archive of a repository', () => {
  it('is unpacked without the folder at its top', async () => {
    const { leftOut } = await unpack([
      { name: 'lens-main/', content: '', mode: 0o40755 },
      { name: 'lens-main/index.ipynb', content: '{}' },
      { name: 'lens-main/src/lens.py', content: 'print(1)' },
      { name: 'lens-main/.binder/environment.yml', content: 'name: lens' },
      { name: 'lens-main/src/__init__.py', content: '' }
    ]);
    assert.deepEqual(await tree(copy), [
      'repository/.binder/environment.yml',
      'repository/index.ipynb',
      'repository/src/__init__.py',
      'repository/src/lens.py'
    ]);
    assert.equal(await text('repository/src/lens.py'), 'print(1)');
    assert.deepEqual(leftOut, []);
  });

  it('without such a folder is unpacked as it is', async () => {
    await unpack([
      { name: 'a.txt', content: 'a' },
      { name: 'b/c.txt', content: 'c' }
    ]);
    assert.deepEqual(await tree(copy), [
      'repository/a.txt',
      'repository/b/c.txt'
    ]);
  });

  it('keeps which files can be run, and no other mode', async () => {
    await unpack([
      { name: 'x/run.sh', content: '', mode: 0o104777 },
      { name: 'x/read.txt', content: '', mode: 0o100666 }
    ]);
    const mode = async (path: string) =>
      (await lstat(join(copy, path))).mode & 0o7777;
    assert.equal((await mode('repository/run.sh')) & 0o7111, 0o111);
    assert.equal((await mode('repository/read.txt')) & 0o7113, 0);
  });

  it('never becomes a link, a device or a git folder', async () => {
    const { leftOut } = await unpack([
      { name: 'x/a.txt', content: 'a' },
      { name: 'x/out', content: '/etc', mode: 0o120777 },
      { name: 'x/pipe', content: '', mode: 0o010644 },
      { name: 'x/.git/hooks/post-checkout', content: 'boo', mode: 0o100755 },
      { name: 'x/sub/.GIT/config', content: 'boo' },
      { name: 'x/git~1/config', content: 'boo' },
      { name: 'x/.git\u200c/config', content: 'boo' },
      { name: 'x/.git ./config', content: 'boo' },
      { name: 'x/.git::$INDEX_ALLOCATION/config', content: 'boo' },
      { name: 'x/secret', content: 'boo', flags: 1 }
    ]);
    assert.deepEqual(await tree(copy), ['repository/a.txt']);
    assert.equal(leftOut.length, 9);
    assert.ok(leftOut.includes('out'));
  });

  it('that tries to leave its folder is refused as a whole', async () => {
    for (const name of ['../evil.txt', 'x/../../evil.txt', '/evil.txt']) {
      await assert.rejects(
        unpack([
          { name: 'x/a.txt', content: 'a' },
          { name, content: 'evil' }
        ]),
        failsWith('archive')
      );
    }
    assert.deepEqual(await tree(base), ['archive.zip']);
  });

  it('keeps the first of two files at one place', async () => {
    const { leftOut } = await unpack([
      { name: 'x/a', content: 'file' },
      { name: 'x/a/b', content: 'in a folder of that name' },
      { name: 'x/c', content: 'first' },
      { name: 'x/c', content: 'second' }
    ]);
    assert.equal(await text('repository/a'), 'file');
    assert.equal(await text('repository/c'), 'first');
    assert.deepEqual(leftOut.sort(), ['a/b', 'c']);
  });

  it('is not put over what is there', async () => {
    await mkdir(join(copy, 'repository'));
    await writeFile(join(copy, 'repository', 'mine.txt'), 'mine');
    await assert.rejects(
      unpack([{ name: 'x/a.txt', content: 'a' }]),
      failsWith('folder-occupied')
    );
    assert.deepEqual(await tree(copy), ['repository/mine.txt']);
  });

  it('does not follow a link that takes its place', async () => {
    await mkdir(join(base, 'elsewhere'));
    await symlink(join(base, 'elsewhere'), join(copy, 'repository'));
    await assert.rejects(
      unpack([{ name: 'x/a.txt', content: 'a' }]),
      failsWith('folder-occupied')
    );
    assert.deepEqual(await tree(join(base, 'elsewhere')), []);
  });

  it('of more files than are taken in is refused', async () => {
    const entries = Array.from({ length: 20 }, (_, index) => ({
      name: `x/${index}`,
      content: ''
    }));
    await assert.rejects(
      unpack(entries, { limits: { files: 10, unpackedBytes: 1000 } }),
      failsWith('archive', /more than 10 files/)
    );
  });

  it('of more bytes than are taken in is refused', async () => {
    const entries = [
      { name: 'x/a', content: Buffer.alloc(3 * 1024 * 1024) },
      { name: 'x/b', content: Buffer.alloc(3 * 1024 * 1024) }
    ];
    const limits = { files: 10, unpackedBytes: 5 * 1024 * 1024 };
    await assert.rejects(
      unpack(entries, { limits }),
      failsWith('too-large', /unpacks to 6 MiB/)
    );
    assert.deepEqual(await tree(copy), []);
  });

  it('that unpacks to more than it says leaves nothing behind', async () => {
    await assert.rejects(
      unpack([
        { name: 'x/a', content: 'a' },
        { name: 'x/b', content: Buffer.alloc(1_000_000), claimedSize: 10 }
      ]),
      failsWith('archive')
    );
    assert.deepEqual(await tree(copy), []);
  });

  it('whose files share their bytes is a bomb', async () => {
    const zip = zipOf([{ name: 'x/a', content: randomBytes(50_000) }]);
    // The one entry of the directory, many times over.
    const end = zip.length - 22;
    const start = zip.readUInt32LE(end + 16);
    const entry = zip.subarray(start, end);
    const copies = Array.from({ length: 200 }, (_, index) => {
      const copied = Buffer.from(entry);
      copied.write(String.fromCharCode(97 + (index % 26)), 48);
      return copied;
    });
    const directory = Buffer.concat(copies);
    const last = Buffer.from(zip.subarray(end));
    last.writeUInt16LE(copies.length, 8);
    last.writeUInt16LE(copies.length, 10);
    last.writeUInt32LE(directory.length, 12);
    await assert.rejects(
      unpack(Buffer.concat([zip.subarray(0, start), directory, last])),
      failsWith('archive', /overlap/)
    );
  });

  it('that is none says so', async () => {
    await assert.rejects(
      unpack(Buffer.from('<!doctype html>')),
      failsWith('archive')
    );
  });

  it('stops when it is told to', async () => {
    await assert.rejects(
      unpack([{ name: 'x/a', content: 'a' }], {
        signal: AbortSignal.abort()
      }),
      { name: 'AbortError' }
    );
    assert.deepEqual(await tree(copy), []);
  });
});

describe('a path in a repository', () => {
  for (const [written, expected] of [
    ['src/main.py', 'src/main.py'],
    ['.github/workflows/ci.yml', '.github/workflows/ci.yml'],
    ['.gitignore', '.gitignore'],
    ['.gitmodules', '.gitmodules'],
    ['lib/fast.so', 'lib/fast.so'],
    ['Zürich/Daten.csv', 'Zürich/Daten.csv'],
    ['a/./b//c', 'a/b/c'],
    ['12:30.txt', '12_30.txt'],
    ['line\nbreak.txt', 'linebreak.txt'],
    ['ends with dot.', 'ends with dot'],
    ['con.txt', '_con.txt'],
    ['.con ', '._con'],
    ['.git', null],
    ['.git/config', null],
    ['a/.Git/config', null],
    ['GIT~1', null],
    ['\u200b.git/x', null],
    ['\0', null],
    ['', null],
    ['x'.repeat(300), 'x'.repeat(200)],
    [`${'a/'.repeat(70)}b`, null]
  ] as const) {
    it(`${JSON.stringify(written.slice(0, 40))} becomes ${String(expected).slice(0, 40)}`, () => {
      assert.equal(repositoryPath(written), expected);
    });
  }

  it('is never outside, never in a git folder, whatever is written', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.string({ unit: 'binary' }),
            fc.constantFrom('..', '.', '.git', 'git~1', '\\', 'a', '', ' ', '/')
          )
        ),
        parts => {
          const path = repositoryPath(parts.join('/'));
          if (path !== null) {
            assert.ok(!path.startsWith('/'));
            for (const part of path.split('/')) {
              assert.ok(part !== '' && part !== '.' && part !== '..');
              assert.doesNotMatch(part, /^\.git$|[\0\\]/i);
            }
          }
        }
      ),
      trials
    );
  });
});
