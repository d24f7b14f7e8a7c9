import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { Health } from 'sciencemesh-contract';
import { WebSocket } from 'ws';
import { listenOnLoopback } from '../../../peers/loopback/index.ts';
import { EMBEDDED } from '../ocm/testing/share-creations.ts';
import { emptyFolder } from '../store/testing/folder.ts';
import { MAIN, SECRET, startProcess } from './testing/process.ts';

function setUp(test: TestContext, config: object = { ocm: { user: 'marie' } }) {
  const folder = emptyFolder(test);
  const file = join(folder, 'config.json');
  writeFileSync(file, JSON.stringify(config));
  const data = join(folder, 'data');
  return { folder, data, args: ['--data', data, '--config', file] };
}

/** Runs a command line that is expected to end by itself. */
function run(args: readonly string[], environment: object = {}) {
  const { status, stderr, stdout } = spawnSync(
    process.execPath,
    [MAIN, ...args],
    {
      encoding: 'utf8',
      env: { ...process.env, SCIENCEMESH_SECRET: SECRET, ...environment }
    }
  );
  return { status, stderr, stdout };
}

describe('sciencemesh serve', () => {
  it('tells its actual addresses and answers there', async t => {
    const companion = await startProcess(t, { args: setUp(t).args });
    assert.match(companion.listen, /^http:\/\/127\.0\.0\.1:[1-9]\d*$/);
    const health = (await (
      await companion.api('/api/health')
    ).json()) as Health;
    assert.equal(health.status, 'ok');
    assert.equal(await companion.end('SIGTERM'), 0);
  });

  it('keeps a share that it answered with 201 although it is killed then', async t => {
    const { args } = setUp(t);
    const first = await startProcess(t, { args });
    const answer = await first.post(EMBEDDED.S6);
    assert.equal(answer.status, 201);
    await first.end('SIGKILL');
    const second = await startProcess(t, { args });
    const [share, ...others] = await second.shares();
    assert.equal(share?.name, EMBEDDED.S6.name);
    assert.deepEqual(others, []);
    const crate = await second.api(`/api/shares/${share.id}/crate`);
    assert.deepEqual(await crate.json(), EMBEDDED.S6.protocol.embedded.payload);
  });

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`ends cleanly on ${signal}, also while a page listens`, async t => {
      const { args, data } = setUp(t);
      const companion = await startProcess(t, { args });
      const page = new WebSocket(
        `${companion.listen.replace('http', 'ws')}/api/events`,
        { headers: { authorization: `Bearer ${SECRET}` } }
      );
      await once(page, 'open');
      const before = performance.now();
      assert.equal(await companion.end(signal), 0);
      assert.ok(performance.now() - before < 5_000);
      assert.ok(!readdirSync(data).includes('companion.lock'));
      assert.ok(!readdirSync(data).some(name => name.endsWith('-wal')));
    });
  }

  it('ends with its parent when it was told to', async t => {
    const { args } = setUp(t);
    const companion = await startProcess(t, {
      args: [...args, '--exit-with-parent']
    });
    const exited = once(companion.child, 'exit');
    companion.child.stdin?.end();
    assert.deepEqual(await exited, [0, null]);
  });

  it('says who uses its data folder', async t => {
    const { args, data } = setUp(t);
    const companion = await startProcess(t, { args });
    const { status, stderr } = run([
      'serve',
      '--listen',
      '127.0.0.1:0',
      ...args
    ]);
    assert.equal(status, 1);
    assert.ok(stderr.includes(`${data} is in use`));
    assert.ok(stderr.includes(`process id ${companion.pid} `));
    assert.equal(stderr.trim().split('\n').length, 1);
  });

  it('says what is wrong with its configuration', t => {
    const { args } = setUp(t, { ocm: { usr: 'marie' } });
    const { status, stderr } = run([
      'serve',
      '--listen',
      '127.0.0.1:0',
      ...args
    ]);
    assert.equal(status, 1);
    assert.match(stderr, /"ocm\.usr" is not known/);
  });

  it('gives up its port when the other one is taken', async t => {
    const taken = createServer();
    t.after(() => taken.close());
    const port = await listenOnLoopback(taken);
    const { args, data } = setUp(t);
    const { status, stderr } = run([
      'serve',
      '--listen',
      '127.0.0.1:0',
      '--ocm-listen',
      `127.0.0.1:${port}`,
      ...args
    ]);
    assert.equal(status, 1);
    assert.match(stderr, /something else listens there/);
    assert.ok(!readdirSync(data).includes('companion.lock'));
  });

  it('never shows its secret: not in its log, not in its arguments', async t => {
    const { args } = setUp(t, {
      ocm: { user: 'marie' },
      log: { level: 'trace' }
    });
    const companion = await startProcess(t, { args });
    await companion.api('/api/shares');
    await companion.end('SIGTERM');
    assert.ok(!companion.log.join('\n').includes(SECRET));
    assert.ok(!companion.child.spawnargs.join(' ').includes(SECRET));
  });

  for (const environment of [
    { SCIENCEMESH_SECRET: '' },
    { SCIENCEMESH_SECRET: 'too short' }
  ]) {
    it(`does not start with the secret "${environment.SCIENCEMESH_SECRET}"`, t => {
      const { args } = setUp(t);
      const { status, stderr } = run(
        ['serve', '--listen', '127.0.0.1:0', ...args],
        environment
      );
      assert.equal(status, 2);
      assert.match(stderr, /SCIENCEMESH_SECRET must hold a secret/);
    });
  }
});

describe('the command line', () => {
  for (const [args, said] of [
    [[], /Say what to do/],
    [['dance'], /There is no command "dance"/],
    [['serve', '--dance'], /--dance/],
    [['serve', '--data', 'x'], /either --socket PATH or --listen/],
    [['serve', '--socket', 'x', '--listen', 'h:1', '--data', 'x'], /either/],
    [['serve', '--socket', 'x'], /--data DIR/],
    [['serve', '--listen', 'x', '--data', 'x'], /--listen needs HOST:PORT/],
    [['serve', '--listen', 'h:99999', '--data', 'x'], /needs HOST:PORT/],
    [['serve', '--mode', 'hub'], /"hub" is not available yet/],
    [['serve', '--mode', 'x'], /There is no mode "x"/]
  ] as const) {
    it(`answers "${args.join(' ')}" with one sentence and status 2`, () => {
      const { status, stderr, stdout } = run(args);
      assert.equal(status, 2);
      assert.match(stderr, said);
      assert.match(stderr, /^sciencemesh: .*\. See sciencemesh --help\.\n$/);
      assert.equal(stdout, '');
    });
  }

  it('explains itself', () => {
    const { status, stdout } = run(['--help']);
    assert.equal(status, 0);
    assert.match(stdout, /sciencemesh serve/);
    assert.match(run(['--version']).stdout, /^\d+\.\d+\.\d+\n$/);
  });

  it('prints the JSON Schema of the configuration', () => {
    const schema = JSON.parse(run(['config-schema']).stdout) as object;
    assert.ok('$schema' in schema && 'properties' in schema);
  });

  it('prints what a running companion says of its API', async t => {
    const companion = await startProcess(t, { args: setUp(t).args });
    const answer = await companion.api('/api/openapi.json');
    assert.deepEqual(JSON.parse(run(['openapi']).stdout), await answer.json());
  });
});
