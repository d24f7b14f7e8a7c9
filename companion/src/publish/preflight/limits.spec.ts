import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { KeyedFile } from '../selected-file.ts';
import { licenceFindings, limitFindings } from './limits.ts';

const ZENODO = {
  files: 100,
  fileBytes: 50_000_000_000,
  totalBytes: 50_000_000_000,
  withoutFiles: true
};

const sized = (...sizes: number[]): KeyedFile[] =>
  sizes.map((size, at) => ({ key: `${at}.bin`, path: `${at}.bin`, size }));

const codes = (files: KeyedFile[], limits = ZENODO) =>
  limitFindings(files, limits).map(({ code, severity, path, fix }) => [
    code,
    severity,
    path,
    fix?.action ?? null
  ]);

describe('what a repository has room for', () => {
  it('is taken to the last byte and the last file', () => {
    assert.deepEqual(codes(sized(50_000_000_000)), []);
    assert.deepEqual(codes(sized(...Array<number>(100).fill(1))), []);
  });

  it('ends with one file more', () => {
    assert.deepEqual(codes(sized(...Array<number>(101).fill(1))), [
      ['too-many', 'error', null, 'zip']
    ]);
  });

  it('ends with one byte more in a file, which is named', () => {
    const limits = { ...ZENODO, totalBytes: 10 ** 12 };
    const files = sized(1, 50_000_000_001);
    assert.deepEqual(codes(files, limits), [
      ['too-large', 'error', '1.bin', 'leave-out']
    ]);
    const [found] = limitFindings(files, limits);
    assert.match(
      found?.message ?? '',
      /"1\.bin" has 50000000001 bytes.*at most 50 GB/
    );
  });

  it('ends with one byte more in all, and names the largest file', () => {
    assert.deepEqual(codes(sized(1, 49_999_999_999, 1)), [
      ['over-quota', 'error', '1.bin', 'leave-out']
    ]);
  });

  it('is asked for an archive without offering to leave that out', () => {
    const archive = { key: 'payload.zip', path: null, size: 60_000_000_000 };
    assert.deepEqual(codes([archive]), [
      ['too-large', 'error', null, null],
      ['over-quota', 'error', null, null]
    ]);
  });

  it('is unlimited where the repository names no limit', () => {
    const limits = {
      files: null,
      fileBytes: null,
      totalBytes: null,
      withoutFiles: false
    };
    assert.deepEqual(
      limitFindings(sized(...Array<number>(9000).fill(10 ** 12)), limits),
      []
    );
  });

  it('may be a record without files, or not', () => {
    assert.deepEqual(codes([]), [['nothing-selected', 'note', null, null]]);
    assert.deepEqual(codes([], { ...ZENODO, withoutFiles: false }), [
      ['nothing-selected', 'error', null, null]
    ]);
  });
});

describe('a licence', () => {
  it('is missed, more so where everybody may read the files', () => {
    const [open] = licenceFindings({});
    assert.equal(open?.severity, 'warning');
    assert.equal(open.fix?.action, 'choose-licence');
    assert.equal(open.field, '/licences');
    const [closed] = licenceFindings({
      licences: [],
      access: { files: 'restricted' }
    });
    assert.equal(closed?.severity, 'note');
  });

  it('is enough', () => {
    assert.deepEqual(licenceFindings({ licences: [{ spdx: 'MIT' }] }), []);
  });
});
