/**
 * A companion that is killed at any moment goes on where it was, and what it
 * leaves in the end is what an undisturbed one leaves.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, readdir, readlink, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join, relative } from 'node:path';
import { after, before, test, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import type { PackagePreview, Transfer } from 'sciencemesh-contract';
import {
  generatedSha256,
  startOrigin,
  type Origin
} from '../../../peers/origin/index.ts';
import { trials } from '../packages/testing/trials.ts';
import { SETTLED } from '../transfers/transfer.ts';
import {
  SECRET,
  startProcess,
  type CompanionProcess
} from './testing/process.ts';

const HOST = 'data.example.org';
const FILES = 12;
const FILE_BYTES = 300_000;
/** Slow enough that a kill meets files at every stage. */
const BYTES_PER_SECOND = 600_000;
/** By then an undisturbed transfer is over. */
const LONGEST = 1500;

let origin: Origin;
let scratch: string;
let checksums: string[];

before(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'killed-'));
  origin = await startOrigin();
  checksums = await Promise.all(
    Array.from({ length: FILES }, (_, index) =>
      generatedSha256(`file ${index}`, FILE_BYTES)
    )
  );
  origin.route(HOST, '/analysis.ipynb', { json: notebook(), etag: '"n"' });
  for (let index = 0; index < FILES; index++) {
    origin.route(HOST, `/file-${index}.bin`, {
      generated: { seed: `file ${index}`, size: FILE_BYTES },
      bytesPerSecond: BYTES_PER_SECOND
    });
  }
});

after(async () => {
  await origin.stop();
  await rm(scratch, { recursive: true, force: true });
});

test('the tree is the same at whatever moment the companion is killed', async t => {
  const undisturbed = await materialise(t, 'undisturbed', null);
  assert.ok(Object.keys(undisturbed).length > FILES);
  const moments = fc.sample(fc.integer({ min: 0, max: LONGEST }), trials);
  for (const [trial, moment] of moments.entries()) {
    const tree = await materialise(t, `trial-${trial}`, moment);
    assert.deepEqual(tree, undisturbed, `killed after ${moment} ms`);
  }
});

/** Opens the package, with a kill on the way, and reads what there is then. */
async function materialise(
  t: TestContext,
  name: string,
  killAfter: number | null
): Promise<Record<string, string>> {
  const root = join(scratch, name);
  const args = ['--data', `${root}-data`, '--root', root];
  const environment = { ...origin.environment };
  const first = await startProcess(t, { args, environment });
  const transfer = await open(first);
  let companion = first;
  if (killAfter !== null) {
    await pause(killAfter);
    await first.end('SIGKILL');
    companion = await startProcess(t, { args, environment });
  }
  assert.equal((await settled(companion, transfer.id)).state, 'done');
  await companion.end('SIGTERM');
  const tree = await treeOf(join(root, transfer.folder));
  await rm(root, { recursive: true });
  return tree;
}

async function open(companion: CompanionProcess): Promise<Transfer> {
  const answer = await companion.post({
    shareWith: `${userInfo().username}@jupyter.example.org`,
    name: 'Killed',
    providerId: 'one',
    owner: 'marie@player.example.org',
    sender: 'marie@player.example.org',
    shareType: 'user',
    resourceType: 'ro-crate',
    protocol: { name: 'multi', embedded: { payload: crate() } }
  });
  assert.equal(answer.status, 201);
  const [share] = await companion.shares();
  const id = share?.package?.id ?? '';
  const preview = await json<PackagePreview>(
    await companion.api(`/api/packages/${id}`)
  );
  return json<Transfer>(
    await fetch(`${companion.listen}/api/packages/${id}/open`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${SECRET}`,
        'content-type': 'application/json'
      },
      body: JSON.stringify({ folder: preview.folder })
    })
  );
}

async function settled(
  companion: CompanionProcess,
  id: string
): Promise<Transfer> {
  for (;;) {
    const transfer = await json<Transfer>(
      await companion.api(`/api/transfers/${id}`)
    );
    if (SETTLED.includes(transfer.state)) {
      return transfer;
    }
    await pause(50);
  }
}

async function json<T>(answer: Response): Promise<T> {
  assert.ok(answer.ok, `${answer.status}`);
  return (await answer.json()) as T;
}

/** SHA-256, or the target of a link, by path. */
async function treeOf(folder: string): Promise<Record<string, string>> {
  const tree: Record<string, string> = {};
  const entries = await readdir(folder, {
    recursive: true,
    withFileTypes: true
  });
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path);
    if (entry.isSymbolicLink()) {
      tree[name] = await readlink(path);
    } else if (entry.isFile()) {
      const content = await readFile(path);
      tree[name] = createHash('sha256').update(content).digest('hex');
    } else {
      tree[name] = 'folder';
    }
  }
  return Object.fromEntries(Object.entries(tree).sort());
}

function address(name: string): string {
  return `https://${HOST}/${name}`;
}

function crate(): object {
  const names = Array.from(
    { length: FILES },
    (_, index) => `file-${index}.bin`
  );
  return {
    '@context': 'https://w3id.org/ro/crate/1.1/context',
    '@graph': [
      {
        '@id': 'ro-crate-metadata.json',
        '@type': 'CreativeWork',
        about: { '@id': './' },
        conformsTo: { '@id': 'https://w3id.org/ro/crate/1.1' }
      },
      {
        '@id': './',
        '@type': 'Dataset',
        name: 'Killed',
        description: 'A package that is opened under adverse conditions',
        datePublished: '2026-11-22',
        mainEntity: { '@id': address('analysis.ipynb') },
        hasPart: ['analysis.ipynb', ...names].map(name => ({
          '@id': address(name)
        }))
      },
      {
        '@id': address('analysis.ipynb'),
        '@type': ['File', 'SoftwareSourceCode'],
        name: 'analysis.ipynb'
      },
      ...names.map((name, index) => ({
        '@id': address(name),
        '@type': 'File',
        name,
        contentSize: FILE_BYTES,
        sha256: checksums[index]
      }))
    ]
  };
}

function notebook(): object {
  return {
    cells: [
      {
        cell_type: 'code',
        execution_count: null,
        id: 'first',
        metadata: {},
        outputs: [],
        source: ['print(1)']
      }
    ],
    metadata: { kernelspec: { name: 'python3', display_name: 'Python 3' } },
    nbformat: 4,
    nbformat_minor: 5
  };
}
