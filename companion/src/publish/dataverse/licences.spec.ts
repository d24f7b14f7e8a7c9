import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Remarks } from '../mapping/remarks.ts';
import { asInstalled, termsBody } from './licences.ts';

describe('a licence at a Dataverse', () => {
  it('is named as those are that Dataverse comes with', () => {
    assert.deepEqual(termsBody([{ spdx: 'CC-BY-NC-4.0' }], new Remarks()), {
      license: {
        name: 'CC BY-NC 4.0',
        uri: 'http://creativecommons.org/licenses/by-nc/4.0'
      }
    });
    assert.deepEqual(termsBody([{ spdx: 'BSD-3-Clause' }], new Remarks()), {
      license: {
        name: 'BSD-3-Clause',
        uri: 'https://spdx.org/licenses/BSD-3-Clause'
      }
    });
  });

  it('is kept in words where there are several, or it has no identifier', () => {
    const remarks = new Remarks();
    assert.deepEqual(
      termsBody(
        [
          { spdx: 'MIT' },
          { title: 'House rules', url: 'https://example.org/rules' }
        ],
        remarks
      ),
      { termsOfUse: 'MIT\nHouse rules (https://example.org/rules)' }
    );
    assert.deepEqual(
      termsBody([{ url: 'https://example.org/rules' }], remarks),
      { termsOfUse: 'https://example.org/rules' }
    );
    assert.deepEqual(
      remarks.losses.map(({ field }) => field),
      ['/licences', '/licences']
    );
  });

  it('is sent to the letter as the installation writes it', () => {
    const installed = [
      { name: 'CC-BY', uri: 'https://creativecommons.org/licenses/by/4.0/' },
      {
        name: 'BSD',
        uri: 'https://house/bsd',
        rightsIdentifier: 'BSD-3-Clause'
      },
      {
        name: 'Old',
        uri: 'https://house/mit',
        rightsIdentifier: 'MIT',
        active: false
      }
    ];
    const wanted = (spdx: string) =>
      asInstalled(termsBody([{ spdx }], new Remarks()).license, installed);
    assert.deepEqual(wanted('CC-BY-4.0'), {
      name: 'CC-BY',
      uri: 'https://creativecommons.org/licenses/by/4.0/'
    });
    assert.deepEqual(wanted('BSD-3-Clause'), {
      name: 'BSD',
      uri: 'https://house/bsd'
    });
    assert.equal(wanted('MIT'), null);
    assert.equal(wanted('CC0-1.0'), null);
  });
});
