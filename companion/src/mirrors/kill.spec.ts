import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, it, suite } from 'node:test';
import { Tree } from './testing/scene.ts';

const TRIALS = Math.min(Number(process.env.SCIENCEMESH_TRIALS ?? 10), 100);
const SEED = Number(
  process.env.SCIENCEMESH_SEED ?? Math.floor(Math.random() * 2 ** 31)
);
/** So often is each half of a trial killed before it is left to its end. */
const KILLS = 2;

const SYNCER = join(import.meta.dirname, 'testing', 'syncer.ts');

let base: string;
before(() => {
  base = mkdtempSync(join(tmpdir(), 'sciencemesh-kill-'));
});
after(() => rmSync(base, { recursive: true, force: true }));

interface Place {
  folder: string;
  remote: Tree;
  local: Tree;
}

function prepare(name: string): Place {
  const folder = join(base, name);
  const remote = new Tree(join(folder, 'remote'));
  for (let index = 0; index < 24; index++) {
    remote.write(`runs/${index % 4}/run-${index}.csv`, textOf(index, 'shared'));
  }
  return { folder, remote, local: new Tree(join(folder, 'root')) };
}

/** Some large, most small. */
function textOf(index: number, word: string): string {
  return `${word} ${index}\n`.repeat(index % 8 === 0 ? 100_000 : 20);
}

/** A kernel and a colleague at work, at times on the same file. */
function work({ remote, local }: Place): Record<string, string> {
  const expected = remote.files();
  const write = (tree: Tree, path: string, text: string) => {
    tree.write(path, text);
    expected[path] = text;
  };
  for (let index = 0; index < 12; index++) {
    const path = `runs/${index % 4}/run-${index}`;
    const mine = textOf(index, 'mine');
    const theirs = textOf(index, 'theirs');
    switch (index % 3) {
      case 0:
        write(local, `${path}.csv`, mine);
        break;
      case 1:
        write(remote, `${path}.csv`, theirs);
        break;
      default:
        write(remote, `${path}.csv`, theirs);
        local.write(`${path}.csv`, mine);
        expected[`${path} (edited here).csv`] = mine;
    }
    write(local, `results/result-${index}.csv`, textOf(index, 'result'));
  }
  const inHere = (path: string) => join(local.folder, path);
  for (const index of [12, 13]) {
    const path = `runs/${index % 4}/run-${index}.csv`;
    rmSync(inHere(path));
    delete expected[path];
  }
  for (const index of [14, 16]) {
    const path = `runs/${index % 4}/run-${index}.csv`;
    renameSync(inHere(path), inHere(`results/run-${index}.csv`));
    expected[`results/run-${index}.csv`] = textOf(index, 'shared');
    delete expected[path];
  }
  return expected;
}

/**
 * @param killAfter milliseconds after it is going; null lets it end
 * @returns what it said last, and how long it was going
 */
async function synchronise(
  { folder }: Place,
  killAfter: number | null
): Promise<{ said: string; milliseconds: number }> {
  const syncer = spawn(process.execPath, [SYNCER, folder], {
    stdio: ['ignore', 'pipe', 'inherit']
  });
  const ended = once(syncer, 'close');
  let said = '';
  let start = 0;
  for await (const line of createInterface({ input: syncer.stdout })) {
    said = line;
    if (line === 'going') {
      start = performance.now();
      if (killAfter !== null) {
        setTimeout(() => syncer.kill('SIGKILL'), killAfter);
      }
    }
  }
  await ended;
  return { said, milliseconds: performance.now() - start };
}

/** Kills it some times, then lets it end. */
async function bringInStep(
  place: Place,
  moments: readonly number[]
): Promise<void> {
  for (const moment of moments) {
    await synchronise(place, moment);
  }
  assert.equal((await synchronise(place, null)).said, 'done');
}

/** Six programs are started in each trial, on a machine that may be busy. */
const timeout = 60_000 + TRIALS * 30_000;
const name = `a working copy killed while it moves (SCIENCEMESH_SEED=${SEED})`;

suite(name, { timeout }, () => {
  const random = randomNumbers(SEED);
  const durations = { first: 0, second: 0 };
  before(async () => {
    const place = prepare('undisturbed');
    durations.first = (await synchronise(place, null)).milliseconds;
    work(place);
    durations.second = (await synchronise(place, null)).milliseconds;
  });

  for (let trial = 0; trial < TRIALS; trial++) {
    const moments = Array.from({ length: 2 * KILLS }, random);
    const shown = moments.map(moment => moment.toFixed(3)).join(', ');
    it(`at ${shown} of its time loses and doubles nothing`, async () => {
      const place = prepare(`trial-${trial}`);
      const shared = place.remote.files();
      await bringInStep(
        place,
        moments.slice(0, KILLS).map(moment => moment * durations.first)
      );
      assert.deepEqual(place.local.files(), shared);
      assert.deepEqual(place.remote.files(), shared);
      const expected = work(place);
      await bringInStep(
        place,
        moments.slice(KILLS).map(moment => moment * durations.second)
      );
      assertSame(place.remote.files(), expected);
      assertSame(place.local.files(), expected);
    });
  }
});

/** As deepEqual, without megabytes in its message. */
function assertSame(
  found: Record<string, string>,
  expected: Record<string, string>
): void {
  assert.deepEqual(Object.keys(found).sort(), Object.keys(expected).sort());
  for (const [path, text] of Object.entries(expected)) {
    assert.ok(found[path] === text, `${path} is ${found[path]?.slice(0, 40)}`);
  }
}

/** Mulberry32: small, and the same everywhere for one seed. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
