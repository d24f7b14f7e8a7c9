import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatOf } from './formats.ts';

const show = (path: string, mediaType: string | null = null) =>
  formatOf({ path, mediaType }).show;

describe('formatOf', () => {
  it('goes by the ending of the name', () => {
    assert.deepEqual(
      [
        'a.CSV',
        'a.tsv.gz',
        'a.parquet',
        'a.geojson',
        'a.nc',
        'a.tiff',
        'a.root',
        'a.tar.xz',
        'a.txt'
      ].map(path => show(path)),
      [
        'show_table',
        'show_table',
        'show_table',
        'show_json',
        'show_hdf5',
        'show_image',
        'show_root',
        'show_archive',
        'show_text'
      ]
    );
  });

  it('believes the media type only where the name tells nothing', () => {
    assert.equal(show('data/events', 'text/csv; header=present'), 'show_table');
    assert.equal(show('notes.txt', 'image/png'), 'show_text');
    assert.equal(show('drawing', 'image/svg+xml'), 'show_text');
    assert.equal(show('anything'), 'show_text');
  });
});
