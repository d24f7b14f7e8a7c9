import js from '@eslint/js';
import jupyter from '@jupyter/eslint-plugin';
import prettier from 'eslint-config-prettier';
import jest from 'eslint-plugin-jest';
import { defineConfig, globalIgnores } from 'eslint/config';
import globals from 'globals';
import typescript from 'typescript-eslint';

// Which folder may import which is the matter of .dependency-cruiser.mjs.

const typed = ['**/*.ts', '**/*.tsx'];
const programs = ['**/*.js', '**/*.mjs'];

/** The recommendations of JupyterLab, with its warnings raised to errors. */
const jupyterAsErrors = jupyter.configs.recommended.map(config => ({
  ...config,
  plugins: { jupyter },
  rules: Object.fromEntries(
    Object.entries(config.rules).map(([rule, level]) => [
      rule,
      level === 'warn' ? 'error' : level
    ])
  )
}));
const [jupyterCode, jupyterSchema, jupyterSpecs] = jupyterAsErrors;

export default defineConfig([
  globalIgnores([
    '.cache/',
    '.venv/',
    '.yarn/',
    'dist/',
    '**/lib/',
    'jupyterlab_sciencemesh/companion/',
    'jupyterlab_sciencemesh/labextension/',
    // Received from elsewhere and kept as they are
    'peers/origin/recordings/',
    'peers/origin/repositories/',
    'ui-tests/playwright-report/',
    'ui-tests/test-results/'
  ]),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: [...programs, ...typed],
    extends: [js.configs.recommended],
    rules: {
      curly: 'error',
      eqeqeq: 'error',
      'no-console': 'error'
    }
  },
  {
    files: programs,
    languageOptions: { globals: globals.node }
  },
  {
    files: typed,
    extends: [typescript.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          // node:test waits for what it was given by itself.
          allowForKnownSafeCalls: [
            {
              from: 'package',
              name: ['after', 'before', 'describe', 'it', 'suite', 'test'],
              package: 'node:test'
            }
          ]
        }
      ],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/prefer-optional-chain': 'error',
      // An interface that promises is kept by methods that need not wait.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true }
      ]
    }
  },
  {
    // What people start by hand speaks to them.
    files: ['bench/**', 'demo/**', 'scripts/**'],
    rules: { 'no-console': 'off' }
  },
  {
    files: ['src/**/*.ts', 'src/**/*.tsx'],
    extends: [jupyterCode],
    rules: {
      'jupyter/prefer-lazy-imports': [
        'error',
        {
          // A plugin hands its room to JupyterLab when it is activated; rooms
          // load their heavy parts (pages, forms) by themselves on first use.
          ignoreImports: ['../*']
        }
      ],
      'no-console': ['error', { allow: ['error'] }],
      // JupyterLab keeps a class's options in a namespace of its name, and
      // connects methods to signals together with their `this`.
      '@typescript-eslint/no-namespace': 'off',
      '@typescript-eslint/unbound-method': 'off'
    }
  },
  jupyterSchema,
  {
    files: ['src/**/*.spec.ts', 'src/**/*.spec.tsx', 'src/**/testing/**'],
    extends: [jest.configs['flat/recommended']],
    rules: {
      // Doubles for tests live as long as the test.
      'jupyter/command-described-by': 'off',
      'jupyter/no-untranslated-string': 'off',
      'jupyter/require-disposable-ownership': 'off'
    }
  },
  { ...jupyterSpecs, files: ['ui-tests/**/*.spec.ts', 'src/**/*.spec.ts*'] },
  prettier
]);
