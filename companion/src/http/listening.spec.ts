import assert from 'node:assert/strict';
import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import pino from 'pino';
import { emptyFolder } from '../store/testing/folder.ts';
import { listen, ListenError } from './listening.ts';
import { createServer } from './server.ts';

function server(test: TestContext) {
  const made = createServer({
    logger: pino({ level: 'silent' }),
    bodyLimit: 1024,
    requestLevel: 'debug'
  });
  test.after(() => made.close());
  return made;
}

describe('listen', () => {
  it('opens a socket for its user only', async t => {
    const path = join(emptyFolder(t), 'socket');
    assert.equal(await listen(server(t), { type: 'socket', path }), path);
    assert.equal(statSync(path).mode & 0o777, 0o600);
  });

  it('replaces the socket of a process that was killed', async t => {
    const path = join(emptyFolder(t), 'socket');
    const code = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => process.stdout.write('x'))`;
    const other = spawn(process.execPath, ['-e', code], {
      stdio: ['ignore', 'pipe', 'inherit']
    });
    await once(other.stdout, 'data');
    await assert.rejects(
      listen(server(t), { type: 'socket', path }),
      /Another companion listens at/
    );
    other.kill('SIGKILL');
    await once(other, 'exit');
    assert.ok(statSync(path).isSocket());
    await listen(server(t), { type: 'socket', path });
  });

  it('never replaces a file that is no socket', async t => {
    const path = join(emptyFolder(t), 'notebook.ipynb');
    writeFileSync(path, 'precious');
    await assert.rejects(
      listen(server(t), { type: 'socket', path }),
      (error: Error) =>
        error instanceof ListenError && /is no socket/.test(error.message)
    );
    assert.equal(statSync(path).size, 8);
  });

  it('says what to do when a port is taken', async t => {
    const address = await listen(server(t), {
      type: 'tcp',
      host: '127.0.0.1',
      port: 0
    });
    const port = Number(new URL(address).port);
    assert.ok(port > 0);
    await assert.rejects(
      listen(server(t), { type: 'tcp', host: '127.0.0.1', port }),
      /something else listens there; choose another port/
    );
  });

  it('says so when a path is too long for a socket', async t => {
    const path = join(emptyFolder(t), 'x'.repeat(120));
    await assert.rejects(
      listen(server(t), { type: 'socket', path }),
      ListenError
    );
  });
});
