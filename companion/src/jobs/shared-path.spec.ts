/**
 * Folders that the site sees as well: jobs read them where they are, once a
 * marker has proven that they are the same.
 */
import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import {
  startCompanion,
  type TestCompanion
} from '../ocm/testing/companion.ts';
import './testing/kernels.ts';
import { check, draftOf, submit } from './testing/shared-folder.ts';
import { jobEnded } from './testing/waiting.ts';

const SCRIPT = `
import os
open('where', 'w').write(os.path.realpath('data.csv'))
open('read', 'w').write(open('data.csv').read())
`;

/** A companion whose site sees the folder `work` as `there`. */
async function start(
  test: TestContext,
  there: (folder: string) => string
): Promise<TestCompanion> {
  const folder = mkdtempSync(join(tmpdir(), 'shared-path-'));
  const work = join(folder, 'work');
  mkdirSync(work);
  writeFileSync(join(work, 'run.py'), SCRIPT);
  writeFileSync(join(work, 'data.csv'), 'a,b');
  const companion = await startCompanion(test, {
    folder,
    config: {
      compute: {
        find: false,
        sites: [
          {
            kind: 'local',
            id: 'here',
            sharedPaths: [{ here: work, there: there(folder) }]
          }
        ]
      }
    }
  });
  test.after(() => rmSync(folder, { recursive: true, force: true }));
  return companion;
}

describe('a folder that the site sees', () => {
  it('is read where it is, by the name that it has there', async t => {
    const companion = await start(t, folder => {
      symlinkSync('work', join(folder, 'elsewhere'));
      return join(folder, 'elsewhere');
    });
    const draft = await draftOf(companion, 'work/run.py', 'here');
    const found = await check(companion, draft);
    assert.equal(found.way, 'path');
    assert.match(found.why, /nothing is copied/);
    const { id } = await submit(companion, draft);
    const job = await jobEnded(companion, id);
    assert.equal(job.state, 'done', job.message ?? '');
    const results = join(companion.folder, job.results ?? '');
    const data = join(companion.folder, 'work', 'data.csv');
    assert.equal(readFileSync(join(results, 'where'), 'utf8'), data);
    assert.equal(readFileSync(join(results, 'read'), 'utf8'), 'a,b');
    // The marker has done its work.
    assert.deepEqual(readdirSync(join(companion.folder, 'work')).toSorted(), [
      'data.csv',
      'run.py'
    ]);
  });

  it('is not believed to be the same without the marker', async t => {
    const companion = await start(t, folder => {
      const other = join(folder, 'other');
      mkdirSync(other);
      writeFileSync(join(other, 'data.csv'), 'of somebody else');
      return other;
    });
    const draft = await draftOf(companion, 'work/run.py', 'here');
    const { id } = await submit(companion, draft);
    const job = await jobEnded(companion, id);
    assert.equal(job.state, 'failed');
    assert.match(job.message ?? '', /marker.* is not there/);
    assert.ok(!existsSync(join(companion.folder, job.results ?? '', 'read')));
  });

  it('is packed when that is asked for, and another is no path', async t => {
    const companion = await start(t, folder => folder);
    const draft = await draftOf(companion, 'work/run.py', 'here');
    const packed = await check(companion, {
      ...draft,
      inputs: { ...draft.inputs, way: 'staging' }
    });
    assert.equal(packed.way, 'staging');
    assert.deepEqual(packed.findings, []);
    mkdirSync(join(companion.folder, 'mine'));
    writeFileSync(join(companion.folder, 'mine', 'run.py'), SCRIPT);
    const other = await draftOf(companion, 'mine/run.py', 'here');
    const { findings } = await check(companion, {
      ...other,
      inputs: { ...other.inputs, way: 'path' }
    });
    assert.equal(findings[0]?.code, 'way-unavailable');
  });
});
