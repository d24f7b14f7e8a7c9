import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { trials } from '../../packages/testing/trials.ts';
import { clashes } from './clashes.ts';
import { foldedName, keyOf, nameTrouble } from './names.ts';

const REFUSED_EVERYWHERE: readonly (readonly [string, string])[] = [
  ['no name', ''],
  ['a slash in front', '/a.csv'],
  ['a slash behind', 'a/'],
  ['an empty folder', 'a//b.csv'],
  ['a blank name', 'a/ '],
  ['the folder above', '../a.csv'],
  ['the folder itself', 'a/./b.csv'],
  ['300 characters', `${'x'.repeat(296)}.csv`],
  ['a line break', 'a\nb.csv'],
  ['a NUL', 'a\0.csv'],
  ['text from right to left', 'invoice\u202efdp.exe'],
  ['a mark of direction', 'a\u200f.csv'],
  ['half a character', 'a\ud83d.csv'],
  ['a quote', 'the "good" run.csv']
];

describe('a name at a repository', () => {
  for (const kind of ['invenio-rdm', 'dataverse', 'bundle'] as const) {
    for (const [what, key] of REFUSED_EVERYWHERE) {
      it(`is refused by ${kind} with ${what}`, () => {
        assert.notEqual(nameTrouble(key, kind), null);
      });
    }
    it(`is taken by ${kind} as people write names`, () => {
      for (const key of [
        'run 1.csv',
        'data/2026-11/run_1.csv',
        'LICENSE',
        'data/Größe.csv',
        'data/测量.csv',
        "data/marie's.csv",
        '.binder',
        'a'.repeat(255)
      ]) {
        assert.equal(nameTrouble(key, kind), null, key);
      }
    });
  }

  it('is refused by Dataverse for its folder, or a colon', () => {
    for (const key of ['.binder/a.txt', 'Größe/a.txt', 'a:b.txt', 'a-/b']) {
      assert.notEqual(nameTrouble(key, 'dataverse'), null, key);
      assert.equal(nameTrouble(key, 'invenio-rdm'), null, key);
    }
  });

  it('is one line that is not empty, whatever it was, when it is taken', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), path => {
        const key = keyOf(path);
        if (nameTrouble(key, 'invenio-rdm') === null) {
          assert.match(key, /^[^/\p{Cc}][^\p{Cc}]*$/u);
          assert.equal(encodeURIComponent(key).length > 0, true);
          assert.ok(!key.split('/').includes('..'));
        }
      }),
      trials
    );
  });

  it('is the same however its letters are composed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), path => {
        assert.equal(keyOf(path.normalize('NFD')), keyOf(path));
        assert.equal(keyOf(keyOf(path)), keyOf(path));
        assert.equal(foldedName(path.normalize('NFD')), foldedName(path));
      }),
      trials
    );
  });
});

describe('names that clash', () => {
  const named = (...paths: string[]) =>
    paths.map(path => ({ path, key: keyOf(path) }));

  it('are an error when the repository cannot tell them apart', () => {
    const [found] = clashes(named('Größe.csv', 'Größe.csv'.normalize('NFD')));
    assert.equal(found?.code, 'names-clash');
    assert.equal(found.severity, 'error');
  });

  it('are a warning when some computers cannot', () => {
    for (const pair of [
      named('Run.csv', 'run.csv'),
      named('STRASSE.txt', 'straße.txt'),
      named('Data', 'data/run.csv'),
      named('data/Sub/run.csv', 'DATA/sub/run.csv')
    ]) {
      const findings = clashes(pair);
      assert.deepEqual(
        findings.map(({ severity }) => severity),
        ['warning'],
        JSON.stringify(pair)
      );
      assert.match(findings[0]?.message ?? '', /Windows/);
    }
  });

  it('are none where names differ in more than case', () => {
    assert.deepEqual(clashes(named('a.csv', 'b.csv', 'a/a.csv', 'ab/c')), []);
  });

  it('are found for each pair of cases, and for nothing else', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}$/), { minLength: 1 }),
        fc.nat(),
        (paths, pick) => {
          assert.deepEqual(clashes(named(...paths)), []);
          const twin = (paths[pick % paths.length] ?? '').toUpperCase();
          assert.equal(clashes(named(...paths, twin)).length, 1);
        }
      ),
      trials
    );
  });
});
