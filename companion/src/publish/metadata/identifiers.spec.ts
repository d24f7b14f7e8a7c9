import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { trials } from '../../packages/testing/trials.ts';
import {
  doiOf,
  orcidCheck,
  orcidOf,
  rorCheck,
  rorOf,
  workOf
} from './identifiers.ts';

const digits = (length: number) =>
  fc.stringMatching(new RegExp(`^\\d{${length}}$`));

const orcid = digits(15).map(body =>
  `${body}${orcidCheck(body)}`.replace(/(.{4})(?=.)/g, '$1-')
);

describe('an ORCID', () => {
  it('is read in the ways that people write it', () => {
    for (const text of [
      '0000-0002-1825-0097',
      'https://orcid.org/0000-0002-1825-0097',
      'http://www.orcid.org/0000-0002-1825-0097/',
      'orcid:0000-0002-1825-0097',
      ' 0000000218250097 '
    ]) {
      assert.equal(orcidOf(text), '0000-0002-1825-0097', text);
    }
    assert.equal(orcidOf('0000-0002-1694-233x'), '0000-0002-1694-233X');
  });

  it('is none with one wrong digit, or two in the wrong order', () => {
    fc.assert(
      fc.property(
        orcid,
        fc.nat(14),
        fc.integer({ min: 1, max: 9 }),
        (text, place, by) => {
          assert.equal(orcidOf(text), text);
          const bare = text.replaceAll('-', '');
          const other = String((Number(bare[place]) + by) % 10);
          const wrong = bare.slice(0, place) + other + bare.slice(place + 1);
          assert.equal(orcidOf(wrong), null);
          const [one = '', two = ''] = bare.slice(place, place + 2);
          if (one !== two && two !== 'X') {
            const swapped = `${bare.slice(0, place)}${two}${one}${bare.slice(place + 2)}`;
            assert.equal(orcidOf(swapped), null);
          }
        }
      ),
      trials
    );
  });

  it('is none where every digit is zero', () => {
    assert.equal(orcidOf('https://orcid.org/0000-0000-0000-0000'), null);
  });
});

describe('a ROR', () => {
  it('is read with and without its resolver', () => {
    for (const [text, ror] of [
      ['https://ror.org/04d836q62', '04d836q62'],
      ['ror.org/01ggx4157', '01ggx4157'],
      ['https://ror.org/00K4N6C32', '00k4n6c32']
    ] as const) {
      assert.equal(rorOf(text), ror);
    }
  });

  it('is none with a letter that is another', () => {
    const letter = fc.constantFrom(...'0123456789abcdefghjkmnpqrstvwxyz');
    fc.assert(
      fc.property(
        fc.array(letter, { minLength: 6, maxLength: 6 }),
        fc.nat(5),
        letter,
        (letters, place, other) => {
          const body = letters.join('');
          const text = `0${body}${rorCheck(body)}`;
          assert.equal(rorOf(text), text);
          fc.pre(letters[place] !== other);
          const wrong = letters.with(place, other).join('');
          assert.equal(rorOf(`0${wrong}${rorCheck(body)}`), null);
        }
      ),
      trials
    );
    assert.equal(rorOf('https://ror.org/0abcdef00'), null);
  });
});

describe('a DOI', () => {
  it('is the same however it is written', () => {
    for (const text of [
      '10.5281/ZENODO.1234',
      'doi:10.5281/zenodo.1234',
      'https://doi.org/10.5281/zenodo.1234',
      'http://dx.doi.org/10.5281/Zenodo.1234',
      'https://doi.org/10.5281%2Fzenodo.1234'.replace('%2F', '/')
    ]) {
      assert.equal(doiOf(text), '10.5281/zenodo.1234', text);
    }
  });

  it('stays itself when it is read again', () => {
    fc.assert(
      fc.property(
        digits(5),
        fc.stringMatching(/^[a-zA-Z0-9.()<>:;_/-]{1,30}$/),
        (prefix, suffix) => {
          const doi = doiOf(`10.${prefix}/${suffix}`);
          assert.ok(doi !== null);
          assert.equal(doiOf(doi), doi);
          assert.equal(
            doiOf(`https://doi.org/10.${prefix}/${encodeURIComponent(suffix)}`),
            doi
          );
        }
      ),
      trials
    );
  });

  it('is none where there is nothing after the prefix', () => {
    for (const text of ['10.5281', '10.5281/', '11.5281/a', 'zenodo.1', '']) {
      assert.equal(doiOf(text), null, text);
    }
  });
});

describe('what identifies a work', () => {
  it('has a scheme', () => {
    const swhid = 'swh:1:rel:99f6850374dc6597af01bd0ee1d3fc0699301b9f';
    for (const [text, scheme, identifier] of [
      ['https://doi.org/10.5281/zenodo.1', 'doi', '10.5281/zenodo.1'],
      [swhid, 'swhid', swhid],
      ['https://arxiv.org/abs/2101.00001v2', 'arxiv', '2101.00001v2'],
      ['arXiv:hep-th/9901001', 'arxiv', 'hep-th/9901001'],
      ['https://hdl.handle.net/2381/12775', 'handle', '2381/12775'],
      ['https://n2t.net/ark:/13030/tf5p30086k', 'ark', 'ark:/13030/tf5p30086k'],
      ['urn:nbn:de:101:1-2019', 'urn', 'urn:nbn:de:101:1-2019'],
      ['PMID: 12345678', 'pmid', '12345678'],
      ['https://example.org/a?b=c#d', 'url', 'https://example.org/a?b=c#d']
    ] as const) {
      assert.deepEqual(workOf(text), { identifier, scheme });
    }
  });

  it('is never a path, a name, or an address with a password', () => {
    for (const text of [
      'data/a.csv',
      '#run',
      'file:///home/marie/a.csv',
      'http://marie:secret@example.org/'
    ]) {
      assert.equal(workOf(text), null, text);
    }
  });
});
