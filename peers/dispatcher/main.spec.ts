import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { join } from 'node:path';
import { it } from 'node:test';
import { promisify } from 'node:util';

import { listenOnLoopback } from '../loopback/index.ts';

it('the program sends one package in the shape asked for', async () => {
  const { promise: share, resolve } = Promise.withResolvers<unknown>();
  const receiver = createServer((request, response) => {
    resolve(json(request));
    response.writeHead(201).end('{}');
  });
  const port = await listenOnLoopback(receiver);
  const crate = join(
    import.meta.dirname,
    '../packages/real/sciencemesh-notebook.json'
  );
  const { stdout } = await promisify(execFile)(process.execPath, [
    join(import.meta.dirname, 'main.ts'),
    ...['--to', `http://127.0.0.1:${port}`, '--crate', crate],
    ...['--shape', 'S0', '--share-with', 'marie@jupyter.example.org']
  ]);
  receiver.close();
  assert.equal(stdout, '201 {}\n');
  const sent = (await share) as Record<string, unknown>;
  assert.equal(sent.shareWith, 'marie@jupyter.example.org');
  assert.ok('protocols' in sent);
});
