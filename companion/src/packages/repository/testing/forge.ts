/**
 * A forge without archives, on the recorded origin, whose owners can write
 * what git itself would refuse to write.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { GitServer, Repository } from '../../../../../peers/git/index.ts';
import type { Origin } from '../../../../../peers/origin/index.ts';

export interface TreeEntry {
  mode: string;
  name: string;
  /** Hash of a blob, a tree or a commit. */
  object: string;
}

export class Forge {
  /** Where it listens without TLS. */
  readonly address: string;
  readonly #server: GitServer;
  readonly #repositories: Repository[] = [];

  private constructor(server: GitServer) {
    this.#server = server;
    this.address = server.url;
  }

  /** Starts a forge that the origin shows as a host of this name. */
  static async start(origin: Origin, host: string): Promise<Forge> {
    const server = await GitServer.start();
    origin.forward(host, server.url);
    return new Forge(server);
  }

  /** Puts a repository with the given files behind a path. */
  async publish(
    path: string,
    files: Readonly<Record<string, string>>
  ): Promise<Published> {
    const folder = await mkdtemp(join(tmpdir(), 'forge-'));
    try {
      for (const [name, content] of Object.entries(files)) {
        await mkdir(dirname(join(folder, name)), { recursive: true });
        await writeFile(join(folder, name), content);
      }
      const repository = await Repository.create(folder);
      this.#repositories.push(repository);
      this.#server.add(path, repository);
      return new Published(repository.folder);
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  async stop(): Promise<void> {
    await this.#server.stop();
    await Promise.all(this.#repositories.map(each => each.dispose()));
  }
}

/** A repository in the hands of its owner. */
export class Published {
  /** The work tree, with `.git` in it. */
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  blob(content: string): Promise<string> {
    return this.git(['hash-object', '-w', '--stdin'], content);
  }

  /** Writes a tree without any of the checks that git makes elsewhere. */
  tree(entries: readonly TreeEntry[]): Promise<string> {
    const content = entries.map(({ mode, name, object }) =>
      Buffer.concat([
        Buffer.from(`${mode} ${name}\0`),
        Buffer.from(object, 'hex')
      ])
    );
    return this.git(
      ['hash-object', '-t', 'tree', '-w', '--literally', '--stdin'],
      Buffer.concat(content)
    );
  }

  /** Commits a tree to the branch that is cloned. */
  async commit(tree: string, to = 'refs/heads/main'): Promise<string> {
    const made = await this.git(['commit-tree', '-m', 'x', tree]);
    await this.git(['update-ref', to, made]);
    return made;
  }

  async git(
    words: readonly string[],
    input: string | Buffer = ''
  ): Promise<string> {
    const child = spawn('git', words, {
      cwd: this.folder,
      stdio: ['pipe', 'pipe', 'inherit'],
      env: {
        PATH: process.env.PATH,
        HOME: this.folder,
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_AUTHOR_NAME: 'Mallory Example',
        GIT_AUTHOR_EMAIL: 'mallory@example.org',
        GIT_COMMITTER_NAME: 'Mallory Example',
        GIT_COMMITTER_EMAIL: 'mallory@example.org'
      }
    });
    // Some commands end without reading anything.
    child.stdin.on('error', () => undefined).end(input);
    const [said, [code]] = await Promise.all([
      text(child.stdout),
      once(child, 'close') as Promise<[number]>
    ]);
    assert.equal(code, 0, `git ${words.join(' ')}`);
    return said.trim();
  }
}
