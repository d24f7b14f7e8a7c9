import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isMachine, nameKey, splitName } from './people.ts';

describe('a name in one piece', () => {
  it('is split where the family name begins', () => {
    for (const [name, given, family] of [
      ['Marie Example', 'Marie', 'Example'],
      ['Example, Marie', 'Marie', 'Example'],
      ['Marie Anne Example', 'Marie Anne', 'Example'],
      ['Ludwig van Beethoven', 'Ludwig', 'van Beethoven'],
      ['Oscar de la Hoya', 'Oscar', 'de la Hoya'],
      ['Stian Soiland-Reyes', 'Stian', 'Soiland-Reyes'],
      ['Sammy Davis Jr.', 'Sammy', 'Davis Jr.'],
      ['Davis, Jr.', undefined, 'Davis Jr.'],
      ['Plato', undefined, 'Plato'],
      ['山田太郎', undefined, '山田太郎'],
      ['Van Example', 'Van', 'Example']
    ] as const) {
      const parts = splitName(name);
      assert.deepEqual([parts.given, parts.family], [given, family], name);
    }
  });

  it('is the same in another order, with accents or without', () => {
    assert.equal(nameKey('Müller, Zoë'), nameKey('Zoe MULLER'));
    assert.notEqual(nameKey('Zoe Muller'), nameKey('Zora Muller'));
  });

  it('may be that of a program', () => {
    for (const name of [
      'Dispatcher System',
      'dependabot[bot]',
      'Release Bot'
    ]) {
      assert.ok(isMachine(name), name);
    }
    for (const name of ['Abbot', 'Marie Talbot', 'CERN']) {
      assert.ok(!isMachine(name), name);
    }
  });
});
