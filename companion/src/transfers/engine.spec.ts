import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import type { Transfer } from 'sciencemesh-contract';
import { Value } from 'typebox/value';
import { Transfer as TransferSchema, TransferFile } from 'sciencemesh-contract';
import {
  generatedSha256,
  startOrigin,
  type Origin
} from '../../../peers/origin/index.ts';
import { Rig } from './testing/rig.ts';
import { readTree } from './testing/tree.ts';
import {
  TransferError,
  type FinisherContext,
  type TransferProblem
} from './transfer.ts';

const HOST = 'data.example.org';
const MIB = 1024 * 1024;

let origin: Origin;
let rig: Rig;
before(async () => {
  origin = await startOrigin();
});
after(() => origin.stop());
beforeEach(() => {
  rig = new Rig(origin);
  origin.forget();
  origin.route(HOST, '/small', { text: 'small' });
});
afterEach(() => rig.dispose());

/** A file that stops half-way until it is let go. */
function halting(path: string): { go: () => void; halfway: Promise<unknown> } {
  const { promise, resolve } = Promise.withResolvers<void>();
  origin.route(HOST, `/${path}`, {
    generated: { seed: path, size: 4 * MIB },
    stallAfter: 2 * MIB,
    release: promise
  });
  return {
    go: resolve,
    halfway: origin.waitFor(request => request.path === `/${path}`)
  };
}

function failsWith(code: TransferProblem) {
  return (error: unknown) => {
    assert.ok(error instanceof TransferError, String(error));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, /\.$/);
    return true;
  };
}

/** Resolves at the first change for which the condition holds. */
function change(
  engine: ReturnType<Rig['engine']>,
  condition: (transfer: Transfer) => boolean
): Promise<Transfer> {
  return new Promise(resolve => {
    const stop = engine.onChange(transfer => {
      if (condition(transfer)) {
        stop();
        resolve(transfer);
      }
    });
  });
}

describe('a plan', () => {
  const paths = [
    '../a',
    'a/../../b',
    '/etc/passwd',
    'a//b',
    './a',
    '',
    'a\0b',
    'a\\b',
    '.sciencemesh/partial/x'
  ];
  for (const path of paths) {
    it(`with a file at ${JSON.stringify(path)} is refused`, async () => {
      const engine = rig.engine();
      await assert.rejects(
        engine.start(rig.plan([{ path }])),
        failsWith('plan-refused')
      );
      assert.deepEqual(await readdir(rig.base), ['data']);
      assert.deepEqual(engine.list(), []);
    });
  }

  it('with two files at one place is refused', async () => {
    await assert.rejects(
      rig.engine().start(rig.plan([{ path: 'a' }, { path: 'a' }])),
      failsWith('plan-refused')
    );
  });

  it('with an unknown finisher or a bad identifier is refused', async () => {
    const engine = rig.engine();
    for (const changes of [
      { finisher: { name: 'unknown', input: null } },
      { id: '../x' }
    ]) {
      await assert.rejects(
        engine.start(rig.plan([], changes)),
        failsWith('plan-refused')
      );
    }
  });

  it('that does not fit on the disk is refused before it begins', async () => {
    const plan = rig.plan([{ path: 'a', size: 2 ** 60 }]);
    await assert.rejects(rig.engine().start(plan), failsWith('no-space'));
    assert.equal(origin.requests.length, 0);
    const without = rig.plan([
      { path: 'a', size: 2 ** 60, skip: true },
      { path: 'small' }
    ]);
    assert.equal((await rig.run(rig.engine(), without)).state, 'done');
  });

  it('for a folder that cannot be made is refused', async () => {
    await writeFile(join(rig.base, 'file'), '');
    const folder = join(rig.base, 'file', 'copy');
    await assert.rejects(
      rig.engine().start(rig.plan([], { folder })),
      failsWith('folder-refused')
    );
  });
});

describe('a transfer', () => {
  it('is told as it goes on, at most four times a second', async () => {
    origin.route(HOST, '/slow', {
      generated: { seed: 'slow', size: 600_000 },
      bytesPerSecond: 400_000
    });
    const engine = rig.engine();
    const seen: Transfer[] = [];
    const found: (Transfer | null)[] = [];
    engine.onChange(transfer => {
      seen.push(transfer);
      found.push(engine.get(transfer.id));
    });
    const start = performance.now();
    const ended = await rig.run(
      engine,
      rig.plan([{ path: 'slow', size: 600_000 }])
    );
    const seconds = (performance.now() - start) / 1000;
    assert.ok(seen.length <= seconds * 4 + 2, `${seen.length} in ${seconds} s`);
    assert.deepEqual(seen.at(-1), ended);
    assert.deepEqual(
      found.map(transfer => transfer?.state),
      seen.map(({ state }) => state)
    );
    const between = seen.filter(
      ({ received }) => received > 0 && received < 600_000
    );
    assert.ok(between.length > 0);
    assert.ok(between.every(({ bytesPerSecond }) => bytesPerSecond > 0));
    assert.ok(seen.every(transfer => Value.Check(TransferSchema, transfer)));
  });

  it('counts what it knows', async () => {
    origin.route(HOST, '/missing', { status: 404 });
    const engine = rig.engine();
    const plan = rig.plan([
      { path: 'small', size: 5 },
      { path: 'missing', size: 7 },
      { path: 'left', size: 100, skip: true }
    ]);
    const ended = await rig.run(engine, plan);
    const { state, size, received, fileCount, filesDone, filesFailed } = ended;
    assert.deepEqual(
      { state, size, received, fileCount, filesDone, filesFailed },
      {
        state: 'incomplete',
        size: 12,
        received: 5,
        fileCount: 2,
        filesDone: 1,
        filesFailed: 1
      }
    );
    assert.ok(
      engine.files(plan.id).every(file => Value.Check(TransferFile, file))
    );
    assert.deepEqual(engine.list(), [ended]);
    assert.deepEqual(engine.get(plan.id), ended);
  });

  it('keeps the engine busy until its end', async () => {
    const { go, halfway } = halting('half');
    const engine = rig.engine();
    const plan = rig.plan([{ path: 'half' }]);
    assert.equal(engine.busy, false);
    await engine.start(plan);
    await halfway;
    assert.equal(engine.busy, true);
    await assert.rejects(engine.retry(plan.id), failsWith('transfer-running'));
    go();
    await engine.settled(plan.id);
    assert.equal(engine.busy, false);
  });

  it('without any files ends well', async () => {
    assert.equal((await rig.run(rig.engine(), rig.plan([]))).state, 'done');
  });

  it('of nobody is told as such', async () => {
    const engine = rig.engine();
    assert.equal(engine.get('x'), null);
    assert.deepEqual(engine.files('x'), []);
    for (const call of [
      () => engine.cancel('x'),
      () => engine.retry('x'),
      () => engine.settled('x')
    ]) {
      await assert.rejects(call(), failsWith('transfer-not-found'));
    }
  });

  it('fetches no more files at a time than allowed', async () => {
    let running = 0;
    let most = 0;
    origin.route(HOST, '/many/*', async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise(resolve => setImmediate(resolve));
      running -= 1;
      return { text: 'x' };
    });
    const engine = rig.engine({ parallel: 3 });
    const files = (name: string) =>
      Array.from({ length: 20 }, (_, index) => ({
        path: `many/${name}-${index}`
      }));
    const plans = ['a', 'b'].map(name => rig.plan(files(name)));
    await Promise.all(plans.map(plan => engine.start(plan)));
    await Promise.all(plans.map(plan => engine.settled(plan.id)));
    assert.ok(most <= 3, `${most}`);
  });
});

describe('cancelling', () => {
  it('keeps what is there, and a retry goes on with it', async () => {
    const { go, halfway } = halting('half');
    const engine = rig.engine({ parallel: 1 });
    const plan = rig.plan([
      { path: 'small' },
      { path: 'half', size: 4 * MIB },
      {
        path: 'small-too',
        source: { type: 'url', url: `https://${HOST}/small` }
      }
    ]);
    const begun = change(engine, ({ received }) => received > MIB);
    await engine.start(plan);
    await halfway;
    await begun;
    const cancelled = await engine.cancel(plan.id);
    assert.equal(cancelled.state, 'cancelled');
    assert.match(cancelled.message ?? '', /Stopped/);
    assert.ok(!(await readdir(rig.folder)).includes('half'));
    assert.deepEqual(
      engine.files(plan.id).map(({ state }) => state),
      ['done', 'queued', 'queued']
    );
    assert.deepEqual(await engine.cancel(plan.id), cancelled);

    go();
    origin.forget();
    await engine.retry(plan.id);
    assert.equal((await engine.settled(plan.id)).state, 'done');
    const resumed = origin.requestsTo(HOST, '/half')[0];
    assert.match(String(resumed?.headers.range), /^bytes=[1-9]/);
    const value = await generatedSha256('half', 4 * MIB);
    assert.ok((await readTree(rig.folder)).includes(`half file ${value}`));
    assert.equal(origin.requestsTo(HOST, '/small').length, 1);
  });
});

describe('a retry', () => {
  it('fetches what failed and nothing else', async () => {
    origin.route(HOST, '/later', [{ status: 404 }, { text: 'now' }]);
    const engine = rig.engine();
    const plan = rig.plan([{ path: 'small' }, { path: 'later' }]);
    assert.equal((await rig.run(engine, plan)).state, 'incomplete');
    const again = await engine.retry(plan.id);
    assert.equal(again.filesFailed, 0);
    const ended = await engine.settled(plan.id);
    assert.equal(ended.state, 'done');
    assert.equal(ended.message, null);
    assert.equal(origin.requestsTo(HOST, '/small').length, 1);
  });

  it('fetches files that were left out, when they are named', async () => {
    const engine = rig.engine();
    const plan = rig.plan([
      { path: 'small', skip: true },
      { path: 'other', skip: true }
    ]);
    await rig.run(engine, plan);
    assert.equal(origin.requests.length, 0);
    await engine.retry(plan.id, ['small']);
    await engine.settled(plan.id);
    assert.deepEqual(
      engine.files(plan.id).map(({ state }) => state),
      ['done', 'skipped']
    );
  });
});

describe('the finisher', () => {
  it('runs after the last file and adds to the transfer', async () => {
    origin.route(HOST, '/missing', { status: 404 });
    const engine = rig.engine();
    let context: FinisherContext | undefined;
    const preflight = {
      kernel: { wanted: 'python3', offered: 'python3' },
      findings: []
    };
    engine.registerFinisher('notebook', async given => {
      context = given;
      await readFile(join(given.plan.folder, 'small'));
      return { notebook: 'copy/a.ipynb', preflight, message: 'Look out.' };
    });
    const plan = rig.plan([{ path: 'small' }, { path: 'missing' }], {
      finisher: { name: 'notebook', input: { parameters: [1, 'a', null] } }
    });
    const ended = await rig.run(engine, plan);
    assert.deepEqual(context?.plan, plan);
    assert.deepEqual(
      context?.files.map(({ state }) => state),
      ['done', 'failed']
    );
    assert.equal(ended.state, 'incomplete');
    assert.equal(ended.notebook, 'copy/a.ipynb');
    assert.deepEqual(ended.preflight, preflight);
    assert.equal(ended.message, 'Look out.');
  });

  it('that fails makes the transfer fail, in its own words', async () => {
    const engine = rig.engine();
    let works = false;
    engine.registerFinisher('moody', async () => {
      if (!works) {
        throw new TransferError('finishing-failed', 'There is no notebook.');
      }
      return { notebook: 'a.ipynb', preflight: null, message: null };
    });
    const plan = rig.plan([{ path: 'small' }], {
      finisher: { name: 'moody', input: null }
    });
    const failed = await rig.run(engine, plan);
    assert.equal(failed.state, 'failed');
    assert.equal(failed.message, 'There is no notebook.');
    works = true;
    await engine.retry(plan.id);
    assert.equal((await engine.settled(plan.id)).notebook, 'a.ipynb');
    assert.equal(origin.requestsTo(HOST, '/small').length, 1);
  });

  it('never repeats an error of ours to the person', async () => {
    const engine = rig.engine();
    engine.registerFinisher('broken', async () => {
      throw new TypeError('x is undefined');
    });
    const ended = await rig.run(
      engine,
      rig.plan([], { finisher: { name: 'broken', input: null } })
    );
    assert.equal(ended.state, 'failed');
    assert.doesNotMatch(ended.message ?? '', /undefined/);
  });

  it('does not run when the transfer was cancelled', async () => {
    const { halfway } = halting('half');
    const engine = rig.engine();
    let ran = false;
    engine.registerFinisher('mark', async () => {
      ran = true;
      return { notebook: null, preflight: null, message: null };
    });
    const plan = rig.plan([{ path: 'half' }], {
      finisher: { name: 'mark', input: null }
    });
    await engine.start(plan);
    await halfway;
    await engine.cancel(plan.id);
    assert.equal(ran, false);
  });
});

describe('after a restart', () => {
  it('settled transfers are there as they were', async () => {
    origin.route(HOST, '/missing', [{ status: 404 }, { text: 'found' }]);
    const first = rig.engine();
    const plan = rig.plan([{ path: 'small' }, { path: 'missing' }]);
    const ended = await rig.run(first, plan);
    const files = first.files(plan.id);
    await first.close();

    const second = rig.engine();
    await second.recover();
    assert.deepEqual(second.list(), [ended]);
    assert.deepEqual(second.files(plan.id), files);
    assert.equal(second.busy, false);
    await second.retry(plan.id);
    assert.equal((await second.settled(plan.id)).state, 'done');
  });

  it('a transfer goes on where it was, and its finisher runs', async () => {
    const { go, halfway } = halting('half');
    const first = rig.engine({ parallel: 1 });
    const plan = rig.plan([{ path: 'small' }, { path: 'half' }], {
      finisher: { name: 'mark', input: null }
    });
    const mark = async ({ plan: { folder } }: FinisherContext) => {
      await writeFile(join(folder, 'mark'), '');
      return { notebook: 'mark', preflight: null, message: null };
    };
    first.registerFinisher('mark', mark);
    const begun = change(first, ({ received }) => received > MIB);
    await first.start(plan);
    await halfway;
    await begun;
    await first.close();

    go();
    origin.forget();
    const second = rig.engine();
    second.registerFinisher('mark', mark);
    await second.recover();
    assert.equal(second.busy, true);
    const ended = await second.settled(plan.id);
    assert.equal(ended.state, 'done');
    assert.equal(ended.notebook, 'mark');
    assert.equal(origin.requestsTo(HOST, '/small').length, 0);
    const resumed = origin.requestsTo(HOST, '/half')[0];
    assert.match(String(resumed?.headers.range), /^bytes=[1-9]/);
    const value = await generatedSha256('half', 4 * MIB);
    assert.ok((await readTree(rig.folder)).includes(`half file ${value}`));
  });

  it('a journal that was never promised is taken away', async () => {
    const journals = join(rig.data, 'transfers');
    await mkdir(journals, { recursive: true });
    await writeFile(join(journals, 'a.jsonl'), '{"type":"plan"');
    await writeFile(join(journals, 'b.jsonl.new'), '');
    const engine = rig.engine();
    await engine.recover();
    assert.deepEqual(engine.list(), []);
    assert.deepEqual(await readdir(journals), []);
  });
});

describe('a full disk', () => {
  it('stops the transfer with one clear sentence', async () => {
    let opened = 0;
    const engine = rig.engine({
      parallel: 1,
      // Stands for the disk: what fails the write is the same error.
      openEntry: async () => {
        opened += 1;
        return new Readable({
          read() {
            const full = new Error('no space left on device');
            this.destroy(Object.assign(full, { code: 'ENOSPC' }));
          }
        });
      }
    });
    const plan = rig.plan(
      ['a', 'b', 'c'].map(path => ({
        path,
        source: { type: 'zip', archive: 'crate.zip', entry: path }
      }))
    );
    const ended = await rig.run(engine, plan);
    assert.equal(ended.state, 'failed');
    assert.match(ended.message ?? '', /no space left/);
    assert.equal(opened, 1);
    assert.deepEqual(
      engine.files(plan.id).map(({ state }) => state),
      ['queued', 'queued', 'queued']
    );
  });
});
