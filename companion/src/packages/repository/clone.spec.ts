import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { createOutboundClient } from '../../http/guarded-client.ts';
import { REPOSITORY_LIMITS } from './limits.ts';
import { RepositoryProblem } from './problem.ts';
import { Bench, failsWith, HOST } from './testing/bench.ts';

let bench: Bench;

before(async () => {
  bench = await Bench.start();
});
after(() => bench.stop());
beforeEach(() => bench.clear());
afterEach(() => bench.sweep());

describe('cloning a repository', () => {
  it('brings its files and nothing else', async () => {
    await bench.forge.publish('/lens', {
      'index.ipynb': '{}',
      'src/lens.py': 'print(1)',
      '.binder/environment.yml': 'name: lens'
    });
    assert.deepEqual(await bench.clone('/lens'), { submodules: [] });
    assert.deepEqual(await bench.zipped(), [
      'files/.binder/environment.yml',
      'files/index.ipynb',
      'files/src/lens.py'
    ]);
    const left = await bench.names();
    assert.ok(!left.includes('temporary'), 'git leaves nothing behind');
  });

  it('goes the way of every request: guard, proxy, authorities', async () => {
    await bench.forge.publish('/way', { 'a.txt': 'a' });
    bench.origin.forget();
    await bench.clone('/way.git');
    assert.deepEqual(
      [...new Set(bench.origin.requests.map(({ host }) => host))],
      [HOST]
    );
    assert.ok(bench.origin.connects.includes(`${HOST}:443`));
  });

  it('needs no proxy where there is none', async () => {
    await bench.forge.publish('/direct', { 'a.txt': 'a' });
    bench.origin.forward(
      `https://${HOST}:${bench.origin.tlsPort}`,
      bench.forge.address
    );
    const direct = createOutboundClient(
      { certificateAuthorities: [bench.origin.caFile], privateHosts: [HOST] },
      undefined,
      {
        environment: {},
        resolve: async () => [{ address: '127.0.0.1', family: 4 }]
      }
    );
    await bench.clone('', {
      url: `https://${HOST}:${bench.origin.tlsPort}/direct`,
      outbound: direct
    });
    assert.deepEqual(await bench.zipped(), ['files/a.txt']);
    await direct.close();
  });

  it('takes the branch, tag or commit that is wanted', async () => {
    const repository = await bench.forge.publish('/versions', {
      'a.txt': 'new'
    });
    const old = await repository.tree([
      { mode: '100644', name: 'a.txt', object: await repository.blob('old') }
    ]);
    const first = await repository.git(['commit-tree', '-m', 'x', old]);
    await repository.git(['update-ref', 'refs/heads/release/1', first]);
    await repository.git(['update-ref', 'refs/tags/v1.0', first]);
    for (const reference of ['release/1', 'v1.0', first, 'refs/tags/v1.0']) {
      await bench.bring('/versions', { reference });
      assert.equal(await bench.copied('a.txt'), 'old', reference);
      await rm(join(bench.base, 'copy'), { recursive: true });
    }
    await bench.bring('/versions');
    assert.equal(await bench.copied('a.txt'), 'new');
  });

  it('says when there is no such version', async () => {
    await bench.forge.publish('/lens', { 'a.txt': 'a' });
    for (const reference of ['nowhere', '0'.repeat(40), 'v9']) {
      await assert.rejects(
        bench.clone('/lens', { reference }),
        failsWith('reference-not-found', /no branch, tag or commit named/)
      );
    }
  });

  for (const reference of [
    '--upload-pack=touch pwned',
    '-v',
    '+refs/heads/*:refs/heads/*',
    'main:refs/heads/other',
    'main^{tree}',
    'main~1',
    'a..b',
    'a b',
    'a\nb',
    '@{upstream}',
    'main.lock',
    '',
    'x'.repeat(300)
  ]) {
    it(`takes ${JSON.stringify(reference.slice(0, 30))} for no version`, async () => {
      bench.origin.forget();
      await assert.rejects(
        bench.clone('/lens', { reference }),
        failsWith('reference-not-found')
      );
      assert.equal(bench.origin.requests.length, 0);
    });
  }

  for (const url of [
    'ext::sh -c "touch pwned"',
    'file:///etc',
    'ssh://git@git.example.org/lens',
    'git://git.example.org/lens',
    'http://git.example.org/lens',
    '--upload-pack=touch',
    '/etc',
    'https://marie:secret@git.example.org/lens',
    'https://127.0.0.1/lens',
    'https://169.254.169.254/lens',
    'https://git.internal/lens'
  ]) {
    it(`never asks ${url}`, async () => {
      await assert.rejects(bench.clone('', { url }), failsWith('refused'));
    });
  }

  it('says when a login is wanted', async () => {
    const host = 'private.example.org';
    bench.origin.route(host, '/*', {
      status: 401,
      headers: { 'www-authenticate': 'Basic realm="x"' }
    });
    await assert.rejects(
      bench.clone('', { url: `https://${host}/lens` }),
      failsWith('login-required', /^private\.example\.org wants a login/)
    );
  });

  it('says when there is no repository', async () => {
    bench.origin.route('other.example.org', '/page', { text: '<html>' });
    for (const url of [
      `https://${HOST}/nothing`,
      'https://other.example.org/page'
    ]) {
      await assert.rejects(bench.clone('', { url }), failsWith('not-found'));
    }
  });

  it('says when the host cannot be reached', async () => {
    await assert.rejects(
      bench.clone('', { url: 'https://nowhere.example.org/lens' }),
      failsWith('unreachable')
    );
  });

  it('trusts no host that does not prove who it is', async () => {
    const environment = { HTTPS_PROXY: bench.origin.proxyUrl };
    const suspicious = createOutboundClient({}, undefined, { environment });
    await bench.forge.publish('/lens', { 'a.txt': 'a' });
    await assert.rejects(
      bench.clone('/lens', { outbound: suspicious }),
      failsWith('unreachable', /does not prove who it is/)
    );
    await suspicious.close();
  });

  it('is not sent on to where it may not go', async () => {
    for (const target of [
      'https://10.0.0.1/',
      'http://git.example.org/',
      'ftp://git.example.org/',
      'file:///etc/'
    ]) {
      const host = `redirect-${new URL(target).protocol.slice(0, -1)}.example.org`;
      bench.origin.route(host, '/*', ({ path }) => ({
        redirect: `${target}x${path.slice(5)}`
      }));
      const connects = bench.origin.connects.length;
      await assert.rejects(
        bench.clone('', { url: `https://${host}/lens` }),
        RepositoryProblem
      );
      assert.deepEqual(
        bench.origin.connects
          .slice(connects)
          .filter(each => !each.startsWith(host)),
        []
      );
    }
  });

  it('says when git is missing', async () => {
    const path = process.env.PATH;
    process.env.PATH = bench.base;
    try {
      await assert.rejects(
        bench.clone('/lens'),
        failsWith('git-missing', /install git/)
      );
    } finally {
      process.env.PATH = path;
    }
  });

  it('stops at once with all its children', async () => {
    await bench.forge.publish('/slow', { 'a.txt': 'a' });
    const host = 'slow.example.org';
    bench.origin.route(host, '/*', {
      contentType: 'application/x-git-upload-pack-advertisement',
      text: '001e# service=git-upload-pack\n',
      stallAfter: 10
    });
    const controller = new AbortController();
    const cloning = bench.clone('', {
      url: `https://${host}/slow`,
      signal: controller.signal
    });
    await bench.origin.waitFor(request => request.host === host);
    const lines = await bench.running();
    assert.ok(lines.length > 0, 'git is at work');
    // Other users of the machine can read these.
    assert.doesNotMatch(lines.join('\n'), /tunnel:|127\.0\.0\.1/);
    controller.abort();
    await assert.rejects(cloning, { name: 'AbortError' });
    assert.deepEqual(await bench.running(), []);
    assert.ok(!(await bench.names()).includes('temporary'));
  });

  it('gives up a host that sends nothing more', async () => {
    const host = 'stalled.example.org';
    bench.origin.route(host, '/*', {
      contentType: 'application/x-git-upload-pack-advertisement',
      text: '001e# service=git-upload-pack\n',
      stallAfter: 10
    });
    const limits = { ...REPOSITORY_LIMITS, idleMilliseconds: 200 };
    await assert.rejects(
      bench.clone('', { url: `https://${host}/lens`, limits }),
      failsWith('unreachable', /Nothing more came/)
    );
  });

  it('gives up a host that takes too long', async () => {
    const host = 'trickle.example.org';
    bench.origin.route(host, '/*', {
      contentType: 'application/x-git-upload-pack-advertisement',
      endless: 'x',
      bytesPerSecond: 100
    });
    const limits = { ...REPOSITORY_LIMITS, milliseconds: 700 };
    await assert.rejects(
      bench.clone('', { url: `https://${host}/lens`, limits }),
      failsWith('unreachable', /took too long/)
    );
  });
});
