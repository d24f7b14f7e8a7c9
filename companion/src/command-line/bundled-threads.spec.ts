import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { MessageChannel, Worker } from 'node:worker_threads';

const BUILD = fileURLToPath(new URL('../../build.mjs', import.meta.url));

describe('threads of the bundled program', () => {
  const bundle = mkdtempSync(join(tmpdir(), 'sciencemesh-test-'));
  before(() => {
    execFileSync(process.execPath, [BUILD, bundle]);
  });
  after(() => rmSync(bundle, { recursive: true }));

  it('lie beside the modules that start them', () => {
    const names = readdirSync(bundle).filter(name => name.endsWith('.mjs'));
    const started = names.flatMap(name => {
      const text = readFileSync(join(bundle, name), 'utf8');
      return [...text.matchAll(/new URL\("\.\/([^"/]+)"/gu)].map(
        ([, file]) => file
      );
    });
    assert.deepEqual(started, ['hashing-worker.mjs']);
    assert.ok(names.includes('hashing-worker.mjs'));
  });

  it('make checksums', async () => {
    const worker = new Worker(join(bundle, 'hashing-worker.mjs'));
    try {
      const { port1: ours, port2: port } = new MessageChannel();
      worker.postMessage({ port, algorithms: ['md5'] }, [port]);
      ours.postMessage({ order: 'update', bytes: Buffer.from('abc') });
      ours.postMessage({ order: 'keep' });
      ours.postMessage({ order: 'tell' });
      await once(ours, 'message');
      const [checksums] = (await once(ours, 'message')) as unknown[];
      const md5 = createHash('md5').update('abc').digest('hex');
      assert.deepEqual(checksums, { md5: `md5:${md5}` });
      ours.close();
    } finally {
      await worker.terminate();
    }
  });
});
