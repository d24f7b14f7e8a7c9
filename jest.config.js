const jupyterlab = require('@jupyterlab/testing/lib/jest-config');

/** Unit tests of the lab extension, beside its code. */
const base = jupyterlab(__dirname);
const report = process.env.JEST_REPORT;

module.exports = {
  ...base,
  cacheDirectory: '<rootDir>/.cache/jest',
  reporters: [
    'default',
    ...(report ? [['jest-junit', { outputFile: report }]] : [])
  ],
  rootDir: __dirname,
  roots: ['<rootDir>/src'],
  testRegex: '\\.spec\\.tsx?$',
  transform: {
    ...base.transform,
    // Types are the matter of `make check-types`.
    '^.+\\.tsx?$': ['ts-jest', { tsconfig: '<rootDir>/tsconfig.test.json' }]
  },
  // Jest runs CommonJS: what is published as ES modules is transformed, too.
  transformIgnorePatterns: base.transformIgnorePatterns.map(pattern =>
    pattern.replace('(?!', '(?!@jupyterlab|hyparquet|hysnappy|fzstd|')
  )
};
