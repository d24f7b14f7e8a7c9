import { nullTranslator } from '@jupyterlab/translation';
import { duration, memory } from './wording';

const trans = nullTranslator.load('jupyterlab_sciencemesh');

describe('duration', () => {
  it.each([
    [0.25, '0.3 s'],
    [42, '42 s'],
    [200, '3 min 20 s'],
    [7500, '2 h 5 min'],
    [180_000, '2 d 2 h']
  ])('says %s seconds as people do', (seconds, words) => {
    expect(duration(trans, seconds)).toBe(words);
  });
});

describe('memory', () => {
  it.each([
    [350.4, '350 MiB'],
    [1536, '1.5 GiB']
  ])('says %s mebibytes as people do', (mebibytes, words) => {
    expect(memory(trans, mebibytes)).toBe(words);
  });
});
