/**
 * A companion that is killed at any moment while it sends edits: none is lost,
 * none is sent twice, and none goes over what somebody else wrote meanwhile.
 */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import type { ContentModel, OutboxList } from 'sciencemesh-contract';
import { Institution, offerOf } from '../../../peers/institution/index.ts';
import { startGate, type Gate } from '../contents/testing/gate.ts';
import { trials } from '../ocm/testing/trials.ts';
import {
  SECRET,
  startProcess,
  type CompanionProcess
} from './testing/process.ts';

const FILES = 3;
const FILE_BYTES = 150_000;
/** By then an undisturbed companion has sent all. */
const LONGEST = 500;

/** Names that files have on their way to their own. */
const UNFINISHED = /^\.sciencemesh-.*\.part$/;

const { numRuns, seed = Math.floor(Math.random() * 2 ** 31) } = trials();

test(`edits survive a kill at whatever moment (SCIENCEMESH_SEED=${seed})`, async t => {
  const base = await mkdtemp(join(tmpdir(), 'outbox-killed-'));
  t.after(() => rm(base, { recursive: true, force: true }));
  const folder = join(base, 'shared');
  const institution = await Institution.start();
  t.after(() => institution.stop());
  const gate = await startGate(t, Number(new URL(institution.url).port));
  const start = companionIn(t, base, gate);
  let companion = await start();
  await receive(companion, institution, gate, folder);

  const moments = fc.sample(
    fc.tuple(
      fc.integer({ min: 0, max: LONGEST }),
      // Some companions are killed while they take up what is left, too.
      fc.integer({ min: 0, max: 3 }).map(number => number === 0)
    ),
    { numRuns, seed }
  );
  for (const [trial, [moment, again]] of moments.entries()) {
    const name = (index: number) => `trial ${trial}-${index}.txt`;
    const mine = (index: number) =>
      `${trial} ${index} `.padEnd(FILE_BYTES, 'mine ');
    for (let index = 0; index < FILES; index += 1) {
      writeFileSync(join(folder, name(index)), 'before');
    }
    await edit(companion, gate, name, mine);
    // One of them is written by a colleague while we are cut off.
    const [theirs, theirName] = ['theirs', name(trial % FILES)];
    writeFileSync(join(folder, theirName), theirs);

    gate.set('slow');
    await hurry(companion);
    await pause(moment);
    await companion.end('SIGKILL');
    companion = await start();
    if (again) {
      await pause(moment / 2);
      await companion.end('SIGKILL');
      companion = await start();
    }
    await settled(companion, theirName);

    const label = `killed after ${moment} ms${again ? ', and again' : ''}`;
    for (let index = 0; index < FILES; index += 1) {
      const content = readFileSync(join(folder, name(index)), 'utf8');
      const expected = name(index) === theirName ? theirs : mine(index);
      assert.equal(content.slice(0, 60), expected.slice(0, 60), label);
      assert.equal(content.length, expected.length, label);
    }
    const [kept] = (await outbox(companion)).items;
    const bytes = await companion.api(`/api/outbox/${kept?.id}/content`);
    assert.equal(await bytes.text(), mine(trial % FILES), label);
    await decide(companion, kept?.id ?? '', 'discard');
    assert.deepEqual(
      readdirSync(folder)
        .filter(file => !UNFINISHED.test(file))
        .filter(file => file.startsWith(`trial ${trial}-`)).length,
      FILES,
      label
    );
    assert.deepEqual(readdirSync(join(base, 'data', 'outbox')), [], label);
  }
  // What the killed ones had on its way is cleared away by those after them.
  while (readdirSync(folder).some(file => UNFINISHED.test(file))) {
    await pause(100);
  }
});

function companionIn(
  t: TestContext,
  base: string,
  gate: Gate
): () => Promise<CompanionProcess> {
  const config = join(base, 'config.json');
  writeFileSync(
    config,
    JSON.stringify({
      outbound: { plainHttp: [gate.host], privateHosts: [gate.host] }
    })
  );
  const data = join(base, 'data');
  const args = ['--data', data, '--root', base, '--config', config];
  return () => startProcess(t, { args });
}

async function receive(
  companion: CompanionProcess,
  institution: Institution,
  gate: Gate,
  folder: string
): Promise<void> {
  mkdirSync(folder);
  const share = institution.share({
    shareWith: `${userInfo().username}@jupyter.example.org`,
    folder,
    name: 'share',
    permissions: ['read', 'write']
  });
  const offer = JSON.stringify(offerOf(share))
    .replaceAll(institution.host, gate.host)
    .replaceAll(`https://${gate.host}`, `http://${gate.host}`);
  const answer = await companion.post(JSON.parse(offer));
  assert.equal(answer.status, 201);
  const [received] = await companion.shares();
  await send(companion, 'PATCH', `/api/shares/${received?.id}`, {
    state: 'accepted'
  });
}

/** Saves all files while the server is out of reach. */
async function edit(
  companion: CompanionProcess,
  gate: Gate,
  name: (index: number) => string,
  mine: (index: number) => string
): Promise<void> {
  gate.set('open');
  const hashes: string[] = [];
  for (let index = 0; index < FILES; index += 1) {
    const path = `/api/contents/share/${encodeURIComponent(name(index))}`;
    const answer = await companion.api(`${path}?content=0&hash=1`);
    const { hash } = (await answer.json()) as ContentModel;
    assert.ok(hash);
    hashes.push(hash);
  }
  gate.set('closed');
  for (const [index, hash] of hashes.entries()) {
    const path = `/api/contents/share/${encodeURIComponent(name(index))}`;
    const answer = await send(
      companion,
      'PUT',
      `${path}?hash=${encodeURIComponent(hash)}`,
      { type: 'file', format: 'text', content: mine(index) }
    );
    assert.equal(answer.status, 200, await answer.clone().text());
    const { sciencemesh } = (await answer.json()) as ContentModel;
    assert.equal(sciencemesh.sync, 'pending');
  }
}

async function hurry(companion: CompanionProcess): Promise<void> {
  for (const { id } of (await outbox(companion)).items) {
    await decide(companion, id, 'retry');
  }
}

/** Waits until all is sent but what the person has to decide. */
async function settled(
  companion: CompanionProcess,
  inConflict: string
): Promise<void> {
  for (;;) {
    const { items } = await outbox(companion);
    assert.ok(items.every(({ state }) => state !== 'failed'));
    const waiting = items.filter(({ state }) => state !== 'conflict');
    if (waiting.length === 0) {
      assert.deepEqual(
        items.map(({ path }) => path),
        [`share/${inConflict}`]
      );
      return;
    }
    await hurryWaiting(companion, waiting);
    await pause(100);
  }
}

/** As a person who does not want to wait. */
async function hurryWaiting(
  companion: CompanionProcess,
  items: OutboxList['items']
): Promise<void> {
  for (const { id, state } of items) {
    if (state === 'waiting') {
      await decide(companion, id, 'retry');
    }
  }
}

async function outbox(companion: CompanionProcess): Promise<OutboxList> {
  return (await (await companion.api('/api/outbox')).json()) as OutboxList;
}

function decide(
  companion: CompanionProcess,
  id: string,
  action: string
): Promise<Response> {
  return send(companion, 'POST', `/api/outbox/${id}`, { action });
}

function send(
  companion: CompanionProcess,
  method: string,
  path: string,
  body: object
): Promise<Response> {
  return fetch(`${companion.listen}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${SECRET}`,
      'content-type': 'application/json'
    },
    body: JSON.stringify(body)
  });
}
