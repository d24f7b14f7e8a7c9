import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RepositoryAbilities } from 'sciencemesh-contract';
import type { SelectedFile } from '../selected-file.ts';
import { planKeys, type Target } from './keys.ts';

const ANY: Target = { kind: 'invenio-rdm', abilities: null };

const target = (
  abilities: Pick<RepositoryAbilities, 'files' | 'folders'>
): Target => ({ kind: 'invenio-rdm', abilities });

const files = (...paths: string[]): SelectedFile[] =>
  paths.map(path => ({ path, real: `/d/${path}`, size: 100, modified: 0 }));

const keys = (plan: ReturnType<typeof planKeys>) =>
  plan.files.map(({ key }) => key);

describe('names of what is published', () => {
  it('keep their folders', () => {
    const plan = planKeys(files('a.csv', 'b/c.csv'), 'names', ANY);
    assert.deepEqual(keys(plan), ['a.csv', 'b/c.csv']);
    assert.deepEqual(plan.findings, []);
    assert.equal(plan.archived, null);
  });

  it('lose their folders when that is wanted, and never collide unseen', () => {
    const plan = planKeys(files('a/x.csv', 'b/x.csv', 'c/y'), 'flat', ANY);
    assert.deepEqual(keys(plan), ['x.csv', 'x.csv', 'y']);
    assert.deepEqual(
      plan.findings.map(({ code, severity, path }) => [code, severity, path]),
      [['names-clash', 'error', 'b/x.csv']]
    );
  });

  it('go into an archive, beside what explains it', () => {
    const plan = planKeys(
      files(
        'analysis.ipynb',
        'data/run.csv',
        'data/README.md',
        'README.md',
        'ro-crate-metadata.json',
        'LICENSE'
      ),
      'zip',
      ANY
    );
    assert.deepEqual(keys(plan), [
      'payload.zip',
      'ro-crate-metadata.json',
      'README.md',
      'LICENSE',
      'analysis.ipynb'
    ]);
    assert.equal(plan.archived?.length, 6);
    assert.deepEqual(plan.findings, []);
  });

  it('may be anything in an archive', () => {
    const odd = files('a"b.ipynb', `${'x'.repeat(300)}/y`, 'q?');
    const plan = planKeys(odd, 'zip', { kind: 'dataverse', abilities: null });
    assert.deepEqual(plan.findings, []);
    assert.deepEqual(keys(plan), ['payload.zip']);
  });

  it('become one archive where a repository keeps no folders, and say so', () => {
    const place = target({ files: 100, folders: false });
    const plan = planKeys(files('a/b.csv'), 'names', place);
    assert.equal(plan.policy, 'zip');
    assert.deepEqual(
      plan.findings.map(({ severity }) => severity),
      ['note']
    );
    assert.equal(planKeys(files('b.csv'), 'names', place).policy, 'names');
  });

  it('become one archive where there are too many, within the limit', () => {
    const many = files(
      '1.ipynb',
      '2.ipynb',
      '3.ipynb',
      'ro-crate-metadata.json'
    );
    const plan = planKeys(many, 'names', target({ files: 3, folders: true }));
    assert.deepEqual(keys(plan), [
      'payload.zip',
      'ro-crate-metadata.json',
      '1.ipynb'
    ]);
    assert.equal(plan.findings[0]?.code, 'too-many');
  });

  it('are all offered as an archive where many of them are refused', () => {
    const odd = files(...Array.from({ length: 150 }, (_, n) => `a?${n}`));
    const { findings } = planKeys(odd, 'names', ANY);
    assert.equal(findings.length, 101);
    assert.ok(findings.every(({ severity }) => severity === 'error'));
    assert.ok(findings.every(({ fix }) => fix?.action === 'zip'));
    assert.match(findings.at(-1)?.message ?? '', /50 more/);
    const one = planKeys(files('a?'), 'names', ANY);
    assert.equal(one.findings[0]?.fix?.action, 'rename');
  });

  it('of 10 000 files are planned in less than half a second', () => {
    const many = files(
      ...Array.from(
        { length: 10_000 },
        (_, n) => `data/${n % 100}/run ${n}.csv`
      )
    );
    for (const policy of ['names', 'flat', 'zip'] as const) {
      const begun = performance.now();
      const plan = planKeys(many, policy, ANY);
      assert.ok(performance.now() - begun < 500);
      assert.deepEqual(plan.findings, []);
    }
  });
});
