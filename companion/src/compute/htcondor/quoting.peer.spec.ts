/**
 * Quoting, judged by HTCondor's own parser: a value is refused, or the job ad
 * holds exactly it.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { findBatch } from '../../../../peers/batch/index.ts';
import { trials } from '../../ocm/testing/trials.ts';
import { BatchError, type SubmitOrder } from '../batch-system.ts';
import { quoteArguments, quoteString } from './quoting.ts';
import { renderSubmitText } from './submit-text.ts';
import { Pool } from './testing/pool.ts';

const found = await findBatch();

/** What submit descriptions, ClassAds and shells give a meaning. */
const TRICKS = [
  ...['$', '$(', '$$', '$$(Owner)', '$(HOME)', '$ENV(HOME)', '$(DOLLAR)'],
  ...['$RANDOM_INTEGER(1,9)', '$F(x)', '$(x:y)', '$INT(1)', ')', '(', '"'],
  ...["'", '""', "''", '\\', '\\"', '\\n', '\n', '\r', '\t', '\0', ' ', '  '],
  ...['queue 5', 'include command : id', '#', '@=end', '+', '=', ',', ';'],
  ...['{', '}', '[', ']', '|', '&', '<', '>', '`id`', '%', '~', '!', '?', '*'],
  ...['é', '😀', '\u2028', '\u00a0', '\ufeff', '\ud800', '\x7f', '\x85', 'a']
];

/** Times and sizes of a dry run, and what comes with any account. */
const UNSTEADY = new Set([
  ...['QDate', 'EnteredCurrentStatus', 'AcctGroupUser'],
  ...['DiskUsage', 'TransferInputSizeMB']
]);

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ unit: 'grapheme-ascii', maxLength: 20 }),
  fc
    .array(fc.constantFrom(...TRICKS), { maxLength: 8 })
    .map(parts => parts.join(''))
);

/** @returns null when it is refused */
function accepted<Value>(write: () => Value): Value | null {
  try {
    return write();
  } catch (error) {
    assert.ok(error instanceof BatchError && error.code === 'refused');
    return null;
  }
}

describe(
  'quoting for HTCondor',
  { skip: 'missing' in found ? found.missing : false },
  () => {
    let pool: Pool;
    let folder: string;
    before(async () => {
      pool = await Pool.start();
      folder = await pool.subject().folder(`quoting-${randomUUID()}`);
    });
    after(() => pool.stop());

    /** The ad that a text makes: attributes as they are printed. */
    const adOf = async (text: string): Promise<Map<string, string>> => {
      const printed = await pool.batch.must(
        'alice',
        ['condor_submit', '-dry-run', '-', '-'],
        { input: text, cwd: folder }
      );
      return new Map(
        printed.split('\n').flatMap(line => {
          const at = line.indexOf('=');
          return at < 0
            ? []
            : [[line.slice(0, at).trim(), line.slice(at + 1).trim()]];
        })
      );
    };

    /** A text of an ad: only quotes are escaped. */
    const textOf = (printed: string | undefined) => {
      assert.ok(printed);
      assert.match(printed, /^".*"$/);
      return printed.slice(1, -1).replaceAll('\\"', '"');
    };

    /** Words in HTCondor's own writing: quoted parts, quotes in them doubled. */
    const wordsOf = (line: string): string[] => {
      const words: string[] = [];
      for (const [raw] of line.matchAll(/(?:'(?:[^']|'')*'|[^' ])+/g)) {
        words.push(
          raw.replace(/'((?:[^']|'')*)'/g, (_, inner: string) =>
            inner.replaceAll("''", "'")
          )
        );
      }
      return words;
    };

    it('gives attributes their very texts, or refuses them', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(hostile, { minLength: 1, maxLength: 40 }),
          async values => {
            const written = values.flatMap(value => {
              const text = accepted(() => quoteString(value));
              return text === null ? [] : [{ value, text }];
            });
            const lines = written.map(
              ({ text }, index) => `My.Value${index} = ${text}\n`
            );
            const ad = await adOf(
              `executable = /bin/true\n${lines.join('')}My.Last = "end"\nqueue\n`
            );
            for (const [index, { value }] of written.entries()) {
              assert.equal(unescaped(ad.get(`Value${index}`)), value);
            }
            assert.equal(textOf(ad.get('Last')), 'end');
          }
        ),
        trials()
      );
    });

    it('gives commands their very words, or refuses them', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(hostile, { minLength: 1, maxLength: 40 }),
          async values => {
            const words = values.filter(
              value => accepted(() => quoteArguments([value])) !== null
            );
            const line = quoteArguments([
              'first',
              ...words,
              ...words.map(word => [word, { macros: '$(ProcId)' }, word]),
              [{ macros: '$(ProcId)' }]
            ]);
            const ad = await adOf(
              `executable = /bin/true\narguments = ${line}\nMy.Last = "end"\nqueue\n`
            );
            const printed = textOf(ad.get('Arguments'));
            assert.deepEqual(wordsOf(printed), [
              'first',
              ...words,
              ...words.map(word => `${word}0${word}`),
              '0'
            ]);
            assert.equal(textOf(ad.get('Last')), 'end');
          }
        ),
        trials()
      );
    });

    it('lets no part of an order become a command of its own', async () => {
      await writeFile(join(folder, 'job.json'), '{}');
      const plain: SubmitOrder = {
        tag: 'tag-1',
        label: 'A label',
        folder,
        files: ['job.json'],
        command: ['true'],
        outputs: () => ['out.tar'],
        tasks: 1,
        atOnce: null,
        resources: {
          queue: null,
          account: null,
          cpus: 1,
          memoryMebibytes: 10,
          diskMebibytes: 10,
          gpus: 0,
          seconds: 60
        },
        graceSeconds: 5,
        container: null,
        after: [],
        transfers: []
      };
      const expected = await adOf(
        renderSubmitText(plain, { kind: 'htcondor', id: 'pool' })
      );
      await fc.assert(
        fc.asyncProperty(
          hostile,
          fc.constantFrom('tag', 'label', 'files', 'outputs', 'account'),
          async (value, member) => {
            const order = {
              tag: { ...plain, tag: value },
              label: { ...plain, label: value },
              files: { ...plain, files: [value] },
              outputs: { ...plain, outputs: () => [value] },
              account: {
                ...plain,
                resources: { ...plain.resources, account: value }
              }
            }[member];
            const text = accepted(() =>
              renderSubmitText(order, { kind: 'htcondor', id: 'pool' })
            );
            if (text === null) {
              return;
            }
            const ad = await adOf(text);
            const changed = [...ad].filter(
              ([name, printed]) =>
                expected.get(name) !== printed && !UNSTEADY.has(name)
            );
            for (const [name, printed] of changed) {
              // The command makes what is to come back, by its name.
              if (name === 'Arguments' && member === 'outputs') {
                assert.deepEqual(
                  wordsOf(textOf(printed)),
                  wordsOf(textOf(expected.get(name))).map(word =>
                    word.replace('out.tar', () => value)
                  )
                );
                continue;
              }
              assert.match(
                name,
                /^(?:ScienceMeshTag|JobBatchName|TransferInput|TransferOutput|AcctGroup|AccountingGroup)$/
              );
              assert.ok(printed.includes(value), `${name}=${printed}`);
            }
          }
        ),
        trials()
      );
    });
  }
);

/** A text of an expression: quotes and backslashes are escaped. */
function unescaped(printed: string | undefined): string {
  assert.ok(printed);
  assert.match(printed, /^".*"$/);
  return printed.slice(1, -1).replace(/\\(["\\])/g, '$1');
}
