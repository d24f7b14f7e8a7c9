/**
 * Publishes with a program that is killed again and again, and looks what has
 * come of it at the repository.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Invenio } from '../../../../../peers/invenio/index.ts';
import { trials } from '../../../packages/testing/trials.ts';
import { filesWith } from '../../../store/testing/folder.ts';
import type { DraftState } from '../../repository.ts';
import { signal } from './bench.ts';
import { invenioAt, PART } from './invenio.ts';

const PUBLISHER = fileURLToPath(new URL('./publisher.ts', import.meta.url));
/** In bytes; the largest goes in parts. */
const SIZES = [10, 1000, PART / 2, 2 * PART + 1, 50, 0];
/** The crate, and its page. */
const DESCRIPTIONS = 2;

/** @param moments after so many milliseconds each, then it is left alone */
export async function publishKilled(
  t: TestContext,
  invenio: Invenio,
  moments: readonly number[]
): Promise<void> {
  const label = `seed ${trials.seed}, killed after ${moments.join(', ')} ms`;
  const folder = mkdtempSync(join(tmpdir(), 'publisher-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const title = `Killed ${randomBytes(8).toString('hex')}`;
  const contents = new Map(
    SIZES.map((size, index) => [`f${index}.bin`, randomBytes(size)] as const)
  );
  mkdirSync(join(folder, 'work'));
  for (const [name, content] of contents) {
    writeFileSync(join(folder, 'work', name), content);
  }
  for (const moment of moments) {
    await live(invenio, folder, title, moment);
  }
  assert.equal(await live(invenio, folder, title, null), 0, label);
  const { token } = invenio.people.alice;
  assert.deepEqual(filesWith(folder, [token]), [], label);
  const made = await eventually(() => draftsCalled(invenio, title));
  assert.equal(made.length, 1, label);
  const [draft] = made;
  assert.ok(draft);
  const list = await asAlice(invenio).list(draft, signal);
  const there = new Map(list.map(({ checksum, key }) => [key, checksum]));
  for (const [name, content] of contents) {
    const md5 = createHash('md5').update(content).digest('hex');
    assert.equal(there.get(name), `md5:${md5}`, `${name}, ${label}`);
  }
  assert.equal(there.size, contents.size + DESCRIPTIONS, label);
}

export async function draftsCalled(
  invenio: Invenio,
  title: string
): Promise<DraftState[]> {
  const all = await asAlice(invenio).drafts(new Date(0), signal);
  return all.filter(draft => draft.title === title);
}

/** A search finds what was made a moment ago in a moment. */
export async function eventually(
  ask: () => Promise<DraftState[]>
): Promise<DraftState[]> {
  for (let times = 0; times < 20; times += 1) {
    const all = await ask();
    if (all.length > 0) {
      return all;
    }
    await pause(500);
  }
  return [];
}

function asAlice(invenio: Invenio) {
  return invenioAt(invenio.url, () => invenio.people.alice.token).adapter;
}

/** @returns how the program ended; null: it was killed */
async function live(
  invenio: Invenio,
  folder: string,
  title: string,
  moment: number | null
): Promise<number | null> {
  const program = spawn(
    process.execPath,
    [PUBLISHER, folder, invenio.url, title],
    {
      env: { ...process.env, PUBLISHER_TOKEN: invenio.people.alice.token },
      stdio: ['ignore', 'ignore', 'inherit']
    }
  );
  const ended = once(program, 'exit');
  if (moment !== null) {
    await Promise.race([ended, pause(moment)]);
    program.kill('SIGKILL');
  }
  const [code] = (await ended) as [number | null];
  return code;
}
