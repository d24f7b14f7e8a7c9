import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, it, suite } from 'node:test';
import type { CopyRequest } from 'sciencemesh-contract';
import { home, inShare, plant, readTree, type Tree } from './testing/scene.ts';

const TRIALS = Math.min(Number(process.env.SCIENCEMESH_TRIALS ?? 10), 60);
const SEED = Number(
  process.env.SCIENCEMESH_SEED ?? Math.floor(Math.random() * 2 ** 31)
);
/** So often is each copy killed before it is left to its end. */
const KILLS = 2;
const COPIER = join(import.meta.dirname, 'testing', 'copier.ts');

const FILES: Tree = { 'run/hollow/inner': null };
for (let index = 0; index < 24; index++) {
  const size = index % 8 === 0 ? 1_500_000 + index : 10 + 97 * index;
  FILES[`run/${index % 4}/file-${index}`] = Buffer.alloc(size, `${index},`);
}
const THERE: Tree = { 'run/1/file-1': 'the work of a week', 'run/x': 'mine' };

/** Each way, with what is there before. */
const WAYS: {
  name: string;
  request: CopyRequest;
  /** Folder with the sources, and the one that receives. */
  from: string;
  to: string;
}[] = [
  {
    name: 'from a share',
    request: {
      action: 'copy',
      items: [inShare('one/run')],
      target: home(''),
      collisions: 'replace'
    },
    from: 'shares/one',
    to: 'home'
  },
  {
    name: 'into a share, as a move',
    request: {
      action: 'move',
      items: [home('run')],
      target: inShare('two'),
      collisions: 'skip'
    },
    from: 'home',
    to: 'shares/two'
  },
  {
    name: 'from share to share, as a move',
    request: {
      action: 'move',
      items: [inShare('one/run')],
      target: inShare('two'),
      collisions: 'replace'
    },
    from: 'shares/one',
    to: 'shares/two'
  }
];

let base: string;
before(() => {
  base = mkdtempSync(join(tmpdir(), 'sciencemesh-copies-'));
});
after(() => rmSync(base, { recursive: true }));

function prepare(name: string, way: (typeof WAYS)[number]): string {
  const scene = join(base, name);
  for (const folder of ['home', 'shares/one', 'shares/two']) {
    plant(join(scene, folder), {});
  }
  plant(join(scene, way.from), FILES);
  plant(join(scene, way.to), THERE);
  return scene;
}

/**
 * Runs the copier.
 *
 * @param killAfter milliseconds after it is going; null lets it end
 */
async function copy(
  scene: string,
  request: CopyRequest,
  killAfter: number | null
): Promise<{ said: string; milliseconds: number }> {
  const copier = spawn(
    process.execPath,
    [COPIER, scene, JSON.stringify(request)],
    { stdio: ['ignore', 'pipe', 'inherit'] }
  );
  const ended = once(copier, 'close');
  let said = '';
  let start = 0;
  for await (const line of createInterface({ input: copier.stdout })) {
    said = line;
    if (line === 'going') {
      start = performance.now();
      if (killAfter !== null) {
        setTimeout(() => copier.kill('SIGKILL'), killAfter);
      }
    }
  }
  await ended;
  return { said, milliseconds: performance.now() - start };
}

for (const way of WAYS) {
  suite(`a copy ${way.name}, killed (SCIENCEMESH_SEED=${SEED})`, () => {
    let expected: { from: Tree; to: Tree };
    let duration: number;
    const trees = (scene: string) => ({
      from: readTree(join(scene, way.from)),
      to: readTree(join(scene, way.to))
    });
    before(async () => {
      const scene = prepare(`${way.from}-${way.to}`.replaceAll('/', '-'), way);
      const { said, milliseconds } = await copy(scene, way.request, null);
      assert.match(said, /^done/);
      expected = trees(scene);
      assert.equal(expected.to['run/x'], 'mine');
      assert.equal(expected.to['run/hollow/inner'], null);
      duration = milliseconds;
    });

    const random = randomNumbers(SEED);
    const trials = Math.ceil(TRIALS / WAYS.length);
    for (let trial = 0; trial < trials; trial++) {
      const moments = Array.from({ length: KILLS }, random);
      const shown = moments.map(moment => moment.toFixed(3)).join(' and ');
      it(`at ${shown} of its time ends in the same trees`, async () => {
        const scene = prepare(`${trial}-${WAYS.indexOf(way)}`, way);
        for (const moment of moments) {
          await copy(scene, way.request, moment * duration);
          const { to } = trees(scene);
          for (const [path, content] of Object.entries(to)) {
            const known =
              path.startsWith('.sciencemesh') ||
              content === expected.to[path] ||
              content === THERE[path];
            assert.ok(known, `${path} is half-written`);
          }
        }
        const { said } = await copy(scene, way.request, null);
        assert.match(said, /^done/);
        assert.deepEqual(trees(scene), expected);
        assert.ok(!readdirSync(scene).includes('.sciencemesh'));
      });
    }
  });
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
