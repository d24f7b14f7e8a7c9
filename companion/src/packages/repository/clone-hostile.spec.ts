import assert from 'node:assert/strict';
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { INVISIBLE } from '../crate/shown.ts';
import { REPOSITORY_LIMITS } from './limits.ts';
import { Bench, failsWith } from './testing/bench.ts';

let bench: Bench;

before(async () => {
  bench = await Bench.start();
});
after(() => bench.stop());
beforeEach(() => bench.clear());
afterEach(() => bench.sweep());

describe('a hostile repository', () => {
  it('cannot put a link anywhere', async () => {
    const repository = await bench.forge.publish('/links', { 'a.txt': 'a' });
    const target = await repository.blob('../../../../etc');
    const inside = await repository.tree([
      {
        mode: '100644',
        name: 'passwd',
        object: await repository.blob('evil')
      }
    ]);
    await repository.commit(
      await repository.tree([
        { mode: '100644', name: 'a.txt', object: await repository.blob('a') },
        { mode: '120000', name: 'out', object: target },
        { mode: '40000', name: 'sub', object: inside }
      ])
    );
    const { leftOut } = await bench.bring('/links');
    assert.deepEqual(leftOut, ['out']);
    assert.deepEqual((await bench.names('copy')).sort(), ['a.txt', 'sub']);
  });

  it('cannot write through a link of the same name', async () => {
    const repository = await bench.forge.publish('/through', { 'a.txt': 'a' });
    const inside = await repository.tree([
      { mode: '100644', name: 'evil.txt', object: await repository.blob('x') }
    ]);
    await repository.commit(
      await repository.tree([
        {
          mode: '120000',
          name: 'A',
          object: await repository.blob(bench.base)
        },
        { mode: '40000', name: 'A', object: inside }
      ])
    );
    await assert.rejects(bench.bring('/through'), failsWith('unsafe'));
    assert.ok(!(await bench.names()).includes('evil.txt'));
  });

  for (const name of [
    '..',
    '.',
    '.git',
    '.GIT',
    'git~1',
    '.g\u200cit',
    'a/b'
  ]) {
    it(`with a file named ${JSON.stringify(name)} is not unpacked`, async () => {
      const path = `/named-${Buffer.from(name).toString('hex')}`;
      const repository = await bench.forge.publish(path, { 'a.txt': 'a' });
      const evil = await repository.tree([
        { mode: '100644', name: 'config', object: await repository.blob('x') }
      ]);
      const entry = name.includes('/')
        ? { mode: '100644', name, object: await repository.blob('x') }
        : { mode: '40000', name, object: evil };
      await repository.commit(await repository.tree([entry]));
      await assert.rejects(
        bench.bring(path),
        failsWith('unsafe', /can do harm/)
      );
      assert.ok(!(await bench.names()).includes('copy'));
    });
  }

  it('with control characters in names gets harmless ones', async () => {
    await bench.forge.publish('/controls', {
      'new\nline.txt': '1',
      'esc\u001b[31m.txt': '2',
      'right\u202eto left.txt': '3',
      'What?.txt': '4',
      'what?.txt': '5'
    });
    await bench.bring('/controls');
    const names = await bench.names('copy');
    assert.equal(names.length, 5);
    for (const name of names) {
      assert.equal(name.search(INVISIBLE), -1);
    }
  });

  it('executes nothing of its own', async () => {
    const mark = join(bench.base, 'pwned');
    const script = `#!/bin/sh\ntouch ${mark}\ncat\n`;
    const repository = await bench.forge.publish('/filters', {
      '.gitattributes':
        '* filter=evil diff=evil merge=evil\n*.txt export-subst\n',
      '.gitconfig': `[filter "evil"]\n smudge = touch ${mark}\n required\n`,
      '.git-hooks/post-checkout': script,
      'hooks/post-checkout': script,
      '.lfsconfig': '[lfs]\n url = https://127.0.0.1/\n',
      'data.txt': '$Format:%H$ $Id$'
    });
    await chmod(join(repository.folder, 'hooks', 'post-checkout'), 0o755);
    await repository.git(['add', '--all']);
    await repository.git(['commit', '--quiet', '--message', 'x']);
    for (const hook of ['post-checkout', 'reference-transaction']) {
      await writeFile(join(repository.folder, '.git', 'hooks', hook), script, {
        mode: 0o755
      });
    }
    await bench.bring('/filters');
    assert.equal(await bench.copied('data.txt'), '$Format:%H$ $Id$');
    assert.ok(!(await bench.names()).includes('pwned'));
  });

  /** A repository with another one in it, as its `.gitmodules` says. */
  async function withSubmodule(path: string, more: string): Promise<void> {
    const repository = await bench.forge.publish(path, { 'a.txt': 'a' });
    const modules = `[submodule "sub"]\n path = sub\n url = https://other.example.org/x\n${more}`;
    await repository.commit(
      await repository.tree([
        {
          mode: '100644',
          name: '.gitmodules',
          object: await repository.blob(modules)
        },
        { mode: '160000', name: 'sub', object: '1'.repeat(40) }
      ])
    );
    bench.origin.forget();
  }

  it('cannot bring other repositories along', async () => {
    await withSubmodule('/modules', '');
    assert.deepEqual(await bench.clone('/modules'), { submodules: ['sub'] });
    assert.equal(bench.origin.requestsTo('other.example.org').length, 0);
  });

  it('cannot have its other repositories run a command', async () => {
    await withSubmodule('/commands', ' update = !touch pwned\n');
    await assert.rejects(bench.clone('/commands'), failsWith('unsafe'));
    assert.equal(bench.origin.requestsTo('other.example.org').length, 0);
  });

  it('of a few objects cannot stand for endless files', async () => {
    const repository = await bench.forge.publish('/bomb', { 'a.txt': 'a' });
    let object = await repository.blob('boom');
    let mode = '100644';
    for (let level = 0; level < 8; level++) {
      const entries = Array.from({ length: 16 }, (_, index) => ({
        mode,
        name: `x${String(index).padStart(2, '0')}`,
        object
      }));
      object = await repository.tree(entries);
      mode = '40000';
    }
    await repository.commit(object);
    await assert.rejects(
      bench.clone('/bomb'),
      failsWith('too-large', /more than 50000 files/)
    );
    assert.deepEqual(await bench.running(), []);
  });

  it('cannot hide a large file in a few bytes', async () => {
    await bench.forge.publish('/zeros', {
      'zeros.bin': '\0'.repeat(5_000_000)
    });
    const limits = { ...REPOSITORY_LIMITS, unpackedBytes: 1_000_000 };
    await assert.rejects(
      bench.clone('/zeros', { limits }),
      failsWith('too-large', /holds more than 0 MiB/)
    );
    assert.ok(!(await bench.names()).includes('copy'));
  });

  it('cannot send more than is fetched', async () => {
    const noise = Array.from({ length: 40_000 }, () => Math.random()).join();
    await bench.forge.publish('/noise', { 'noise.txt': noise });
    const limits = { ...REPOSITORY_LIMITS, fetchedBytes: 100_000 };
    await assert.rejects(
      bench.clone('/noise', { limits }),
      failsWith('too-large')
    );
  });
});

describe("the person's own git", () => {
  it('is not asked how to fetch, nor for a password', async () => {
    const mark = join(bench.base, 'pwned');
    const home = join(bench.base, 'home');
    await mkdir(home);
    await writeFile(
      join(home, '.gitconfig'),
      [
        `[credential]\n helper = "!touch ${mark}; echo password=x"`,
        `[core]\n askPass = ${join(home, 'ask')}\n hooksPath = ${home}`,
        '[url "https://10.0.0.1/"]\n insteadOf = https://private2.example.org/'
      ].join('\n')
    );
    await writeFile(join(home, 'ask'), `#!/bin/sh\ntouch ${mark}\n`, {
      mode: 0o755
    });
    await symlink(join(home, 'ask'), join(home, 'post-checkout'));
    const host = 'private2.example.org';
    bench.origin.route(host, '/*', {
      status: 401,
      headers: { 'www-authenticate': 'Basic realm="x"' }
    });
    const kept = { ...process.env };
    Object.assign(process.env, {
      HOME: home,
      GIT_ASKPASS: join(home, 'ask'),
      SSH_ASKPASS: join(home, 'ask'),
      GIT_SSL_NO_VERIFY: '1',
      GIT_EXTERNAL_DIFF: join(home, 'ask'),
      GIT_DIR: home
    });
    try {
      await assert.rejects(
        bench.clone('', { url: `https://${host}/lens` }),
        failsWith('login-required')
      );
    } finally {
      process.env = kept;
    }
    assert.ok(!(await bench.names()).includes('pwned'));
  });
});
