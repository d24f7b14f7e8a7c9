import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Kernel } from '../running/kernels.ts';
import { samplePackage, type Sample } from '../testing/sample-package.ts';
import { kernelFor } from './kernel.ts';

const kernel = (name: string, language: string): Kernel => ({
  name,
  displayName: name,
  language,
  argv: [],
  environment: {}
});
const python = kernel('python3', 'python');
const r = kernel('ir', 'r');

const script = (name: string, language?: string): Sample => ({
  main: {
    '@id': `https://code.example.org/${name}`,
    name,
    ...(language === undefined
      ? {}
      : { programmingLanguage: { '@id': `#${language}` } })
  },
  others:
    language === undefined
      ? []
      : [{ '@id': `#${language}`, '@type': 'ComputerLanguage', name: language }]
});

describe('the kernel of a generated notebook', () => {
  const cases: [string, Sample, Kernel[], string | undefined][] = [
    ['an R script', script('fit.R'), [python, r], 'ir'],
    ['an R script without R', script('fit.R'), [python], 'python3'],
    ['an R script without anything', script('fit.R'), [], undefined],
    ['R Markdown', script('fit.Rmd'), [python, r], 'python3'],
    ['a Python script', script('fit.py'), [python, r], 'python3'],
    ['a Julia script', script('fit.jl'), [python, r], 'python3'],
    ['data', {}, [python, r], 'python3'],
    ['data where there is only R', {}, [r], undefined]
  ];
  for (const [what, sample, kernels, expected] of cases) {
    it(`for ${what} is ${expected ?? 'none'}`, () => {
      const found = kernelFor(samplePackage(sample), kernels);
      assert.equal(found?.name, expected);
    });
  }
});
