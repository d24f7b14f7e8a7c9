import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { freePorts } from '../loopback/index.ts';
import { writeCommands } from './commands.ts';
import { HTCondor } from './htcondor.ts';
import type { Person, User } from './people.ts';
import { entrance, Root } from './root.ts';
import type { Outcome, Release, RootPlace, RunOptions } from './root.ts';
import { Slurm } from './slurm.ts';
import type { SlurmPorts } from './slurm.ts';
import { startSsh } from './ssh.ts';
import type { SshAccess } from './ssh.ts';

/** What is to be started; all that the release has, when left out. */
export interface BatchOptions {
  release?: Release;
  htcondor?: boolean;
  /** With accounting and slurmrestd. */
  slurm?: boolean;
  ssh?: boolean;
  /** Never the one that the runner started: this test breaks it. */
  own?: boolean;
}

/** All that another process needs to use what this one started. */
export interface BatchPlace {
  root: RootPlace;
  /** For each person, a folder with the commands, for the PATH. */
  commands: Record<Person, string>;
  htcondor: boolean;
  slurm: SlurmPorts | null;
  ssh: SshAccess | null;
}

/** Names a file that holds the `BatchPlace` that `main.ts` started. */
export const SHARED_PLACE = 'SCIENCEMESH_BATCH';

/** Real batch systems, with alice and bob on them. */
export class Batch {
  readonly place: BatchPlace;
  private readonly root: Root;

  private constructor(root: Root, place: BatchPlace) {
    this.root = root;
    this.place = place;
  }

  /**
   * Starts batch systems, or joins those that the runner started.
   *
   * @throws Error with a sentence when they are not installed
   */
  static async start(options: BatchOptions = {}): Promise<Batch> {
    const shared = process.env[SHARED_PLACE];
    const release = options.release ?? 'trixie';
    if (shared && !options.own && release === 'trixie') {
      const place = JSON.parse(await readFile(shared, 'utf8')) as BatchPlace;
      return new Batch(Root.attach(place.root), place);
    }
    const root = await Root.start(release);
    try {
      return new Batch(root, await startIn(root, options));
    } catch (error) {
      await root.stop();
      throw error;
    }
  }

  /** Alice's folder that is the same for submitters, jobs and this side. */
  get shared(): string {
    return join(this.place.root.folder, 'shared');
  }

  /** Alice's, too, but no job of HTCondor sees it: it has to be transferred. */
  get staging(): string {
    return join(this.place.root.folder, 'staging');
  }

  /** For programs that call the commands as one of the people. */
  env(person: Person): NodeJS.ProcessEnv {
    const path = [this.place.commands[person], process.env.PATH].join(':');
    return { ...process.env, PATH: path };
  }

  /** @throws Error when it was not started */
  get htcondor(): HTCondor {
    if (!this.place.htcondor) {
      throw new Error('HTCondor was not started.');
    }
    return new HTCondor(this.root);
  }

  /** @throws Error when it was not started */
  get slurm(): Slurm {
    if (!this.place.slurm) {
      throw new Error('Slurm was not started.');
    }
    return new Slurm(this.root, this.place.slurm);
  }

  /** @throws Error when it was not started */
  get ssh(): SshAccess {
    if (!this.place.ssh) {
      throw new Error("OpenSSH's server was not started.");
    }
    return this.place.ssh;
  }

  /** Runs a command inside, without a shell. */
  run(
    user: User,
    command: readonly string[],
    options?: RunOptions
  ): Promise<Outcome> {
    return this.root.run(user, command, options);
  }

  /** Like `run`; what was said to stdout, or an Error. */
  must(
    user: User,
    command: readonly string[],
    options?: RunOptions
  ): Promise<string> {
    return this.root.must(user, command, options);
  }

  /**
   * What to start for a command that runs inside for long, by `spawn`: the
   * program, and its arguments.
   */
  inside(
    user: User,
    command: readonly string[],
    cwd = '/'
  ): { program: string; words: string[] } {
    const [program = '', ...rest] = entrance(this.place.root);
    return { program, words: [...rest, user, cwd, ...command] };
  }

  /** Where this side finds a path of the root, such as `/home/alice`. */
  outside(path: string): string {
    return this.root.outside(path);
  }

  /** Ends what this process started; what the runner started goes on. */
  stop(): Promise<void> {
    return this.root.stop();
  }
}

async function startIn(root: Root, options: BatchOptions): Promise<BatchPlace> {
  const [collector = 0, ssh = 0, ...rest] = await freePorts(6);
  const [slurmctld = 0, slurmd = 0, slurmdbd = 0, slurmrestd = 0] = rest;
  const ports = { slurmctld, slurmd, slurmdbd, slurmrestd };
  const htcondor = options.htcondor ?? root.place.release !== 'bookworm';
  const slurm = options.slurm ?? true;
  const [, , access, commands] = await Promise.all([
    htcondor && HTCondor.start(root, collector),
    slurm && Slurm.start(root, ports),
    options.ssh === false ? null : startSsh(root, ssh),
    writeCommands(root)
  ]);
  return {
    root: root.place,
    commands,
    htcondor,
    slurm: slurm ? ports : null,
    ssh: access
  };
}
