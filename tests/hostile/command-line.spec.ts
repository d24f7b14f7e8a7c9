/**
 * The commands for scripts and batch jobs, given what a stranger made.
 */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  writeFile
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { MAIN } from '../../companion/src/command-line/testing/process.ts';
import { hostileStrings } from '../../companion/src/packages/testing/hostile-strings.ts';
import { startOrigin } from '../../peers/origin/index.ts';
import { crate, NAMES } from './crates.ts';
import { snapshot } from './snapshot.ts';

/** Everything that moves the cursor, or makes text read otherwise. */
const MOVES_CURSOR = /[^\P{Cc}\n]|[\u2028-\u202e\u2066-\u2069]/u;

interface Ended {
  status: number;
  out: string;
  error: string;
}

function run(
  environment: Record<string, string>,
  ...args: string[]
): Promise<Ended> {
  return new Promise(resolve => {
    execFile(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', MAIN, ...args],
      { env: { ...process.env, ...environment }, maxBuffer: 1e8 },
      (error, out, complaint) =>
        resolve({
          status: typeof error?.code === 'number' ? error.code : 0,
          out,
          error: complaint
        })
    );
  });
}

const escapes = '\u001b]0;owned\u0007\u009b31m\u202e\r\n';

test('on the command line', { timeout: 120_000 }, async t => {
  const base = await mkdtemp(join(tmpdir(), 'hostile-'));
  const origin = await startOrigin();
  t.after(async () => {
    await origin.stop();
    await rm(base, { recursive: true, force: true });
  });
  const environment = { ...origin.environment, HOME: base, TMPDIR: base };
  const file = join(base, 'crate.json');
  const write = async (document: unknown): Promise<string> => {
    const text = JSON.stringify(document);
    await writeFile(file, text);
    return text;
  };
  origin.route('data.example.org', '/*', { text: 'a,b\n' });
  origin.route('data.example.org', '/x.ipynb', {
    json: {
      nbformat: 4,
      nbformat_minor: 4,
      metadata: { kernelspec: { name: escapes, language: escapes } },
      cells: [
        {
          cell_type: 'code',
          metadata: {},
          outputs: [],
          execution_count: null,
          source: `${escapes}(`
        }
      ]
    }
  });

  await t.test('a package cannot move the cursor', async () => {
    const id = 'https://data.example.org/x.ipynb';
    await write(
      crate(
        {
          name: `Package${escapes}`,
          description: escapes.repeat(9),
          license: escapes,
          author: { name: `Marie${escapes}` },
          mainEntity: { '@id': id }
        },
        {
          '@id': id,
          '@type': ['File', 'ComputationalWorkflow'],
          name: escapes
        },
        ...[...NAMES, ...hostileStrings].map((text, index) => ({
          '@id': `https://data.example.org/${index}${escapes}`,
          '@type': 'File',
          name: `${text}${escapes}`,
          localPath: `${text}${escapes}`
        })),
        {
          '@id': '#p',
          '@type': 'FormalParameter',
          name: escapes,
          defaultValue: escapes
        }
      )
    );
    for (const args of [
      ['package', 'inspect', file],
      ['package', 'open', file, '--into', join(base, 'copy')]
    ]) {
      const { status, out, error } = await run(environment, ...args);
      assert.ok(status <= 1, error);
      assert.doesNotMatch(out, MOVES_CURSOR);
      assert.doesNotMatch(error, MOVES_CURSOR);
    }
  });

  for (const content of ['', '{', '[]', 'PK\u0003\u0004', '\u001b[31m']) {
    await t.test(
      `${JSON.stringify(content)} is no crate, in one sentence`,
      async () => {
        await writeFile(file, content);
        const { status, out, error } = await run(
          environment,
          'package',
          'inspect',
          file
        );
        assert.equal(status, 2, error);
        assert.equal(out, '');
        assert.match(error, /^sciencemesh: [^\n]{10,300}\.\n$/);
        assert.doesNotMatch(error, MOVES_CURSOR);
      }
    );
  }

  await t.test('a folder cannot bring its own orders', async () => {
    // Somebody else made it, with the journal of a transfer that never was.
    const folder = join(base, 'given');
    const elsewhere = join(base, 'elsewhere');
    await writeFile(join(base, 'key'), 'the private key');
    const text = await write(
      crate({}, { '@id': 'https://data.example.org/a.csv', '@type': 'File' })
    );
    const hash = createHash('sha256').update(text).digest('hex');
    const journals = join(folder, '.sciencemesh', 'transfers');
    await mkdir(journals, { recursive: true });
    await writeFile(
      join(folder, '.sciencemesh', 'working-copy.json'),
      JSON.stringify({ version: 1, document: hash, written: {} })
    );
    for (const [index, aim] of [folder, elsewhere, base].entries()) {
      const records = [
        {
          type: 'plan',
          version: 1,
          startedAt: '2026-11-22T00:00:00.000Z',
          plan: {
            id: `forged-${index}`,
            packageId: hash,
            shareId: null,
            title: 'Forged',
            folder: aim,
            displayFolder: 'given',
            finisher: { name: 'package', input: {} }
          }
        },
        {
          type: 'file',
          path: `stolen-${index}`,
          source: { type: 'local', path: join(base, 'key') },
          size: null,
          checksum: null,
          skip: false
        },
        {
          type: 'file',
          path: '../escaped',
          source: { type: 'url', url: 'https://data.example.org/escaped' },
          size: null,
          checksum: null,
          skip: false
        },
        { type: 'planned' }
      ];
      await writeFile(
        join(journals, `forged-${index}.jsonl`),
        records.map(record => `${JSON.stringify(record)}\n`).join('')
      );
    }
    const around = (path: string) => !/^(?:given|\.cache)(?:\/|$)/.test(path);
    const before = await snapshot(base, around);
    const { status, error } = await run(
      environment,
      ...['package', 'open', file, '--into', folder]
    );
    assert.equal(status, 0, error);
    assert.deepEqual(await snapshot(base, around), before);
    for (const name of await readdir(folder)) {
      assert.doesNotMatch(name, /stolen|escaped/);
    }
    assert.equal(
      await readFile(join(folder, 'data', 'a.csv'), 'utf8'),
      'a,b\n'
    );
  });

  await t.test(
    'a folder goes on with its own orders after a kill',
    async () => {
      const folder = join(base, 'killed');
      const url = 'https://slow.example.org/a.bin';
      const slow = { generated: { seed: 'a', size: 6_000_000 }, etag: '"a"' };
      origin.route('slow.example.org', '/a.bin', [
        { ...slow, stallAfter: 4_000_000 },
        slow
      ]);
      await write(crate({}, { '@id': url, '@type': 'File' }));
      const child = spawn(
        process.execPath,
        [MAIN, 'package', 'open', file, '--into', folder],
        { env: { ...process.env, ...environment }, stdio: 'ignore' }
      );
      const ended = once(child, 'exit');
      const part = join(folder, '.sciencemesh', 'partial');
      const arrived = async () => {
        const [name] = await readdir(part).catch(() => []);
        return name === undefined ? 0 : (await stat(join(part, name))).size;
      };
      while ((await arrived()) < 2_000_000) {
        await pause(50);
      }
      child.kill('SIGKILL');
      await ended;
      const { status, error } = await run(
        environment,
        ...['package', 'open', file, '--into', folder]
      );
      assert.equal(status, 0, error);
      const [, second] = origin.requestsTo('slow.example.org');
      assert.match(String(second?.headers['range']), /^bytes=[1-9]/);
    }
  );
});
