/**
 * What a form is filled with, and what is found about a draft, without a
 * companion around it.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { JobDraft, Sweep } from 'sciencemesh-contract';
import { trials } from '../ocm/testing/trials.ts';
import { isCrateProblem, readCrate } from '../packages/crate/crate.ts';
import { readNotebook } from '../packages/notebook/notebook.ts';
import { checkOrder } from '../compute/order-check.ts';
import { declaredIn } from './declared.ts';
import { submitOrder, workerOrder } from './order.ts';
import { textOf } from './output-text.ts';
import { requirementsOf } from './requirements.ts';
import { parameterFindings, parametersOf, taskCount } from './sweep.ts';

function declared(source: string) {
  const reading = readNotebook(
    Buffer.from(
      JSON.stringify({
        cells: [
          {
            cell_type: 'code',
            metadata: { tags: ['parameters'] },
            source,
            outputs: []
          }
        ],
        metadata: {},
        nbformat: 4,
        nbformat_minor: 5
      })
    )
  );
  assert.ok(reading.ok);
  return declaredIn(reading.notebook);
}

describe('declared parameters', () => {
  it('have the types and values of their assignments', () => {
    const found = declared(
      `count: int = 1_000  # how many
name = "it's # not a comment"
rate = -1.5e-3
flag = True
nothing = None
items = ['a', "b"]
model <- c(1, 2)
big = 12345678901234567890
computed = len(items)
if x == 3: pass
`
    );
    assert.deepEqual(
      found.map(({ name, type, value }) => [name, type, value]),
      [
        ['count', 'integer', 1000],
        ['name', 'string', "it's # not a comment"],
        ['rate', 'number', -0.0015],
        ['flag', 'boolean', true],
        ['nothing', 'none', null],
        ['items', 'list', ['a', 'b']],
        ['model', 'list', [1, 2]],
        ['big', 'integer', '12345678901234567890']
      ]
    );
    assert.equal(found[0]?.description, 'how many');
  });

  it('are read from any text in no time', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 2000 }), text => {
        declared(text);
      }),
      trials()
    );
    declared(`x = ${'['.repeat(5000)}`);
    declared(`x = "${'\\'.repeat(5001)}`);
  });
});

describe('requirements of a package', () => {
  const needs = (entity: object) => {
    const crate = readCrate({
      '@context': 'https://w3id.org/ro/crate/1.1/context',
      '@graph': [
        {
          '@id': 'ro-crate-metadata.json',
          '@type': 'CreativeWork',
          about: { '@id': './' }
        },
        { '@id': './', '@type': 'Dataset', mainEntity: { '@id': 'a' } },
        { '@id': 'a', '@type': 'SoftwareApplication', ...entity }
      ]
    });
    assert.ok(!isCrateProblem(crate));
    return requirementsOf(crate);
  };

  it('are understood as people write them', () => {
    assert.deepEqual(
      needs({
        memoryRequirements: '8 GiB',
        processorRequirements: ['4 cores', '1 GPU'],
        storageRequirements: '20GB'
      }),
      { cpus: 4, gpus: 1, memoryMebibytes: 8192, diskMebibytes: 19074 }
    );
    assert.equal(needs({ memoryRequirements: 512 }).memoryMebibytes, 512);
    assert.deepEqual(needs({ memoryRequirements: 'a lot' }), {
      cpus: null,
      gpus: null,
      memoryMebibytes: null,
      diskMebibytes: null
    });
  });
});

const axis = (name: string, values: number[]) => ({
  name,
  type: 'integer' as const,
  values
});

describe('a sweep', () => {
  const grid: Sweep = {
    axes: [axis('a', [1, 2]), axis('b', [3, 4, 5])],
    combine: 'grid',
    atOnce: null
  };

  it('has one task for each combination, or each row', () => {
    const values = (sweep: Sweep) =>
      Array.from({ length: taskCount(sweep) }, (_, task) =>
        parametersOf({ parameters: [], sweep }, task).map(({ value }) => value)
      );
    assert.deepEqual(values(grid), [
      [1, 3],
      [1, 4],
      [1, 5],
      [2, 3],
      [2, 4],
      [2, 5]
    ]);
    const rows: Sweep = {
      axes: [axis('a', [1, 2]), axis('b', [3, 4])],
      combine: 'rows',
      atOnce: null
    };
    assert.deepEqual(values(rows), [
      [1, 3],
      [2, 4]
    ]);
  });

  it('is counted before anything of it is made', () => {
    const values = Array.from({ length: 10_000 }, (_, value) => value);
    const sweep: Sweep = {
      axes: Array.from({ length: 16 }, (_, place) => axis(`p${place}`, values)),
      combine: 'grid',
      atOnce: null
    };
    const [finding] = parameterFindings({ parameters: [], sweep }, 10_000);
    assert.equal(finding?.code, 'too-many-tasks');
  });
});

describe('an order', () => {
  it('holds nothing that a person has written, but as data', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 200, unit: 'binary' }),
        fc.array(fc.string({ unit: 'binary' }), { maxLength: 5 }),
        (name, words) => {
          const draft: JobDraft = {
            siteId: 'x',
            name,
            source: { kind: 'script', path: `work/${name}`, arguments: words },
            kernel: null,
            parameters: [{ name, type: 'string', value: words.join('') }],
            sweep: null,
            resources: {
              queue: null,
              account: null,
              cpus: 1,
              memoryMebibytes: 1,
              diskMebibytes: null,
              gpus: 0,
              seconds: 10
            },
            environment: { kind: 'site' },
            inputs: { way: null, select: 'none', paths: [] },
            outputs: [],
            results: 'r',
            after: [],
            script: null
          };
          const config = { kind: 'slurm' as const, id: 'x' };
          const order = submitOrder({
            job: { tag: 'tag', name },
            draft,
            config,
            folder: '/tmp',
            after: [],
            errand: null
          });
          assert.deepEqual(checkOrder(order), []);
          const { run } = workerOrder({ id: 'id', draft, config, inputs: [] });
          assert.ok(run.kind === 'script');
          assert.deepEqual(run.command.slice(-words.length || Infinity), words);
        }
      ),
      trials()
    );
  });
});

describe('what a job prints', () => {
  it('is shown in pieces without the lines of its worker', () => {
    const whole = `héllo\nSCIENCEMESH {"event":"job"}\n😀 wörld\nlast`;
    const bytes = Buffer.from(whole);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: bytes.length }), size => {
        let at = 0;
        let shown = '';
        for (;;) {
          const end = Math.min(bytes.length, at + Math.max(size, 40));
          const isWhole = end === bytes.length;
          const { text, used } = textOf(bytes.subarray(at, end), isWhole);
          shown += text;
          at += used;
          if (isWhole) {
            break;
          }
          assert.ok(used > 0);
        }
        assert.equal(shown, 'héllo\n😀 wörld\nlast');
      }),
      trials()
    );
  });
});
