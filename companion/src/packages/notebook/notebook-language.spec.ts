import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { languageOf, supportedLanguage } from './notebook-language.ts';

describe('languageOf', () => {
  it('asks the kernelspec, then the language, then the name', () => {
    const of = (metadata: Record<string, unknown>) =>
      languageOf({ cells: [], metadata, nbformat: 4, nbformat_minor: 5 });
    assert.equal(of({ kernelspec: { language: 'R', name: 'ir' } }), 'r');
    assert.equal(of({ language_info: { name: 'julia' } }), 'julia');
    assert.equal(of({ kernelspec: { name: 'python2' } }), 'python');
    assert.equal(of({ kernelspec: { name: 'ir' } }), 'r');
    assert.equal(of({ kernelspec: { name: 'irrelevant' } }), null);
    assert.equal(of({}), null);
  });
});

describe('supportedLanguage', () => {
  it('knows the languages by all their names', () => {
    assert.equal(supportedLanguage('R'), 'r');
    assert.equal(supportedLanguage('shell'), 'bash');
    assert.equal(supportedLanguage('scala'), null);
  });
});
