import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { it } from 'node:test';
import type { SubmitOrder } from '../batch-system.ts';
import { BatchError } from '../batch-system.ts';
import { fails, never, PYTHON, type Trial } from './trial.ts';

const WORDS = [
  '',
  ' ',
  'a b',
  ' around ',
  "it's",
  "''",
  'say "hi"',
  '""',
  '$(HOME)',
  '$(ProcId)',
  '$$(Owner)',
  '$$([1+1])',
  '$$',
  '$ENV(HOME)',
  '$HOME',
  '$(DOLLAR)',
  '${HOME}',
  '`id`',
  '\\',
  'C:\\dir\\',
  '\\\\"',
  'a,b',
  'a;b|c&d',
  '#comment',
  '%j %A_%a',
  '*',
  '~',
  '!x',
  '--task',
  '-n',
  '@file',
  'é 😀',
  'a=b',
  '<in>out',
  '{}[]()',
  'x'.repeat(2000)
];

const NEVER = ['a\nqueue 2', 'a\rb', 'a\0b'];

const NAMES = [
  ...['a\nb', 'a\\', '$(HOME)', '$$(Owner)', 'a"b', "it's", 'a,b', 'a b'],
  ...['-rf', '../up', '.hidden', '', 'a;b', 'a=b', '/etc/passwd']
];

/** Values that try to be more than values. */
export function describeHostile(current: () => Trial): void {
  const refuses = async (change: Partial<SubmitOrder>) => {
    const { system } = current();
    const order = { ...(await current().order([])), ...change };
    const submit = async () =>
      system.submit(order, system.render(order), never());
    await fails(submit(), 'refused');
  };

  it('hands over words as they are, or refuses them', async () => {
    const trial = current();
    const taken: string[] = [];
    const plain = await trial.order([]);
    for (const word of WORDS) {
      try {
        trial.system.render({ ...plain, command: [...PYTHON, word] });
        taken.push(word);
      } catch (error) {
        assert.ok(error instanceof BatchError && error.code === 'refused');
      }
    }
    // Quoting that refuses most of what people write is none.
    assert.ok(taken.length > WORDS.length / 2);
    const job = await trial.start([['words', 'words.json']], {
      command: [...PYTHON, ...taken, 'end'],
      outputs: () => ['words.json']
    });
    const task = await trial.end(job);
    assert.equal(task.exitCode, 0);
    await trial.system.retrieve(job, never());
    assert.deepEqual(
      JSON.parse((await trial.read(job, 'words.json')).toString()),
      [...taken, 'end']
    );
  });

  for (const word of NEVER) {
    it(`refuses the word ${JSON.stringify(word)}`, () =>
      refuses({ command: [...PYTHON, word] }));
  }

  it('refuses names that are no plain names', async () => {
    for (const name of NAMES) {
      await refuses({ files: [name] });
      await refuses({ outputs: () => [name] });
      await refuses({ tag: name });
    }
    for (const label of ['a\nb', 'a\\', '$(HOME)', 'a"b', "it's", 'a,b', '']) {
      await refuses({ label });
    }
  });

  it('refuses queues and accounts that are no names', async () => {
    const { resources } = await current().order([]);
    for (const name of ['a\nb', 'a b', '$(HOME)', '"', '-x', 'a\\', '']) {
      await refuses({ resources: { ...resources, queue: name } });
      await refuses({ resources: { ...resources, account: name } });
    }
  });

  it('works in a folder with a strange name', async () => {
    const trial = current();
    const folder = await trial.subject.folder(
      `${randomUUID()} it's a "folder" $(HOME) $$(x) é, 100% \\`
    );
    const order = await trial.order([['write', 'out.txt', 'here']], {
      folder,
      outputs: () => ['out.txt']
    });
    const submitted = await trial.submit(order).catch((error: unknown) => {
      assert.ok(error instanceof BatchError && error.code === 'refused');
      return null;
    });
    if (submitted !== null) {
      assert.equal((await trial.end(submitted)).exitCode, 0);
      await trial.system.retrieve(submitted, never());
      assert.equal((await trial.read(submitted, 'out.txt')).toString(), 'here');
    }
  });

  it('takes no number that is none', async () => {
    const { resources } = await current().order([]);
    for (const value of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      await refuses({ resources: { ...resources, memoryMebibytes: value } });
      await refuses({ tasks: value });
    }
    await refuses({ tasks: 10_001 });
  });
}
