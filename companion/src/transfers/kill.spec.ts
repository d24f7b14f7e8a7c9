import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, it, suite } from 'node:test';
import {
  generatedSha256,
  startOrigin,
  type Origin
} from '../../../peers/origin/index.ts';
import { readTree } from './testing/tree.ts';
import type { PlannedFile, TransferPlan } from './transfer.ts';

const TRIALS = Math.min(Number(process.env.SCIENCEMESH_TRIALS ?? 10), 50);
const SEED = Number(
  process.env.SCIENCEMESH_SEED ?? Math.floor(Math.random() * 2 ** 31)
);
/** So often is each transfer killed before it is left to its end. */
const KILLS = 2;

const HOST = 'data.example.org';
const CARRIER = join(import.meta.dirname, 'testing', 'carrier.ts');

let origin: Origin;
let base: string;
let files: PlannedFile[];
before(async () => {
  origin = await startOrigin();
  base = await mkdtemp(join(tmpdir(), 'sciencemesh-kill-'));
  files = await planFiles();
});
after(async () => {
  await origin.stop();
  await rm(base, { recursive: true });
});

/** Large and small, slow and quick, with and without a checksum. */
async function planFiles(): Promise<PlannedFile[]> {
  const planned: PlannedFile[] = [];
  for (let index = 0; index < 60; index++) {
    const large = index % 12 === 0;
    const size = large ? 1_500_000 + index : 200 + 700 * index;
    const seed = `file ${index}`;
    const path = `data/${index % 5}/file-${index}`;
    origin.route(HOST, `/${index}`, {
      generated: { seed, size },
      ...(large ? { bytesPerSecond: 4_000_000 } : {}),
      ...(index % 4 === 0 ? { contentLength: false } : {})
    });
    planned.push({
      path,
      source: { type: 'url', url: `https://${HOST}/${index}` },
      size: index % 3 === 0 ? null : size,
      checksum:
        index % 2 === 0
          ? { algorithm: 'sha256', value: await generatedSha256(seed, size) }
          : null,
      skip: index % 11 === 10
    });
  }
  return planned;
}

interface Place {
  folder: string;
  data: string;
  planFile: string;
}

/** A fresh place, in which the user has a file of the same name as ours. */
async function prepare(name: string): Promise<Place> {
  const folder = join(base, name, 'copy');
  const planFile = join(base, name, 'plan.json');
  await mkdir(join(folder, 'data/1'), { recursive: true });
  await writeFile(join(folder, 'data/1/file-1'), 'the work of a week');
  const plan: TransferPlan = {
    id: 'transfer',
    kind: 'package',
    packageId: 'package',
    shareId: null,
    title: 'Test',
    folder,
    displayFolder: name,
    files,
    finisher: { name: 'sign', input: null }
  };
  await writeFile(planFile, JSON.stringify(plan));
  return { folder, planFile, data: join(base, name, 'data') };
}

/**
 * Runs the carrier.
 *
 * @param killAfter milliseconds after it is going; null lets it end
 * @returns what it said last, and how long it was going
 */
async function carry(
  { data, planFile }: Place,
  killAfter: number | null
): Promise<{ said: string; milliseconds: number }> {
  const carrier = spawn(process.execPath, [CARRIER, data, planFile], {
    env: { ...process.env, ...origin.environment },
    stdio: ['ignore', 'pipe', 'inherit']
  });
  const ended = once(carrier, 'close');
  let said = '';
  let start = 0;
  for await (const line of createInterface({ input: carrier.stdout })) {
    said = line;
    if (line === 'going') {
      start = performance.now();
      if (killAfter !== null) {
        setTimeout(() => carrier.kill('SIGKILL'), killAfter);
      }
    }
  }
  await ended;
  return { said, milliseconds: performance.now() - start };
}

suite(`a transfer killed ${KILLS} times (SCIENCEMESH_SEED=${SEED})`, () => {
  let expected: string[];
  let duration: number;
  before(async () => {
    const place = await prepare('undisturbed');
    const { said, milliseconds } = await carry(place, null);
    assert.equal(said, 'done');
    expected = await readTree(place.folder);
    assert.equal(
      expected.filter(line => line.includes(' file ')).length,
      files.filter(({ skip }) => !skip).length + 1
    );
    duration = milliseconds;
  });

  const random = randomNumbers(SEED);
  for (let trial = 0; trial < TRIALS; trial++) {
    const moments = Array.from({ length: KILLS }, random);
    const shown = moments.map(moment => moment.toFixed(3)).join(' and ');
    it(`at ${shown} of its time leaves the same tree`, async () => {
      const place = await prepare(`trial-${trial}`);
      for (const moment of moments) {
        await carry(place, moment * duration);
        const whole = new Set(expected);
        const wrong = (await readTree(place.folder)).filter(
          line => !line.startsWith('.sciencemesh') && !whole.has(line)
        );
        assert.deepEqual(wrong, [], 'nothing half-written has its name');
      }
      const { said } = await carry(place, null);
      assert.equal(said, 'done');
      assert.deepEqual(await readTree(place.folder), expected);
    });
  }
});

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
