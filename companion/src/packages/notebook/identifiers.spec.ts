import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { hostileString } from '../testing/hostile-strings.ts';
import { trials } from '../testing/trials.ts';
import { identifierFor } from './identifiers.ts';
import type { Language } from './literals.ts';

const name = (language: Language, text: string) =>
  identifierFor(language, text, new Set());

describe('identifierFor', () => {
  it('keeps a name that is one already', () => {
    assert.equal(name('python', 'min_mass'), 'min_mass');
    assert.equal(name('python', '_a__b_'), '_a__b_');
  });

  it('makes letters, digits and underscores of all else', () => {
    assert.equal(name('python', 'Input Image'), 'Input_Image');
    assert.equal(name('python', 'Größe (1)'), 'Gro_e_1');
    assert.equal(name('r', '_x'), 'x');
    assert.equal(name('python', '2nd'), 'p_2nd');
    assert.equal(name('python', ''), 'p_');
    assert.equal(name('python', '__import__'), 'import_');
  });

  it('stays away from words of the language', () => {
    assert.equal(name('python', 'class'), 'class_');
    assert.equal(name('r', 'TRUE'), 'TRUE_');
    assert.equal(name('julia', 'end'), 'end_');
    assert.equal(name('bash', 'done'), 'done_');
  });

  it('never sets a variable that the shell acts on', () => {
    for (const special of ['PROMPT_COMMAND', 'PATH', 'LD_PRELOAD', 'PS4']) {
      assert.equal(name('bash', special), `${special}_`);
    }
    assert.equal(
      identifierFor('bash', 'EVENTS', new Set(), new Set(['EVENTS'])),
      'EVENTS'
    );
  });

  it('gives each parameter a name of its own', () => {
    const taken = new Set<string>();
    assert.deepEqual(
      ['a b', 'a-b', 'a_b'].map(text => identifierFor('python', text, taken)),
      ['a_b', 'a_b_2', 'a_b_3']
    );
  });

  it('is an identifier for any text', () => {
    fc.assert(
      fc.property(
        hostileString,
        fc.constantFrom<Language>('python', 'r', 'julia', 'bash'),
        (text, language) => {
          assert.match(name(language, text), /^[A-Za-z_]\w{0,70}$/);
        }
      ),
      trials
    );
  });
});
