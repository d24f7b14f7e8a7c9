import assert from 'node:assert/strict';
import {
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  writeFile
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { GitServer, Repository } from '../../../../peers/git/index.ts';
import { startOrigin, type Origin } from '../../../../peers/origin/index.ts';
import { createOutboundClient } from '../../http/guarded-client.ts';
import type { OutboundClient } from '../../http/outbound.ts';
import { zipOf, type ZipEntry } from '../testing/zips.ts';
import {
  createRepositoryFetcher,
  type RepositoryFetcher,
  type RepositoryOutcome,
  type RepositoryPart
} from './fetch.ts';

const DATA_LENS = join(
  import.meta.dirname,
  '../../../../peers/origin/repositories/recap/DataLens'
);
const GIT: RepositoryPart = {
  type: 'git',
  url: 'https://git.example.org/recap/DataLens.git',
  reference: null,
  folder: 'DataLens'
};
const ARCHIVE: RepositoryPart = {
  type: 'archive',
  path: '.sciencemesh/repository.zip',
  folder: 'DataLens'
};

let origin: Origin;
let server: GitServer;
let repository: Repository;
let outbound: OutboundClient;
let fetcher: RepositoryFetcher;
let copy = '';

before(async () => {
  origin = await startOrigin();
  server = await GitServer.start();
  repository = await Repository.create(DATA_LENS);
  server.add('/recap/DataLens', repository);
  origin.forward('git.example.org', server.url);
  outbound = createOutboundClient({}, undefined, {
    environment: origin.environment
  });
  fetcher = createRepositoryFetcher(outbound);
});
after(async () => {
  await outbound.close();
  await origin.stop();
  await server.stop();
  await repository.dispose();
});
beforeEach(async () => {
  copy = await mkdtemp(join(tmpdir(), 'copy-'));
  await mkdir(join(copy, '.sciencemesh'));
});
afterEach(() => rm(copy, { recursive: true }));

function fetch(
  part: RepositoryPart,
  notebookPath: string | null = null,
  signal = new AbortController().signal
): Promise<RepositoryOutcome> {
  const hints = { notebookPath, reference: null, environment: {} };
  return fetcher.fetch(copy, part, hints, signal);
}

async function arrived(...entries: ZipEntry[]): Promise<void> {
  await writeFile(join(copy, '.sciencemesh/repository.zip'), zipOf(entries));
}

describe('a repository on its way into a working copy', () => {
  it('is the same by git and by archive', async () => {
    const trees: string[][] = [];
    for (const part of [GIT, ARCHIVE]) {
      if (part === ARCHIVE) {
        await writeFile(
          join(copy, ARCHIVE.path),
          await readFile(await repository.archive('zip', 'DataLens-main'))
        );
      }
      const outcome = await fetch(part);
      assert.ok(outcome.ok);
      assert.equal(outcome.message, null);
      assert.notEqual(outcome.repository.notebooks.length, 0);
      const folder = join(copy, 'DataLens');
      trees.push((await readdir(folder, { recursive: true })).sort());
      await rm(folder, { recursive: true });
    }
    assert.deepEqual(trees[0], trees[1]);
    assert.ok(!trees[0]?.includes('.git'));
  });

  it('leaves nothing in our folder when it has come by git', async () => {
    await fetch(GIT);
    assert.deepEqual(await readdir(join(copy, '.sciencemesh')), []);
  });

  it('stays as it is when it is there already', async () => {
    await mkdir(join(copy, 'DataLens'));
    await writeFile(join(copy, 'DataLens', 'mine.ipynb'), '{}');
    for (const part of [GIT, ARCHIVE, { ...GIT, url: 'https://10.0.0.1/' }]) {
      assert.deepEqual(await fetch(part), {
        ok: true,
        repository: {
          notebooks: ['DataLens/mine.ipynb'],
          entry: 'DataLens/mine.ipynb',
          environment: [],
          readme: null
        },
        message: null
      });
    }
  });

  it('is looked into where its files have come one by one', async () => {
    const part: RepositoryPart = { type: 'folder', folder: 'record' };
    const before = await fetch(part);
    assert.ok(!before.ok);
    assert.match(before.message, /None of the files/);
    await mkdir(join(copy, 'record'));
    await writeFile(join(copy, 'record', 'index.ipynb'), '{}');
    const then = await fetch(part);
    assert.ok(then.ok);
    assert.equal(then.repository.entry, 'record/index.ipynb');
  });

  it('tells what was left out of it', async () => {
    await arrived(
      { name: 'x/a.ipynb', content: '{}' },
      ...['one', 'two\u202e', 'three', 'four', 'five'].map(name => ({
        name: `x/${name}`,
        content: '/etc/passwd',
        mode: 0o120777
      }))
    );
    const outcome = await fetch(ARCHIVE);
    assert.ok(outcome.ok);
    assert.equal(
      outcome.message,
      'Left out of the repository, as links, other repositories and unsafe names are: "one", "two", "three" and 2 more.'
    );
  });

  it('begins with the notebook that the package names', async () => {
    await arrived(
      { name: 'x/a.ipynb', content: '{}' },
      { name: 'x/sub/b.ipynb', content: '{}' }
    );
    const outcome = await fetch(ARCHIVE, 'sub/b.ipynb');
    assert.ok(outcome.ok);
    assert.equal(outcome.repository.entry, 'DataLens/sub/b.ipynb');
  });

  it('that cannot be had is a sentence', async () => {
    const outcome = await fetch({ ...GIT, reference: 'nowhere' });
    assert.ok(!outcome.ok);
    assert.match(outcome.message, /no branch, tag or commit named nowhere/);
  });

  it('whose place is taken by a file is a sentence', async () => {
    await writeFile(join(copy, 'DataLens'), '');
    const outcome = await fetch(GIT);
    assert.ok(!outcome.ok);
    assert.match(outcome.message, /in the place of the repository/);
  });

  it('is not had at all when it is stopped', async () => {
    await arrived({ name: 'x/a.ipynb', content: '{}' });
    for (const part of [GIT, ARCHIVE]) {
      await assert.rejects(fetch(part, null, AbortSignal.abort()), {
        name: 'AbortError'
      });
    }
    assert.deepEqual(await readdir(copy), ['.sciencemesh']);
  });
});
