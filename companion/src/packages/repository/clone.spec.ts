import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { buffer } from 'node:stream/consumers';
import {
  chmod,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  symlink,
  writeFile
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { GitServer, Repository } from '../../../../peers/git/index.ts';
import { startOrigin, type Origin } from '../../../../peers/origin/index.ts';
import { createOutboundClient } from '../../http/guarded-client.ts';
import type { OutboundClient } from '../../http/outbound.ts';
import { readContent } from '../archive.ts';
import { INVISIBLE } from '../shown.ts';
import { cloneRepository, type Cloned, type CloneOrder } from './clone.ts';
import { REPOSITORY_LIMITS } from './limits.ts';
import { RepositoryProblem, type RepositoryTrouble } from './problem.ts';
import { unpackRepository } from './unpack.ts';

const HOST = 'git.example.org';
const run = promisify(execFile);

let base = '';
let origin: Origin;
let server: GitServer;
let outbound: OutboundClient;
const repositories: Repository[] = [];

before(async () => {
  origin = await startOrigin();
  server = await GitServer.start();
  origin.forward(HOST, server.url);
  outbound = createOutboundClient({}, undefined, {
    environment: origin.environment
  });
});
after(async () => {
  await outbound.close();
  await origin.stop();
  await server.stop();
  await Promise.all(repositories.map(each => each.dispose()));
});
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'clone-'));
});
afterEach(() => rm(base, { recursive: true }));

/** Puts a repository with the given files behind an address. */
async function publish(
  path: string,
  files: Readonly<Record<string, string>>
): Promise<Repository> {
  const folder = await mkdtemp(join(base, 'files-'));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  const repository = await Repository.create(folder);
  repositories.push(repository);
  server.add(path, repository);
  return repository;
}

/** A git command in a published repository, as its hostile owner. */
async function owner(
  { folder }: Repository,
  words: readonly string[],
  input: string | Buffer = ''
): Promise<string> {
  const child = spawn('git', words, {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      PATH: process.env.PATH,
      HOME: base,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_AUTHOR_NAME: 'x',
      GIT_AUTHOR_EMAIL: 'x@example.org',
      GIT_COMMITTER_NAME: 'x',
      GIT_COMMITTER_EMAIL: 'x@example.org'
    }
  });
  // Some commands end without reading anything.
  child.stdin.on('error', () => undefined).end(input);
  return (await buffer(child.stdout)).toString('utf8').trim();
}

const blob = (repository: Repository, content: string) =>
  owner(repository, ['hash-object', '-w', '--stdin'], content);

/** Writes a tree without any of the checks that git makes elsewhere. */
function tree(
  repository: Repository,
  entries: readonly { mode: string; name: string; object: string }[]
): Promise<string> {
  const content = entries.map(({ mode, name, object }) =>
    Buffer.concat([
      Buffer.from(`${mode} ${name}\0`),
      Buffer.from(object, 'hex')
    ])
  );
  return owner(
    repository,
    ['hash-object', '-t', 'tree', '-w', '--literally', '--stdin'],
    Buffer.concat(content)
  );
}

async function commit(repository: Repository, of: string): Promise<string> {
  const made = await owner(repository, ['commit-tree', '-m', 'x', of]);
  await owner(repository, ['update-ref', 'refs/heads/main', made]);
  return made;
}

function order(path: string, changes: Partial<CloneOrder> = {}): CloneOrder {
  return {
    url: `https://${HOST}${path}`,
    reference: null,
    archive: join(base, 'repository.zip'),
    temporary: join(base, 'temporary'),
    limits: REPOSITORY_LIMITS,
    outbound,
    ...changes
  };
}

const clone = (
  path: string,
  changes: Partial<CloneOrder> = {}
): Promise<Cloned> => cloneRepository(order(path, changes));

/** Clones and unpacks, as for a working copy. */
async function bring(
  path: string,
  changes: Partial<CloneOrder> = {}
): Promise<{ leftOut: string[]; submodules: string[] }> {
  const { submodules } = await clone(path, changes);
  const { leftOut } = await unpackRepository({
    archive: join(base, 'repository.zip'),
    folder: join(base, 'copy'),
    temporary: join(base, 'unpacking'),
    limits: REPOSITORY_LIMITS
  });
  return { leftOut, submodules };
}

async function zipped(): Promise<string[]> {
  return readContent(join(base, 'repository.zip'), 1000, async ({ files }) =>
    files.map(({ name }) => name).sort()
  );
}

const copied = (path: string) => readFile(join(base, 'copy', path), 'utf8');

function failsWith(code: RepositoryTrouble, message = /\.$/) {
  return (error: unknown) => {
    assert.ok(error instanceof RepositoryProblem, String(error));
    assert.equal(error.code, code, `${error.message} ${String(error.cause)}`);
    assert.match(error.message, message);
    assert.match(error.message, /\.$/);
    return true;
  };
}

async function running(): Promise<string[]> {
  const { stdout } = await run('ps', ['-eo', 'args']);
  return stdout.split('\n').filter(line => line.includes(base));
}

describe('cloning a repository', () => {
  it('brings its files and nothing else', async () => {
    await publish('/lens', {
      'index.ipynb': '{}',
      'src/lens.py': 'print(1)',
      '.binder/environment.yml': 'name: lens'
    });
    assert.deepEqual(await clone('/lens'), { submodules: [] });
    assert.deepEqual(await zipped(), [
      'files/.binder/environment.yml',
      'files/index.ipynb',
      'files/src/lens.py'
    ]);
    const left = await readdir(base);
    assert.ok(!left.includes('temporary'), 'git leaves nothing behind');
  });

  it('goes the way of every request: guard, proxy, authorities', async () => {
    await publish('/way', { 'a.txt': 'a' });
    origin.forget();
    await clone('/way.git');
    assert.deepEqual(
      [...new Set(origin.requests.map(({ host }) => host))],
      [HOST]
    );
    assert.ok(origin.connects.includes(`${HOST}:443`));
  });

  it('needs no proxy where there is none', async () => {
    await publish('/direct', { 'a.txt': 'a' });
    origin.forward(`https://${HOST}:${origin.tlsPort}`, server.url);
    const direct = createOutboundClient(
      { certificateAuthorities: [origin.caFile], privateHosts: [HOST] },
      undefined,
      {
        environment: {},
        resolve: async () => [{ address: '127.0.0.1', family: 4 }]
      }
    );
    await cloneRepository({
      ...order(''),
      url: `https://${HOST}:${origin.tlsPort}/direct`,
      outbound: direct
    });
    assert.deepEqual(await zipped(), ['files/a.txt']);
    await direct.close();
  });

  it('takes the branch, tag or commit that is wanted', async () => {
    const repository = await publish('/versions', { 'a.txt': 'new' });
    const old = await tree(repository, [
      { mode: '100644', name: 'a.txt', object: await blob(repository, 'old') }
    ]);
    const first = await owner(repository, ['commit-tree', '-m', 'x', old]);
    await owner(repository, ['update-ref', 'refs/heads/release/1', first]);
    await owner(repository, ['update-ref', 'refs/tags/v1.0', first]);
    for (const reference of ['release/1', 'v1.0', first, 'refs/tags/v1.0']) {
      await bring('/versions', { reference });
      assert.equal(await copied('a.txt'), 'old', reference);
      await rm(join(base, 'copy'), { recursive: true });
    }
    await bring('/versions');
    assert.equal(await copied('a.txt'), 'new');
  });

  it('says when there is no such version', async () => {
    await publish('/lens', { 'a.txt': 'a' });
    for (const reference of ['nowhere', '0'.repeat(40), 'v9']) {
      await assert.rejects(
        clone('/lens', { reference }),
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
      origin.forget();
      await assert.rejects(
        clone('/lens', { reference }),
        failsWith('reference-not-found')
      );
      assert.equal(origin.requests.length, 0);
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
      await assert.rejects(clone('', { url }), failsWith('refused'));
    });
  }

  it('says when a login is wanted', async () => {
    const host = 'private.example.org';
    origin.route(host, '/*', {
      status: 401,
      headers: { 'www-authenticate': 'Basic realm="x"' }
    });
    await assert.rejects(
      clone('', { url: `https://${host}/lens` }),
      failsWith('login-required', /^private\.example\.org wants a login/)
    );
  });

  it('says when there is no repository', async () => {
    origin.route('other.example.org', '/page', { text: '<html>' });
    for (const url of [
      `https://${HOST}/nothing`,
      'https://other.example.org/page'
    ]) {
      await assert.rejects(clone('', { url }), failsWith('not-found'));
    }
  });

  it('says when the host cannot be reached', async () => {
    await assert.rejects(
      clone('', { url: 'https://nowhere.example.org/lens' }),
      failsWith('unreachable')
    );
  });

  it('trusts no host that does not prove who it is', async () => {
    const environment = { HTTPS_PROXY: origin.proxyUrl };
    const suspicious = createOutboundClient({}, undefined, { environment });
    await publish('/lens', { 'a.txt': 'a' });
    await assert.rejects(
      clone('/lens', { outbound: suspicious }),
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
      origin.route(host, '/*', ({ path }) => ({
        redirect: `${target}x${path.slice(5)}`
      }));
      const connects = origin.connects.length;
      await assert.rejects(
        clone('', { url: `https://${host}/lens` }),
        RepositoryProblem
      );
      assert.deepEqual(
        origin.connects.slice(connects).filter(each => !each.startsWith(host)),
        []
      );
    }
  });

  it('says when git is missing', async () => {
    const path = process.env.PATH;
    process.env.PATH = base;
    try {
      await assert.rejects(
        clone('/lens'),
        failsWith('git-missing', /install git/)
      );
    } finally {
      process.env.PATH = path;
    }
  });

  it('stops at once with all its children', async () => {
    await publish('/slow', { 'a.txt': 'a' });
    const host = 'slow.example.org';
    origin.route(host, '/*', {
      contentType: 'application/x-git-upload-pack-advertisement',
      text: '001e# service=git-upload-pack\n',
      stallAfter: 10
    });
    const controller = new AbortController();
    const cloning = clone('', {
      url: `https://${host}/slow`,
      signal: controller.signal
    });
    await origin.waitFor(request => request.host === host);
    const lines = await running();
    assert.ok(lines.length > 0, 'git is at work');
    // Other users of the machine can read these.
    assert.doesNotMatch(lines.join('\n'), /tunnel:|127\.0\.0\.1/);
    controller.abort();
    await assert.rejects(cloning, { name: 'AbortError' });
    assert.deepEqual(await running(), []);
    assert.ok(!(await readdir(base)).includes('temporary'));
  });

  it('gives up a host that sends nothing more', async () => {
    const host = 'stalled.example.org';
    origin.route(host, '/*', {
      contentType: 'application/x-git-upload-pack-advertisement',
      text: '001e# service=git-upload-pack\n',
      stallAfter: 10
    });
    const limits = { ...REPOSITORY_LIMITS, idleMilliseconds: 200 };
    await assert.rejects(
      clone('', { url: `https://${host}/lens`, limits }),
      failsWith('unreachable', /Nothing more came/)
    );
  });

  it('gives up a host that takes too long', async () => {
    const host = 'trickle.example.org';
    origin.route(host, '/*', {
      contentType: 'application/x-git-upload-pack-advertisement',
      endless: 'x',
      bytesPerSecond: 100
    });
    const limits = { ...REPOSITORY_LIMITS, milliseconds: 700 };
    await assert.rejects(
      clone('', { url: `https://${host}/lens`, limits }),
      failsWith('unreachable', /took too long/)
    );
  });
});

describe('a hostile repository', () => {
  it('cannot put a link anywhere', async () => {
    const repository = await publish('/links', { 'a.txt': 'a' });
    const target = await blob(repository, '../../../../etc');
    const inside = await tree(repository, [
      { mode: '100644', name: 'passwd', object: await blob(repository, 'evil') }
    ]);
    await commit(
      repository,
      await tree(repository, [
        { mode: '100644', name: 'a.txt', object: await blob(repository, 'a') },
        { mode: '120000', name: 'out', object: target },
        { mode: '40000', name: 'sub', object: inside }
      ])
    );
    const { leftOut } = await bring('/links');
    assert.deepEqual(leftOut, ['out']);
    assert.deepEqual((await readdir(join(base, 'copy'))).sort(), [
      'a.txt',
      'sub'
    ]);
  });

  it('cannot write through a link of the same name', async () => {
    const repository = await publish('/through', { 'a.txt': 'a' });
    const inside = await tree(repository, [
      { mode: '100644', name: 'evil.txt', object: await blob(repository, 'x') }
    ]);
    await commit(
      repository,
      await tree(repository, [
        { mode: '120000', name: 'A', object: await blob(repository, base) },
        { mode: '40000', name: 'A', object: inside }
      ])
    );
    await assert.rejects(bring('/through'), failsWith('unsafe'));
    assert.ok(!(await readdir(base)).includes('evil.txt'));
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
      const repository = await publish(path, { 'a.txt': 'a' });
      const evil = await tree(repository, [
        { mode: '100644', name: 'config', object: await blob(repository, 'x') }
      ]);
      const entry = name.includes('/')
        ? { mode: '100644', name, object: await blob(repository, 'x') }
        : { mode: '40000', name, object: evil };
      await commit(repository, await tree(repository, [entry]));
      await assert.rejects(bring(path), failsWith('unsafe', /can do harm/));
      assert.ok(!(await readdir(base)).includes('copy'));
    });
  }

  it('with control characters in names gets harmless ones', async () => {
    await publish('/controls', {
      'new\nline.txt': '1',
      'esc\u001b[31m.txt': '2',
      'right\u202eto left.txt': '3',
      'What?.txt': '4',
      'what?.txt': '5'
    });
    await bring('/controls');
    const names = await readdir(join(base, 'copy'));
    assert.equal(names.length, 5);
    for (const name of names) {
      assert.equal(name.search(INVISIBLE), -1);
    }
  });

  it('executes nothing of its own', async () => {
    const mark = join(base, 'pwned');
    const script = `#!/bin/sh\ntouch ${mark}\ncat\n`;
    const repository = await publish('/filters', {
      '.gitattributes':
        '* filter=evil diff=evil merge=evil\n*.txt export-subst\n',
      '.gitconfig': `[filter "evil"]\n smudge = touch ${mark}\n required\n`,
      '.git-hooks/post-checkout': script,
      'hooks/post-checkout': script,
      '.lfsconfig': '[lfs]\n url = https://127.0.0.1/\n',
      'data.txt': '$Format:%H$ $Id$'
    });
    await chmod(join(repository.folder, 'hooks', 'post-checkout'), 0o755);
    await owner(repository, ['add', '--all']);
    await owner(repository, ['commit', '--quiet', '--message', 'x']);
    for (const hook of ['post-checkout', 'reference-transaction']) {
      await writeFile(join(repository.folder, '.git', 'hooks', hook), script, {
        mode: 0o755
      });
    }
    await bring('/filters');
    assert.equal(await copied('data.txt'), '$Format:%H$ $Id$');
    assert.ok(!(await readdir(base)).includes('pwned'));
  });

  /** A repository with another one in it, as its `.gitmodules` says. */
  async function withSubmodule(path: string, more: string): Promise<void> {
    const repository = await publish(path, { 'a.txt': 'a' });
    const modules = `[submodule "sub"]\n path = sub\n url = https://other.example.org/x\n${more}`;
    await commit(
      repository,
      await tree(repository, [
        {
          mode: '100644',
          name: '.gitmodules',
          object: await blob(repository, modules)
        },
        { mode: '160000', name: 'sub', object: '1'.repeat(40) }
      ])
    );
    origin.forget();
  }

  it('cannot bring other repositories along', async () => {
    await withSubmodule('/modules', '');
    assert.deepEqual(await clone('/modules'), { submodules: ['sub'] });
    assert.equal(origin.requestsTo('other.example.org').length, 0);
  });

  it('cannot have its other repositories run a command', async () => {
    await withSubmodule('/commands', ' update = !touch pwned\n');
    await assert.rejects(clone('/commands'), failsWith('unsafe'));
    assert.equal(origin.requestsTo('other.example.org').length, 0);
  });

  it('of a few objects cannot stand for endless files', async () => {
    const repository = await publish('/bomb', { 'a.txt': 'a' });
    let object = await blob(repository, 'boom');
    let mode = '100644';
    for (let level = 0; level < 8; level++) {
      const entries = Array.from({ length: 16 }, (_, index) => ({
        mode,
        name: `x${String(index).padStart(2, '0')}`,
        object
      }));
      object = await tree(repository, entries);
      mode = '40000';
    }
    await commit(repository, object);
    await assert.rejects(
      clone('/bomb'),
      failsWith('too-large', /more than 50000 files/)
    );
    assert.deepEqual(await running(), []);
  });

  it('cannot hide a large file in a few bytes', async () => {
    await publish('/zeros', { 'zeros.bin': '\0'.repeat(5_000_000) });
    const limits = { ...REPOSITORY_LIMITS, unpackedBytes: 1_000_000 };
    await assert.rejects(
      clone('/zeros', { limits }),
      failsWith('too-large', /holds more than 0 MiB/)
    );
    assert.ok(!(await readdir(base)).includes('copy'));
  });

  it('cannot send more than is fetched', async () => {
    const noise = Array.from({ length: 40_000 }, () => Math.random()).join();
    await publish('/noise', { 'noise.txt': noise });
    const limits = { ...REPOSITORY_LIMITS, fetchedBytes: 100_000 };
    await assert.rejects(clone('/noise', { limits }), failsWith('too-large'));
  });
});

describe("the person's own git", () => {
  it('is not asked how to fetch, nor for a password', async () => {
    const mark = join(base, 'pwned');
    const home = join(base, 'home');
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
    origin.route(host, '/*', {
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
        clone('', { url: `https://${host}/lens` }),
        failsWith('login-required')
      );
    } finally {
      process.env = kept;
    }
    assert.ok(!(await readdir(base)).includes('pwned'));
  });
});
