import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

import { people } from './people.ts';
import type { User } from './people.ts';

/** Suites of Debian that a root is built from. */
export const RELEASES = ['trixie', 'bookworm', 'forky'] as const;
export type Release = (typeof RELEASES)[number];

/** Those that tests are to use: one, unless the environment names more. */
export const releases: readonly Release[] = RELEASES.filter(release =>
  (process.env.SCIENCEMESH_BATCH_RELEASES ?? 'trixie')
    .split(' ')
    .includes(release)
);

/** Where a started root is; all that another process needs to use it. */
export interface RootPlace {
  release: Release;
  /** The process that holds the namespaces; all inside ends with it. */
  pid: number;
  /** Folder of this run, with the same path inside. */
  folder: string;
}

/** What a command came to; a failure is an outcome, too. */
export interface Outcome {
  /** Exit code, or null when a signal or the time limit ended it. */
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  /** Folder inside; the user's home when it is not there. */
  cwd?: string;
  input?: string;
  /** Variables added to those of this process. */
  env?: NodeJS.ProcessEnv;
  /** Milliseconds; 30 s when left out. */
  timeout?: number;
}

const here = import.meta.dirname;
const checkout = join(here, '..', '..');
const largestOutput = 256 * 1024 * 1024;
/** Not below `/tmp`, which HTCondor hides from its jobs. */
const runs = '/srv';
const prefix = 'sciencemesh-batch-';
/** Of the memory that all that is written inside may take. */
const memory = '6g';

/** Where the installed root is, or why there is none: a sentence. */
export async function findBatch(
  release: Release = 'trixie'
): Promise<{ root: string } | { missing: string }> {
  try {
    const install = join(here, 'install.sh');
    const { stdout } = await promisify(execFile)(install, ['--check', release]);
    return { root: stdout.trim() };
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    return { missing: stderr?.trim() || String(error) };
  }
}

/** How another process enters the namespaces that `pid` holds. */
export function entrance({ pid }: RootPlace): string[] {
  const of = (name: string) => `/proc/${pid}/ns/${name}`;
  return [
    'nsenter',
    `--mount=${of('mnt')}`,
    `--pid=${of('pid_for_children')}`,
    `--uts=${of('uts')}`,
    `--ipc=${of('ipc')}`,
    '--',
    join(here, 'as.sh')
  ];
}

/** A root directory with processes in it, in namespaces of its own. */
export class Root {
  readonly place: RootPlace;
  /** Only whoever started it can end it. */
  private readonly holder: ChildProcess | null;

  private constructor(place: RootPlace, holder: ChildProcess | null) {
    this.place = place;
    this.holder = holder;
  }

  /**
   * Lays an empty layer over the installed root and enters it.
   *
   * @throws Error with a sentence when it is not installed or cannot start
   */
  static async start(release: Release): Promise<Root> {
    const found = await findBatch(release);
    if ('missing' in found) {
      throw new Error(found.missing);
    }
    await mkdir(runs, { recursive: true });
    await removeLeftovers();
    const folder = await mkdtemp(join(runs, prefix));
    await promisify(execFile)('chmod', ['755', folder]);
    const holder = spawn(
      'unshare',
      [
        ...['--mount', '--pid', '--ipc', '--uts', '--mount-proc'],
        ...['--fork', '--kill-child', join(here, 'namespace.sh')],
        ...[found.root, folder, checkout, memory]
      ],
      // Ctrl-C is for whoever started it, who then stops it.
      { detached: true, stdio: ['pipe', 'pipe', 'pipe'] }
    );
    let said = '';
    holder.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const ended = once(holder, 'close').then(() => {
      throw new Error(`The root did not start: ${said}`);
    });
    const ready = once(createInterface(holder.stdout), 'line');
    await Promise.race([ready, ended]);
    // From here on, its end is no failure.
    ended.catch(() => undefined);
    const { pid = 0 } = holder;
    const root = new Root({ release, pid, folder }, holder);
    for (const name of ['shared', 'staging', 'log']) {
      await mkdir(join(folder, name));
    }
    await chown(join(folder, 'shared'), people.alice, people.alice);
    await chown(join(folder, 'staging'), people.alice, people.alice);
    return root;
  }

  /** One that another process started. */
  static attach(place: RootPlace): Root {
    return new Root(place, null);
  }

  /** Where this side finds a path of the root. */
  outside(path: string): string {
    return join(`/proc/${this.place.pid}/root`, path);
  }

  /** Runs a command inside, without a shell. */
  async run(
    user: User,
    command: readonly string[],
    options: RunOptions = {}
  ): Promise<Outcome> {
    const [program = '', ...rest] = entrance(this.place);
    const child = spawn(
      program,
      [...rest, user, options.cwd ?? '/', ...command],
      {
        env: { ...process.env, ...options.env },
        stdio: ['pipe', 'pipe', 'pipe'],
        timeout: options.timeout ?? 30_000,
        killSignal: 'SIGKILL'
      }
    );
    // It may end before it has read all.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input);
    const outputs = [child.stdout, child.stderr].map(async stream => {
      const chunks: Buffer[] = [];
      let size = 0;
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size <= largestOutput) {
          chunks.push(chunk);
        }
      }
      return Buffer.concat(chunks).toString();
    });
    const closed = once(child, 'close') as Promise<[number | null]>;
    const [stdout = '', stderr = ''] = await Promise.all(outputs);
    const [code] = await closed;
    return { code, stdout, stderr };
  }

  /**
   * Like `run`, for what has to succeed.
   *
   * @throws Error with what the command said
   */
  async must(
    user: User,
    command: readonly string[],
    options: RunOptions = {}
  ): Promise<string> {
    const { code, stdout, stderr } = await this.run(user, command, options);
    if (code !== 0) {
      const said = stderr.trim() || stdout.trim();
      throw new Error(`${command.join(' ')} ended with ${code}: ${said}`);
    }
    return stdout;
  }

  /** Starts a program that stays in the foreground; its words go to a log. */
  async background(
    user: User,
    name: string,
    command: readonly string[],
    env: NodeJS.ProcessEnv = {}
  ): Promise<void> {
    const log = join(this.place.folder, 'log', `${name}.log`);
    const script = 'exec 0< /dev/null; log=$1; shift; "$@" >> "$log" 2>&1 &';
    await this.must('root', ['touch', log]);
    await this.must('root', ['chmod', '666', log]);
    await this.must(user, ['sh', '-c', script, name, log, ...command], { env });
  }

  /**
   * Tries a command until it succeeds.
   *
   * @throws Error with what it said last
   */
  async until(
    user: User,
    command: readonly string[],
    accepted: (outcome: Outcome) => boolean = ({ code }) => code === 0,
    seconds = 60
  ): Promise<Outcome> {
    const end = performance.now() + seconds * 1000;
    for (;;) {
      const outcome = await this.run(user, command, { timeout: 10_000 });
      if (accepted(outcome)) {
        return outcome;
      }
      if (performance.now() > end) {
        const said = outcome.stderr.trim() || outcome.stdout.trim();
        throw new Error(`${command.join(' ')} did not succeed: ${said}`);
      }
      await pause(100);
    }
  }

  /** Ends all processes inside and removes the folder of the run. */
  async stop(): Promise<void> {
    if (!this.holder) {
      return;
    }
    const { exitCode, signalCode } = this.holder;
    if (exitCode === null && signalCode === null) {
      const closed = once(this.holder, 'close');
      this.holder.stdin?.end();
      await closed;
    }
    await rm(this.place.folder, { recursive: true, force: true });
  }
}

/** Removes the folders of runs that were killed: nobody holds their locks. */
async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(runs)) {
    const folder = join(runs, name);
    if (!name.startsWith(prefix)) {
      continue;
    }
    // One that is just being started has no lock yet.
    const lock = await stat(join(folder, 'lock')).catch(() => null);
    if (!lock || Date.now() - lock.mtimeMs < 60_000) {
      continue;
    }
    const removal = ['rm', '-rf', '--one-file-system', folder];
    await promisify(execFile)('flock', [
      ...['--nonblock', join(folder, 'lock')],
      ...removal
    ]).catch(() => undefined);
  }
}
