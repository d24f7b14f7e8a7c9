/**
 * Runs `git` on what strangers wrote: nothing of this machine's configuration
 * is read, nothing of theirs is executed, and the network is reached through a
 * guarded tunnel only.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

export interface GitSurroundings {
  /** Empty folder of our own: git's home, with the repository in it. */
  folder: string;
  /** Address of the tunnel, with its secret. */
  proxy: string;
  /** Authorities to trust, PEM. */
  authorities: readonly string[];
}

/** How a command ended that did not end well. */
export class GitFailure extends Error {
  /** What git said, in English, the last of it. */
  readonly said: string;

  constructor(said: string, cause?: unknown) {
    super('git failed', { cause });
    this.name = 'GitFailure';
    this.said = said;
  }
}

/** The program is not there. */
export class GitMissing extends Error {
  constructor(cause: unknown) {
    super('git is missing', { cause });
    this.name = 'GitMissing';
  }
}

const SAID_CHARACTERS = 8192;

/**
 * What git may not do. `protect…` and `fsck` refuse names that mean `.git` or
 * a parent on any file system; who wrote a commit when may look as it likes.
 */
const CONFIGURATION: readonly string[] = [
  'core.hooksPath=/dev/null',
  'core.symlinks=false',
  'core.protectHFS=true',
  'core.protectNTFS=true',
  'core.fsmonitor=false',
  'core.askPass=',
  'credential.helper=',
  'credential.interactive=false',
  'submodule.recurse=false',
  'fetch.fsckObjects=true',
  ...[
    'badDate',
    'badDateOverflow',
    'badEmail',
    'badTimezone',
    'missingEmail',
    'missingNameBeforeEmail',
    'missingSpaceBeforeDate',
    'missingSpaceBeforeEmail'
  ].map(message => `fetch.fsck.${message}=ignore`),
  // One pack instead of a file for every object.
  'fetch.unpackLimit=1',
  'gc.auto=0',
  'maintenance.auto=false',
  // Larger files are passed through instead of being held in memory.
  'core.bigFileThreshold=32m',
  'pack.threads=1'
];

export class Git {
  readonly #repository: string;
  readonly #environment: Record<string, string>;

  private constructor({ folder, proxy }: GitSurroundings) {
    this.#repository = join(folder, 'repository.git');
    this.#environment = {
      PATH: process.env.PATH ?? '',
      HOME: folder,
      XDG_CONFIG_HOME: folder,
      TMPDIR: folder,
      LC_ALL: 'C',
      GIT_ALLOW_PROTOCOL: 'https',
      GIT_TERMINAL_PROMPT: '0',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_SYSTEM: '/dev/null',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_ATTR_NOSYSTEM: '1',
      GIT_SSL_CAINFO: authoritiesFile(folder),
      // In the environment, as other users of the machine can read arguments.
      https_proxy: proxy,
      GIT_HTTP_PROXY_AUTHMETHOD: 'basic',
      // For one object; an instruction of a few bytes can ask for gigabytes.
      GIT_ALLOC_LIMIT: '1g'
    };
  }

  /** Makes an empty repository to work in. */
  static async create(
    surroundings: GitSurroundings,
    signal: AbortSignal
  ): Promise<Git> {
    const git = new Git(surroundings);
    await mkdir(surroundings.folder, { recursive: true });
    await writeFile(
      authoritiesFile(surroundings.folder),
      `${surroundings.authorities.join('\n')}\n`
    );
    await git.#start(
      ['init', '--quiet', '--bare', '--template=', git.#repository],
      signal,
      drain
    );
    return git;
  }

  /**
   * Runs one command.
   *
   * @param words the command and its arguments; what comes from elsewhere
   * stands after `--end-of-options`
   * @param take reads what the command prints, to the end
   * @throws GitMissing, GitFailure, the reason of the signal, or what `take`
   * throws; git and all its children have ended by then
   */
  async run(
    words: readonly string[],
    signal: AbortSignal,
    take: (output: Readable) => Promise<void> = drain
  ): Promise<void> {
    await this.#start(
      [`--git-dir=${this.#repository}`, ...words],
      signal,
      take
    );
  }

  async #start(
    words: readonly string[],
    signal: AbortSignal,
    take: (output: Readable) => Promise<void>
  ): Promise<void> {
    signal.throwIfAborted();
    const child = spawn(
      'git',
      [...CONFIGURATION.flatMap(setting => ['-c', setting]), ...words],
      {
        cwd: this.#environment.HOME,
        env: this.#environment,
        stdio: ['ignore', 'pipe', 'pipe'],
        // A process group of its own, so that its children end with it.
        detached: true
      }
    );
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-SAID_CHARACTERS);
    });
    const ended = once(child, 'close') as Promise<[number | null]>;
    const stop = () => endGroup(child.pid);
    signal.addEventListener('abort', stop, { once: true });
    try {
      const taken = take(child.stdout).catch((error: unknown) => {
        stop();
        throw error;
      });
      const [[code]] = await Promise.all([ended, taken]);
      signal.throwIfAborted();
      if (code !== 0) {
        throw new GitFailure(said);
      }
    } catch (error) {
      await ended.catch(() => undefined);
      signal.throwIfAborted();
      throw isNotFound(error) ? new GitMissing(error) : error;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }
}

async function drain(output: Readable): Promise<void> {
  for await (const chunk of output) {
    void chunk;
  }
}

function authoritiesFile(folder: string): string {
  return join(folder, 'authorities.pem');
}

function endGroup(pid: number | undefined): void {
  if (pid !== undefined) {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}

function isNotFound(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    error.code === 'ENOENT' &&
    'syscall' in error &&
    String(error.syscall).startsWith('spawn')
  );
}
