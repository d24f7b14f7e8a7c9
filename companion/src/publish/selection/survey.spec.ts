import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { surveySelection } from './survey.ts';

describe('what is selected', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sciencemesh-test-'));
  after(() => rmSync(folder, { recursive: true }));
  const never = new AbortController().signal;

  let count = 0;
  const tree = (...paths: string[]): string => {
    count += 1;
    const root = join(folder, String(count));
    for (const path of paths) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), 'four');
    }
    return root;
  };
  const survey = (real: string, excluded: string[] = [], most?: number) =>
    surveySelection([{ real, path: '' }], excluded, never, most);

  it('is each file below a folder, with its size', async () => {
    const real = tree('b/c.csv', 'a.csv', '.binder/environment.yml');
    const { files, bytes, findings } = await survey(real);
    assert.deepEqual(
      files.map(({ path, size }) => [path, size]),
      [
        ['.binder/environment.yml', 4],
        ['a.csv', 4],
        ['b/c.csv', 4]
      ]
    );
    assert.equal(bytes, 12);
    assert.deepEqual(findings, []);
  });

  it('leaves out what programs made for themselves, and says so', async () => {
    const real = tree(
      'a.ipynb',
      '.ipynb_checkpoints/a-checkpoint.ipynb',
      'b/.git/HEAD',
      'b/__pycache__/m.pyc',
      '.sciencemesh-run.json',
      '.DS_Store',
      '~$report.docx'
    );
    const { files, leftOut } = await survey(real);
    assert.deepEqual(
      files.map(({ path }) => path),
      ['a.ipynb']
    );
    assert.deepEqual(
      leftOut.map(({ path }) => path).sort(),
      [
        '.DS_Store',
        '.ipynb_checkpoints',
        '.sciencemesh-run.json',
        'b/.git',
        'b/__pycache__',
        '~$report.docx'
      ].sort()
    );
  });

  it('leaves out what the person does not want', async () => {
    const real = tree('a.csv', 'b.csv', 'c/d.csv', 'cd.csv');
    const { files, leftOut } = await survey(real, ['a.csv', 'c']);
    assert.deepEqual(
      files.map(({ path }) => path),
      ['b.csv', 'cd.csv']
    );
    assert.deepEqual(leftOut, []);
  });

  it('leaves out the same when it is selected by name', async () => {
    const real = tree('.git/HEAD', 'a.csv', 'b/c.csv');
    const { files, leftOut } = await surveySelection(
      ['.git', 'a.csv', 'b'].map(path => ({ real: join(real, path), path })),
      ['b'],
      never
    );
    assert.deepEqual(
      files.map(({ path }) => path),
      ['a.csv']
    );
    assert.deepEqual(
      leftOut.map(({ path }) => path),
      ['.git']
    );
  });

  it('has a file once that was selected with its folder', async () => {
    const real = tree('a/b.csv');
    const { files } = await surveySelection(
      [
        { real: join(real, 'a'), path: 'a' },
        { real: join(real, 'a/b.csv'), path: 'a/b.csv' }
      ],
      [],
      never
    );
    assert.equal(files.length, 1);
  });

  it('never has one file in the place of another', async () => {
    const roots = [tree('b.csv'), tree('b.csv')].map(real => ({
      real,
      path: 'a'
    }));
    const { files, findings } = await surveySelection(roots, [], never);
    assert.equal(files.length, 1);
    assert.deepEqual(
      findings.map(({ code, severity }) => [code, severity]),
      [['names-clash', 'error']]
    );
  });

  it('never follows a link out of it or in circles', async () => {
    const real = tree('a/b.csv');
    const outside = tree('secret.txt');
    symlinkSync(join(outside, 'secret.txt'), join(real, 'out.txt'));
    symlinkSync('..', join(real, 'a', 'round'));
    symlinkSync('nothing', join(real, 'dangling'));
    symlinkSync('a/b.csv', join(real, 'inside.csv'));
    const { files, findings } = await survey(real);
    assert.deepEqual(
      files.map(({ path }) => path),
      ['a/b.csv', 'inside.csv']
    );
    assert.deepEqual(findings.map(({ code, path }) => [code, path]).sort(), [
      ['unreadable', 'a/round'],
      ['unreadable', 'dangling'],
      ['unreadable', 'out.txt']
    ]);
  });

  it('tells of a name that is not UTF-8, and of what vanished', async () => {
    const real = tree('a.csv');
    writeFileSync(
      Buffer.concat([
        Buffer.from(`${real}/b`),
        Buffer.from([0xff, 0x2e, 0x78])
      ]),
      ''
    );
    const { files, findings } = await survey(real);
    assert.equal(files.length, 1);
    assert.match(findings[0]?.message ?? '', /UTF-8/);
    const gone = await survey(join(real, 'gone'));
    assert.equal(gone.findings[0]?.severity, 'error');
    assert.equal(gone.findings[0]?.fix?.action, 'leave-out');
  });

  it('stops at the whole disk of somebody', async () => {
    const { files, findings } = await survey(tree('a', 'b', 'c', 'd/e'), [], 2);
    assert.equal(files.length, 2);
    assert.deepEqual(
      findings.map(({ code }) => code),
      ['too-many']
    );
  });

  it('of 10 000 files is known within a second', async t => {
    const real = join(folder, 'many');
    for (let number = 0; number < 10_000; number += 1) {
      const at = join(real, String(number % 100));
      if (number < 100) {
        mkdirSync(at, { recursive: true });
      }
      writeFileSync(join(at, `${number}.csv`), '');
    }
    // What else runs on this machine can only make a round slower.
    let best = Infinity;
    for (let round = 0; round < 5 && best >= 1000; round += 1) {
      const begun = performance.now();
      const { files } = await survey(real);
      best = Math.min(best, performance.now() - begun);
      assert.equal(files.length, 10_000);
    }
    t.diagnostic(`${best.toFixed(0)} ms`);
    assert.ok(best < 1000, `${best} ms`);
  });
});
