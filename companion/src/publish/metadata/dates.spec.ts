import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { EdtfDate } from 'sciencemesh-contract';
import { Value } from 'typebox/value';
import { trials } from '../../packages/testing/trials.ts';
import { edtfOf } from './dates.ts';

describe('a date', () => {
  it('is a year, a month, a day, or the day of a timestamp', () => {
    for (const [text, date] of [
      ['2017', '2017'],
      ['2026-11', '2026-11'],
      ['2024-02-29', '2024-02-29'],
      ['2025-05-06T14:35:47+00:00', '2025-05-06'],
      ['2018-06-20 11:23:37.999000+00:00', '2018-06-20'],
      ['2015-09-01/2016', '2015-09-01/2016']
    ] as const) {
      assert.equal(edtfOf(text), date);
    }
  });

  it('is none that no calendar has, or that is turned around', () => {
    for (const text of [
      '2020-05-xx',
      '2023-02-29',
      '2023-13-01',
      '01.02.2023',
      'November 2002',
      '2016/2015',
      '2015/',
      ''
    ]) {
      assert.equal(edtfOf(text), null, text);
    }
  });

  it('fits the contract, for every day there is', () => {
    fc.assert(
      fc.property(
        fc.date({
          min: new Date('0001-01-01'),
          max: new Date('9999-12-31'),
          noInvalidDate: true
        }),
        moment => {
          const date = edtfOf(moment.toISOString());
          assert.equal(date, moment.toISOString().slice(0, 10));
          assert.ok(Value.Check(EdtfDate, date));
        }
      ),
      trials
    );
  });
});
