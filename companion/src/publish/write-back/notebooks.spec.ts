import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { notebooks } from './notebooks.ts';
import { DOI, NOTEBOOK, stamp } from './testing/documents.ts';

describe('the DOI in a notebook', () => {
  it('stands in its metadata, in the way of the document', () => {
    for (const indent of [undefined, 1, 2, '\t']) {
      const before = `${JSON.stringify(NOTEBOOK, null, indent)}\n`;
      const written = notebooks.write(before, stamp);
      assert.ok(written !== null);
      const { metadata } = JSON.parse(written) as typeof NOTEBOOK;
      assert.deepEqual(metadata, {
        ...NOTEBOOK.metadata,
        sciencemesh_publication: stamp
      });
      if (indent !== undefined) {
        assert.equal(
          written,
          `${JSON.stringify({ ...NOTEBOOK, metadata }, null, indent)}\n`
        );
      }
      assert.equal(notebooks.write(written, stamp), written);
      assert.equal(notebooks.take(written, stamp), before);
    }
  });

  it('leaves numbers that JavaScript cannot hold', () => {
    const before =
      '{"metadata": {}, "cells": [], "n": 12345678901234567890, "f": 1.0, "x": NaN}';
    const written = notebooks.write(before, { doi: DOI, url: null });
    assert.match(written ?? '', /12345678901234567890, "f": 1.0, "x": NaN/);
    assert.equal(notebooks.take(written ?? '', stamp), before);
  });

  it('keeps that of an earlier version, and gives it back', () => {
    const first = notebooks.write(JSON.stringify(NOTEBOOK, null, 1), {
      doi: '10.5072/zenodo.7',
      url: null
    });
    const second = notebooks.write(first ?? '', stamp);
    const { metadata } = JSON.parse(second ?? '') as {
      metadata: Record<string, unknown>;
    };
    assert.deepEqual(metadata['sciencemesh_publication'], {
      ...stamp,
      earlier: { doi: '10.5072/zenodo.7' }
    });
    assert.equal(notebooks.take(second ?? '', stamp), first);
  });

  it('goes also when JupyterLab has saved the notebook since', () => {
    const written = notebooks.write(JSON.stringify(NOTEBOOK), stamp) ?? '';
    const saved = JSON.parse(written) as typeof NOTEBOOK;
    // Sorted, and our member not the last one any more.
    const { kernelspec, ...ours } = saved.metadata;
    const text = JSON.stringify(
      { ...saved, metadata: { ...ours, zoom: 1, kernelspec } },
      null,
      1
    );
    assert.deepEqual(JSON.parse(notebooks.take(text, stamp) ?? ''), {
      ...NOTEBOOK,
      metadata: { kernelspec, zoom: 1 }
    });
  });

  it('is not written into what is no notebook', () => {
    for (const text of [
      '',
      '{',
      '[]',
      '{}',
      '{"metadata": 1}',
      '{"cells": []}',
      '\ufeff{"metadata": {}}',
      '['.repeat(1000)
    ]) {
      assert.equal(notebooks.write(text, stamp), null, text);
    }
  });
});
