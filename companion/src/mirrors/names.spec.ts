import assert from 'node:assert/strict';
import { resolve, sep } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { trials } from '../ocm/testing/trials.ts';
import { folderNames, isOffered, nameBeside, nameProblem } from './names.ts';

const part = fc.oneof(
  fc.constantFrom('..', '.', '', '.sciencemesh', 'a', '\\..', '\0', 'ä', '%2e'),
  fc.string({ unit: 'binary', maxLength: 12 })
);
const path = fc.array(part, { minLength: 1, maxLength: 6 });

describe('names of a working copy', () => {
  it('never lead out of it, nor into what is ours', () => {
    fc.assert(
      fc.property(path, parts => {
        const name = parts.join('/');
        if (nameProblem(name) !== null) {
          return;
        }
        const target = resolve('/top', name);
        assert.equal(target, `/top${sep}${name}`);
        assert.ok(!target.startsWith('/top/.sciencemesh'));
      }),
      { ...trials(), numRuns: trials().numRuns * 100 }
    );
  });

  it('are taken as the server spells them', () => {
    for (const name of [
      'data.csv',
      'a b/ä ö.csv',
      'Ä/A\u0308',
      'x:y',
      'a\\b',
      '100%',
      '.hidden/x',
      '-rf',
      'x'.repeat(255)
    ]) {
      assert.equal(nameProblem(name), null, name);
    }
  });

  it('are refused where they cannot be', () => {
    for (const name of [
      '..',
      'a/../b',
      '/a',
      'a/',
      'a//b',
      './a',
      '.sciencemesh',
      '.sciencemesh/x',
      'a\0b',
      'a\nb',
      'ä'.repeat(128),
      'x/'.repeat(1600) + 'x'
    ]) {
      assert.notEqual(nameProblem(name), null, name.slice(0, 20));
    }
  });

  it('are offered unless they are hidden or by-products', () => {
    const names = ['a.csv', '.env', '.ipynb_checkpoints', '__pycache__', 'x~'];
    assert.deepEqual(names.filter(isOffered), ['a.csv', 'x~']);
  });
});

describe('nameBeside', () => {
  it('keeps folder and extension, and never repeats itself', () => {
    assert.deepEqual(
      [
        nameBeside('runs/a.csv', 1),
        nameBeside('runs/a.csv', 2),
        nameBeside('a.tar.gz', 1),
        nameBeside('v1.0/README', 1),
        nameBeside('.profile', 1)
      ],
      [
        'runs/a (edited here).csv',
        'runs/a (edited here 2).csv',
        'a (edited here).tar.gz',
        'v1.0/README (edited here)',
        '.profile (edited here)'
      ]
    );
  });
});

describe('folderNames', () => {
  it('are one folder, whatever the share is called', () => {
    for (const name of ['Data', '../..', 'a/b', '', '.', '\0', 'CON']) {
      const names = folderNames(name);
      const [first, second] = [names.next(), names.next()].map(({ value }) =>
        String(value)
      );
      assert.ok(first !== undefined);
      assert.match(first, /^[^/\0]+$/);
      assert.ok(!['.', '..'].includes(first));
      assert.equal(second, `${first} (2)`);
    }
  });
});
