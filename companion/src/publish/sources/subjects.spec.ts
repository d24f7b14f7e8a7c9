import assert from 'node:assert/strict';
import {
  cpSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { PackagePreview, WorkingCopy } from 'sciencemesh-contract';
import { RequestProblem } from '../../http/problem.ts';
import { Folders } from '../../mirrors/folders.ts';
import { libraryScene } from '../../mirrors/testing/library-scene.ts';
import { fromPackage } from '../../provenance/testing/outcomes.ts';
import { record } from '../../provenance/testing/recording.ts';
import { sampleDraft, sampleJob } from '../../provenance/testing/sample-run.ts';
import type { StoredJob } from '../../store/job-records.ts';
import { emptyFolder } from '../../store/testing/folder.ts';
import { Subjects } from './subjects.ts';

const signal = new AbortController().signal;

async function scene(test: TestContext) {
  const base = emptyFolder(test);
  // Of a share, files beyond three bytes do not come by themselves.
  const shares = await libraryScene(test, base, {
    totalBytes: 1e6,
    fileBytes: 3
  });
  const { drive, library, store } = shares;
  const root = join(base, 'root');
  const copies: WorkingCopy[] = [];
  const subjects = new Subjects({
    root,
    dataFolder: store.folder,
    folders: new Folders({ root, drive, mirrors: library }),
    mirrors: library,
    packages: {
      preview: async id => {
        assert.equal(id, 'package');
        return {
          title: 'Muons',
          origin: { type: 'share', shareId: 'share-of-package' },
          workingCopies: copies
        } as PackagePreview;
      }
    },
    store
  });
  const write = (path: string, text = 'x') => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const addJob = (change: Partial<StoredJob> = {}) =>
    store.jobs.add({
      key: 'request',
      job: { ...sampleJob, ...change },
      draft: sampleDraft,
      tasks: []
    });
  return { ...shares, root, copies, subjects, write, addJob };
}

const refused = (code: string, sentence: RegExp) => (error: unknown) => {
  assert.ok(error instanceof RequestProblem, String(error));
  assert.equal(error.code, code);
  assert.match(error.message, sentence);
  return true;
};

describe('files and folders', () => {
  it('are found where JupyterLab shows them, with a title', async t => {
    const { root, subjects, write } = await scene(t);
    write('work/dimuon_mass fit.ipynb');
    write('work/data/a.csv');
    const one = await subjects.locate(
      { paths: ['/work/dimuon_mass fit.ipynb'] },
      signal
    );
    assert.equal(one.title, 'dimuon mass fit');
    assert.deepEqual(one.found, [
      {
        display: 'work/dimuon_mass fit.ipynb',
        path: join(root, 'work/dimuon_mass fit.ipynb'),
        kind: 'file'
      }
    ]);
    const { title, found, origin } = await subjects.locate(
      { paths: ['work/data', 'work/dimuon_mass fit.ipynb'] },
      signal
    );
    assert.equal(title, 'data and 1 more');
    assert.deepEqual(
      found.map(({ kind }) => kind),
      ['folder', 'file']
    );
    assert.deepEqual(origin, { packageId: null, jobId: null, shareId: null });
  });

  it('of a share come whole, with the share that they are of', async t => {
    const { data, root, subjects } = await scene(t);
    data.write('runs/small.csv', 'ok');
    data.write('runs/large.csv', 'far larger than what comes by itself');
    const { found, origin, title } = await subjects.locate(
      { paths: ['ScienceMesh:Data/runs'] },
      signal
    );
    const [folder] = found;
    assert.equal(folder?.path, join(root, 'ScienceMesh/Shares/Data/runs'));
    assert.match(
      readFileSync(join(folder.path, 'large.csv'), 'utf8'),
      /far larger/
    );
    assert.equal(title, 'runs');
    assert.ok(origin.shareId);
    // The same folder, chosen among the person's own files.
    const again = await subjects.locate(
      { paths: ['ScienceMesh/Shares/Data/runs/small.csv'] },
      signal
    );
    assert.equal(again.origin.shareId, origin.shareId);
  });

  it('of a share are found by several who ask at once', async t => {
    const { data, subjects } = await scene(t);
    data.write('runs/large.csv', 'far larger than what comes by itself');
    const all = await Promise.all(
      Array.from({ length: 5 }, () =>
        subjects.locate({ paths: ['ScienceMesh:Data/runs'] }, signal)
      )
    );
    assert.equal(all.length, 5);
  });

  it('of a share whose server is away say so', async t => {
    const { data, subjects } = await scene(t);
    data.write('runs/a.csv', 'a');
    await subjects.locate({ paths: ['ScienceMesh:Data/runs'] }, signal);
    rmSync(data.folder, { recursive: true });
    await assert.rejects(
      subjects.locate({ paths: ['ScienceMesh:Data/runs'] }, signal),
      RequestProblem
    );
  });

  it('of several senders are of none of them', async t => {
    const { data, subjects, write } = await scene(t);
    data.write('a.csv', 'a');
    write('own.csv');
    const { origin } = await subjects.locate(
      { paths: ['ScienceMesh:Data/a.csv', 'own.csv'] },
      signal
    );
    assert.equal(origin.shareId, null);
  });

  it('are refused when they lead out of what Jupyter shows', async t => {
    const { base, subjects, store, root, write } = await scene(t);
    write('work/a.csv');
    symlinkSync(store.folder, join(root, 'innocent'));
    for (const path of [
      '../data',
      'work/../../data',
      '/work/../..',
      'work/\0',
      join(base, 'data'),
      'innocent',
      '.sciencemesh',
      'work/.sciencemesh/received-crate.json',
      'ScienceMesh:../Data',
      'ScienceMesh:Data/../../x'
    ]) {
      await assert.rejects(
        subjects.locate({ paths: [path] }, signal),
        (error: unknown) =>
          error instanceof RequestProblem &&
          error.status >= 400 &&
          error.status < 500,
        path
      );
    }
  });

  it('never hold what this program keeps for itself', async t => {
    const { base, library, drive, store } = await scene(t);
    const subjects = new Subjects({
      root: base,
      dataFolder: store.folder,
      folders: new Folders({ root: base, drive, mirrors: library }),
      mirrors: library,
      packages: { preview: () => assert.fail('no package is asked for') },
      store
    });
    for (const path of ['/', 'data']) {
      await assert.rejects(
        subjects.locate({ paths: [path] }, signal),
        refused('path-refused', /keeps for itself.*Choose/)
      );
    }
  });

  it('that are gone are named', async t => {
    const { subjects } = await scene(t);
    await assert.rejects(
      subjects.locate({ paths: ['gone.ipynb'] }, signal),
      refused('source-missing', /gone\.ipynb.*choose another/)
    );
    await assert.rejects(
      subjects.locate({ paths: ['ScienceMesh:Nobody/a.csv'] }, signal),
      RequestProblem
    );
  });
});

describe('a package', () => {
  it('is published as its newest working copy', async t => {
    const { copies, root, subjects, write } = await scene(t);
    write('ScienceMesh/Muons/masses.ipynb');
    copies.push({
      path: 'ScienceMesh/Muons',
      notebook: null,
      createdAt: '2026-11-22T08:00:00.000Z',
      complete: true
    });
    const { found, origin, title } = await subjects.locate(
      { packageId: 'package' },
      signal
    );
    assert.equal(title, 'Muons');
    assert.equal(found[0]?.path, join(root, 'ScienceMesh/Muons'));
    assert.deepEqual(origin, {
      packageId: 'package',
      jobId: null,
      shareId: 'share-of-package'
    });
  });

  it('that was never opened says so', async t => {
    const { subjects } = await scene(t);
    await assert.rejects(
      subjects.locate({ packageId: 'package' }, signal),
      refused('package-not-opened', /no working copy of "Muons".*Open/)
    );
  });

  it('is recognised by a file in its working copy', async t => {
    const { store, subjects, write } = await scene(t);
    const { id } = store.packages.add(
      { type: 'share', shareId: 'sent-it' },
      '{}',
      'hash'
    );
    store.packages.keepWorkingCopy(id, {
      path: 'ScienceMesh/Muons',
      notebook: null,
      createdAt: '2026-11-22T08:00:00.000Z',
      complete: true
    });
    write('ScienceMesh/Muons/masses.ipynb');
    for (const path of [
      'ScienceMesh/Muons',
      'ScienceMesh/Muons/masses.ipynb'
    ]) {
      const { origin } = await subjects.locate({ paths: [path] }, signal);
      assert.deepEqual(
        origin,
        { packageId: id, jobId: null, shareId: 'sent-it' },
        path
      );
    }
  });
});

describe('a job', () => {
  it('is published as its results, with what it was made of', async t => {
    const { addJob, root, subjects } = await scene(t);
    const run = await record({}, fromPackage);
    const folder = 'ScienceMesh/Jobs/masses-1f0c5f8e';
    cpSync(run.results, join(root, folder), { recursive: true });
    const { id } = addJob();
    const located = await subjects.locate({ jobId: id }, signal);
    assert.equal(located.title, 'Results of Muon masses');
    assert.equal(located.found[0]?.path, join(root, folder));
    assert.equal(located.origin.jobId, id);
    const [metadata] = located.metadata;
    assert.equal(metadata?.origin, 'job');
    assert.deepEqual(metadata.metadata.dates, [
      { type: 'Created', date: '2026-11-22' }
    ]);
    assert.match(
      metadata.metadata.description ?? '',
      /run by HTCondor on 2026-11-22.*Software: .*numpy 2\.3\.4/s
    );
    assert.deepEqual(
      metadata.metadata.related?.map(
        ({ identifier, relation }) => `${relation} ${identifier}`
      ),
      [
        'IsDerivedFrom https://code.example.org/masses.ipynb',
        'IsDerivedFrom https://data.example.org/muons.csv',
        'IsDerivedFrom https://packages.example.org/muons',
        'IsDerivedFrom 10.5281/zenodo.1'
      ]
    );
    const byFile = await subjects.locate(
      { paths: [`${folder}/masses.csv`] },
      signal
    );
    assert.equal(byFile.origin.jobId, id);
  });

  it('whose record is gone is described all the same', async t => {
    const { addJob, subjects, write } = await scene(t);
    write('ScienceMesh/Jobs/masses-1f0c5f8e/a.csv');
    const { metadata } = await subjects.locate({ jobId: addJob().id }, signal);
    assert.equal(metadata[0]?.metadata.title, 'Results of Muon masses');
    assert.deepEqual(metadata[0]?.questions, []);
  });

  it('has to have ended, and to have left something', async t => {
    for (const [change, code, sentence] of [
      [{ state: 'running' }, 'job-not-ended', /"Muon masses" has not ended/],
      [{ collected: false }, 'results-not-here', /still being brought/],
      [{ resultsFolder: null }, 'no-results', /has left no results/]
    ] as const) {
      const { addJob, subjects } = await scene(t);
      const { id } = addJob(change);
      await assert.rejects(
        subjects.locate({ jobId: id }, signal),
        refused(code, sentence)
      );
    }
  });

  it('that nobody knows, or whose results were deleted, says so', async t => {
    const { addJob, root, subjects } = await scene(t);
    await assert.rejects(
      subjects.locate({ jobId: 'unknown' }, signal),
      refused('job-not-found', /no such job/)
    );
    rmSync(join(root, 'ScienceMesh/Jobs'), { recursive: true, force: true });
    await assert.rejects(
      subjects.locate({ jobId: addJob().id }, signal),
      refused('source-missing', /any more/)
    );
  });
});
