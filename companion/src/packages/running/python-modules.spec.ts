import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { listed, missingModules } from './python-modules.ts';

describe('missingModules', () => {
  it('offers what is known, each in its way, and nothing for strangers', () => {
    assert.deepEqual(
      missingModules(['sklearn', 'uproot', 'ROOT', 'left_pad']).map(
        ({ message, offer }) => [message, offer]
      ),
      [
        [
          'Not installed here: sklearn and uproot. Install it from a cell of the notebook.',
          '%pip install scikit-learn uproot'
        ],
        [
          'Not installed here: ROOT. It comes with conda; pip has no usable form of it.',
          'conda install -c conda-forge root'
        ],
        [
          'Not installed here: left_pad. Ask the sender which packages bring it.',
          null
        ]
      ]
    );
  });

  it('takes names for names only', () => {
    const [finding] = missingModules(['constructor', '__proto__']);
    assert.equal(finding?.offer, null);
  });

  it('is silent when nothing is missing', () => {
    assert.deepEqual(missingModules([]), []);
  });
});

describe('listed', () => {
  it('reads like a sentence, and ends', () => {
    assert.equal(listed([]), '');
    assert.equal(listed(['a']), 'a');
    assert.equal(listed(['a', 'b', 'c']), 'a, b and c');
    const many = Array.from({ length: 20 }, (_, index) => `m${index}`);
    assert.match(listed(many), /^m0, .*m6 and 13 more$/);
  });
});
