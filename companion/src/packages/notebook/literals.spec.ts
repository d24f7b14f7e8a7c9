import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { hostileString, hostileStrings } from '../testing/hostile-strings.ts';
import { askPython } from '../testing/python.ts';
import { trials } from '../testing/trials.ts';
import { literal, pythonLiteral, quoted, type Language } from './literals.ts';

const write = (
  language: Language,
  value: Parameters<typeof literal>[1]['value'],
  real = false
) => literal(language, { value, real });

/** What a language can hold of a text. */
const whole = (text: string) => text.toWellFormed();
const withoutNul = (text: string) => whole(text).replaceAll('\0', '');

/** Many random texts in one go: starting an interpreter is the slow part. */
const manyTexts = fc.sample(hostileString, {
  numRuns: trials.numRuns * 50,
  seed: trials.seed
});
const texts = [...hostileStrings, ...manyTexts];

const scalar = fc.oneof(
  hostileString,
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean()
);

const readLiterals = `
import ast, json, sys
print(json.dumps([ast.literal_eval(source) for source in json.load(sys.stdin)]))
`;

describe('a literal', () => {
  it('is printable ASCII on one line, whatever the text', () => {
    for (const language of ['python', 'r', 'julia', 'bash'] as const) {
      for (const text of texts) {
        assert.match(write(language, text), /^[ -~]*$/);
      }
    }
  });

  it('has a sensible type in each language', () => {
    const written = (language: Language) =>
      [null, true, 5, 0.5, 'a', ['a', 1]].map(value => write(language, value));
    assert.deepEqual(written('python'), [
      'None',
      'True',
      '5',
      '0.5',
      '"a"',
      '["a", 1]'
    ]);
    assert.deepEqual(written('r'), [
      'NULL',
      'TRUE',
      '5L',
      '0.5',
      '"a"',
      'list("a", 1L)'
    ]);
    assert.deepEqual(written('julia'), [
      'nothing',
      'true',
      '5',
      '0.5',
      '"a"',
      '["a", 1]'
    ]);
    assert.deepEqual(written('bash'), [
      "''",
      'true',
      '5',
      '0.5',
      "'a'",
      "('a' 1)"
    ]);
  });

  it('is real where the package says so', () => {
    assert.equal(write('python', 5, true), '5.0');
    assert.equal(write('r', 5, true), '5');
    assert.equal(write('julia', -0, true), '-0.0');
    assert.equal(write('julia', 1e21, true), '1e+21');
  });
});

describe('a Python literal', () => {
  it('is read back as the very text, by Python', () => {
    assert.deepEqual(
      askPython(
        readLiterals,
        texts.map(text => write('python', text))
      ),
      texts.map(whole)
    );
  });

  it('is read back as the very value, however nested', () => {
    const values = fc.sample(
      fc.letrec<{ value: Parameters<typeof pythonLiteral>[0] }>(tie => ({
        value: fc.oneof(
          { maxDepth: 4 },
          scalar.map(item => (typeof item === 'string' ? whole(item) : item)),
          fc.constant(null),
          fc.array(tie('value'), { maxLength: 4 }),
          fc
            .array(fc.tuple(hostileString.map(whole), tie('value')), {
              maxLength: 4
            })
            .map(entries => Object.fromEntries(entries))
        )
      })).value,
      { numRuns: trials.numRuns * 10, seed: trials.seed }
    );
    assert.equal(
      JSON.stringify(
        askPython(
          readLiterals,
          values.map(value => pythonLiteral(value))
        )
      ),
      JSON.stringify(askPython(echo, values))
    );
  });

  it('spreads over lines when it is long', () => {
    assert.equal(
      pythonLiteral([{ path: 'a'.repeat(40) }, { path: 'b'.repeat(40) }]),
      `[\n    {"path": "${'a'.repeat(40)}"},\n    {"path": "${'b'.repeat(40)}"},\n]`
    );
  });
});

const echo = 'import json, sys; print(json.dumps(json.load(sys.stdin)))';

describe('a bash literal', () => {
  it('is read back as the very bytes, and runs nothing', () => {
    const folder = mkdtempSync(join(tmpdir(), 'sciencemesh-bash-'));
    try {
      const script = texts
        .map(text => `value=${write('bash', text)}\nprintf '%s\\0' "$value"`)
        .join('\n');
      // As a kernel does it: interactive, with history expansion.
      const { stdout, stderr } = spawnSync(
        'bash',
        ['--norc', '-o', 'history', '-o', 'histexpand', '-s'],
        { cwd: folder, input: script, maxBuffer: 64 * 1024 * 1024 }
      );
      assert.equal(stderr.toString(), '');
      assert.deepEqual(
        stdout.toString().split('\0').slice(0, -1),
        texts.map(withoutNul)
      );
      assert.deepEqual(readdirSync(folder), []);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

/** What is left of a quoted text without its escapes. */
const bare = (written: string) =>
  written
    .slice(1, -1)
    .replace(/\\(?:["\\nrt$]|u[0-9a-f]{4}|U[0-9a-f]{8})/g, '');

describe('an R literal', () => {
  it('holds nothing that ends it', () => {
    for (const text of texts) {
      // Long texts are put together from pieces.
      const pieces = write('r', text).replaceAll('", "', '');
      assert.doesNotMatch(
        bare(pieces.replace(/^paste0\((.*)\)$/s, '$1')),
        /["\\]/
      );
    }
  });

  if (spawnSync('Rscript', ['--version']).status === 0) {
    it('is read back as the very text, by R', () => {
      const folder = mkdtempSync(join(tmpdir(), 'sciencemesh-r-'));
      try {
        const script = join(folder, 'literals.R');
        writeFileSync(
          script,
          texts
            .map(text => `cat(utf8ToInt(${write('r', text)}), "\\n")`)
            .join('\n')
        );
        const { stdout, stderr } = spawnSync('Rscript', ['--vanilla', script], {
          env: { ...process.env, LC_ALL: 'C.UTF-8' },
          encoding: 'utf8',
          maxBuffer: 64 * 1024 * 1024
        });
        assert.equal(stderr, '');
        assert.deepEqual(
          stdout.split('\n').map(line => line.trim()),
          [
            ...texts.map(text =>
              Array.from(withoutNul(text), letter =>
                letter.codePointAt(0)
              ).join(' ')
            ),
            ''
          ]
        );
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  }
});

describe('a Julia literal', () => {
  it('holds nothing that is interpolated or ends it', () => {
    for (const text of texts) {
      assert.doesNotMatch(bare(write('julia', text)), /["\\$]/);
    }
  });
});

describe('quoted', () => {
  it('leaves readable what is harmless', () => {
    assert.equal(quoted('data/My file (1).csv'), '"data/My file (1).csv"');
    assert.equal(quoted('é😀\n'), '"\\u00e9\\U0001f600\\n"');
  });
});
