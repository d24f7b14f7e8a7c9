import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Share } from 'sciencemesh-contract';
import { trials } from '../ocm/testing/trials.ts';
import { whyNoName } from './paths.ts';
import { asName, chooseName, foldName } from './root-names.ts';
import { shareNamed } from './testing/shares.ts';

/** Gives names to shares one after the other. */
function named(...shares: Share[]): string[] {
  const taken = new Set<string>();
  return shares.map(share => {
    const name = chooseName(share, folded => taken.has(folded));
    taken.add(foldName(name));
    return name;
  });
}

describe('names in the root of the drive', () => {
  for (const [given, expected] of [
    ['spectra', 'spectra'],
    ['../../etc/passwd', '_.._etc_passwd'],
    ['..', 'Share'],
    ['.hidden', 'hidden'],
    ['ScienceMesh:share', 'ScienceMesh_share'],
    ['a\u0000b\nc\u202ed', 'a b c d'],
    ['   ', 'Share'],
    ['C:\\temp', 'C_temp'],
    ['100% & 1#2?', '100% & 1#2?']
  ] as const) {
    it(`turns ${JSON.stringify(given)} into ${JSON.stringify(expected)}`, () => {
      assert.deepEqual(named(shareNamed(given)), [expected]);
    });
  }

  it('tells twins apart by their sender', () => {
    const names = named(
      shareNamed('Data'),
      shareNamed('data', { sender: 'Pierre' }),
      shareNamed('DATA', { sender: 'Pierre' }),
      shareNamed('é'.normalize('NFC')),
      shareNamed('é'.normalize('NFD'), { sender: 'Ines' })
    );
    assert.deepEqual(names, [
      'Data',
      'data (Pierre)',
      'DATA (Pierre 2)',
      'é',
      'é (Ines)'
    ]);
  });

  it('keeps the last letters of files', () => {
    const file = shareNamed('nb.ipynb', { kind: 'file', sender: 'Ines' });
    assert.deepEqual(named(file, file), ['nb.ipynb', 'nb (Ines).ipynb']);
  });

  it('makes a usable, unique name of anything', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary', maxLength: 400 }), {
          maxLength: 8
        }),
        texts => {
          const names = named(...texts.map(text => shareNamed(text)));
          assert.equal(new Set(names.map(foldName)).size, names.length);
          for (const name of names) {
            assert.equal(whyNoName(name), null);
            assert.ok(!/^[.\s]|:/.test(name));
            assert.equal(name, name.normalize('NFC'));
          }
        }
      ),
      trials()
    );
  });

  it('fits 4 KB of letters into a name', () => {
    assert.equal(Buffer.byteLength(asName('ψ'.repeat(2048))), 160);
  });
});
