import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type {
  CheckStep,
  CopyPreview,
  Problem,
  SearchRow,
  Transfer
} from 'sciencemesh-contract';
import { Institution } from '../../../peers/institution/index.ts';
import { home, inShare, plant, readTree } from '../copies/testing/scene.ts';
import {
  startCompanion,
  type TestCompanion
} from '../ocm/testing/companion.ts';
import { emptyFolder } from '../store/testing/folder.ts';

/** A companion with one accepted share of a real WebDAV server. */
async function setUp(test: TestContext, folder = emptyFolder(test)) {
  const remote = join(emptyFolder(test), 'remote');
  mkdirSync(remote);
  const institution = await Institution.start();
  test.after(() => institution.stop());
  const { host } = new URL(institution.url);
  const config = { outbound: { plainHttp: [host], privateHosts: [host] } };
  const companion = await startCompanion(test, { config, folder });
  const share = institution.share({
    shareWith: 'marie@jupyter.example.org',
    folder: remote,
    name: 'results',
    permissions: ['read', 'write']
  });
  const person = `ines@${host}`;
  const answer = await companion.post('/ocm/shares', {
    shareWith: share.shareWith,
    name: share.name,
    providerId: share.providerId,
    owner: person,
    sender: person,
    shareType: 'user',
    resourceType: 'folder',
    protocol: {
      name: 'multi',
      webdav: {
        uri: institution.url + new URL(share.uri).pathname,
        sharedSecret: share.sharedSecret,
        permissions: share.permissions
      }
    }
  });
  assert.equal(answer.status, 201, await answer.text());
  const [received] = await companion.shares();
  assert.ok(received);
  await companion.api(`/api/shares/${received.id}`, 'PATCH', {
    state: 'accepted'
  });
  return {
    companion,
    config,
    institution,
    remote,
    share: received,
    /** As its sender knows it, secret included. */
    offered: share
  };
}

async function copy(companion: TestCompanion, request: object) {
  const answer = await companion.api('/api/copies', 'POST', {
    action: 'copy',
    collisions: 'keep-both',
    ...request
  });
  assert.equal(answer.status, 202, await answer.clone().text());
  const { id } = (await answer.json()) as Transfer;
  return companion.transferEnded(id);
}

async function linesOf<T>(answer: Response): Promise<T[]> {
  const text = await answer.text();
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as T);
}

describe('copies through a companion and WebDAV', () => {
  it('go there and back with the same bytes', async t => {
    const { companion, remote } = await setUp(t);
    const big = Buffer.alloc(3_000_000, 'science ');
    plant(remote, {
      'run/big': big,
      'run/a b/ü#%.txt': 'odd',
      'run/empty': null
    });
    const down = await copy(companion, {
      items: [inShare('results/run')],
      target: home('')
    });
    assert.equal(down.state, 'done', down.message ?? '');
    const mine = readTree(join(companion.folder, 'run'));
    assert.deepEqual(mine, readTree(join(remote, 'run')));
    const up = await copy(companion, {
      items: [home('run')],
      target: inShare('results')
    });
    assert.equal(up.state, 'done', up.message ?? '');
    assert.equal(up.folder, 'ScienceMesh:results');
    assert.equal(up.received, big.length + 3);
    assert.deepEqual(readTree(join(remote, 'run (2)')), mine);
  });

  it('replace what the person said, and move', async t => {
    const { companion, remote } = await setUp(t);
    plant(remote, { 'a.txt': 'old', 'b/c.txt': 'c' });
    plant(companion.folder, { 'a.txt': 'new' });
    const items = [home('a.txt')];
    const target = inShare('results');
    const preview = await companion.api('/api/copies/preview', 'POST', {
      action: 'move',
      items,
      target
    });
    const { collisions } = (await preview.json()) as CopyPreview;
    assert.deepEqual(
      collisions.map(({ path, size }) => [path, size]),
      [['a.txt', 3]]
    );
    const moved = await copy(companion, {
      action: 'move',
      items,
      target,
      collisions: 'replace'
    });
    assert.equal(moved.state, 'done', moved.message ?? '');
    assert.deepEqual(readTree(remote), {
      'a.txt': 'new',
      b: null,
      'b/c.txt': 'c'
    });
    await copy(companion, {
      action: 'move',
      items: [inShare('results/b')],
      target: home('')
    });
    assert.deepEqual(readTree(remote), { 'a.txt': 'new' });
    const mine = readFileSync(join(companion.folder, 'b', 'c.txt'), 'utf8');
    assert.equal(mine, 'c');
  });

  it('go on after a restart', async t => {
    const { companion, config, remote } = await setUp(t);
    const big = Buffer.alloc(40_000_000, 'more science ');
    writeFileSync(join(remote, 'big'), big);
    const answer = await companion.api('/api/copies', 'POST', {
      action: 'copy',
      items: [inShare('results/big')],
      target: home(''),
      collisions: 'skip'
    });
    const { id } = (await answer.json()) as Transfer;
    await companion.stop(true);
    const next = await startCompanion(t, { config, folder: companion.folder });
    const transfer = await next.transferEnded(id);
    assert.equal(transfer.state, 'done', transfer.message ?? '');
    assert.ok(readFileSync(join(next.folder, 'big')).equals(big));
  });

  it('are refused in a sentence', async t => {
    const { companion } = await setUp(t);
    const tries: [object, number, RegExp][] = [
      [
        { items: [inShare('nothing')], target: home('') },
        404,
        /no share named/
      ],
      [{ items: [inShare('results/nothing')], target: home('') }, 404, /.+/],
      [{ items: [], target: home('') }, 400, /items/],
      [{ items: [home('../..')], target: inShare('results') }, 400, /.+/]
    ];
    for (const [request, status, message] of tries) {
      const answer = await companion.api('/api/copies', 'POST', {
        action: 'copy',
        collisions: 'skip',
        ...request
      });
      const problem = (await answer.json()) as Problem;
      assert.equal(answer.status, status, problem.message);
      assert.match(problem.message, message);
    }
  });
});

describe('a search through a companion', () => {
  it('answers line by line', async t => {
    const { companion, remote } = await setUp(t);
    plant(remote, { 'deep/er/muon.root': 'x', 'muon.txt': 'y' });
    const answer = await companion.api('/api/search?q=muon');
    assert.match(answer.headers.get('content-type') ?? '', /x-ndjson/);
    const rows = await linesOf<SearchRow>(answer);
    const paths = rows.flatMap(row => (row.type === 'hit' ? [row.path] : []));
    assert.deepEqual(paths, ['results/muon.txt', 'results/deep/er/muon.root']);
    assert.equal(rows.at(-1)?.type, 'end');
  });
});

describe('a check through a companion', () => {
  const stepsOf = async (companion: TestCompanion, id: string) => {
    const path = `/api/shares/${id}/check`;
    const answer = await companion.api(path, 'POST', {});
    const text = await answer.clone().text();
    const steps = await linesOf<CheckStep>(answer);
    const ended = steps.filter(({ state }) => state !== 'running');
    return {
      text,
      steps: Object.fromEntries(ended.map(step => [step.step, step]))
    };
  };

  it('passes where all is well, and tells no secret', async t => {
    const { companion, remote, offered, share } = await setUp(t);
    plant(remote, { 'folder/file.txt': 'content' });
    const { steps, text } = await stepsOf(companion, share.id);
    assert.deepEqual(
      Object.values(steps).map(({ step, state }) => [step, state]),
      [
        ['offer', 'passed'],
        ['discovery', 'passed'],
        ['token', 'skipped'],
        ['list', 'passed'],
        ['read', 'passed'],
        ['write', 'passed']
      ]
    );
    assert.match(steps.read?.message ?? '', /One byte of "file.txt" was read/);
    assert.ok(!text.includes(offered.sharedSecret));
    assert.deepEqual(readTree(join(remote, 'folder')), {
      'file.txt': 'content'
    });
  });

  it('says what to do when the server is gone', async t => {
    const { companion, institution, share } = await setUp(t);
    await institution.stop();
    const { steps } = await stepsOf(companion, share.id);
    assert.equal(steps.discovery?.state, 'failed');
    assert.equal(steps.list?.state, 'failed');
    assert.match(steps.list?.advice ?? '', /Try again later/);
    assert.equal(steps.read?.state, 'skipped');
  });

  it('knows a share that was taken back', async t => {
    const { companion, institution, offered, share } = await setUp(t);
    // The server knows it no more, and nobody has told us.
    await institution
      .withdraw('http://127.0.0.1:9', offered)
      .catch(() => undefined);
    const { steps } = await stepsOf(companion, share.id);
    assert.equal(steps.list?.state, 'failed');
    assert.match(steps.list?.advice ?? '', /taken back|share it again/);
  });
});
