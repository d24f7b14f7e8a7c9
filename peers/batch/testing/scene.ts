import { execFile } from 'node:child_process';
import { chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

import { findBatch, people } from '../index.ts';
import type { Batch, Person, Release } from '../index.ts';

/** Why tests with batch systems are left out, if they are. */
export async function reasonToSkip(
  release: Release = 'trixie'
): Promise<string | false> {
  const found = await findBatch(release);
  return 'missing' in found ? found.missing : false;
}

/** A test of HTCondor; there is none for Debian 12, which has Slurm alone. */
export async function testHTCondor(
  t: TestContext,
  release: Release,
  name: string,
  body: () => Promise<void>
): Promise<void> {
  if (release !== 'bookworm') {
    await t.test(name, body);
  }
}

/** Alice's and bob's work on the batch systems, by their commands. */
export class Scene {
  readonly batch: Batch;

  constructor(batch: Batch) {
    this.batch = batch;
  }

  /** A new folder of alice's with files that she may execute. */
  async folder(path: string, files: Record<string, string>): Promise<string> {
    await mkdir(path);
    for (const [name, text] of Object.entries(files)) {
      await writeFile(join(path, name), text, { mode: 0o755 });
      await chown(join(path, name), people.alice, people.alice);
    }
    await chown(path, people.alice, people.alice);
    return path;
  }

  /** What a command says to stdout, called from a folder of this side. */
  async call(
    command: readonly string[],
    {
      cwd = this.batch.shared,
      as = 'alice'
    }: { cwd?: string; as?: Person } = {}
  ): Promise<string> {
    const [program = '', ...words] = command;
    const env = this.batch.env(as);
    const { stdout } = await promisify(execFile)(program, words, { cwd, env });
    return stdout;
  }

  /** Submits `job.sub` of a folder to HTCondor; resolves to the job's id. */
  async submit(cwd: string): Promise<string> {
    const said = await this.call(['condor_submit', '-terse', 'job.sub'], {
      cwd
    });
    return said.split(' ')[0] ?? '';
  }

  /**
   * Asks until the answer is the expected one.
   *
   * @throws Error with the last answer when it does not come in two minutes,
   *   and with what the systems were busy with instead
   */
  async comes(expected: RegExp, ...command: string[]): Promise<string> {
    const end = performance.now() + 120_000;
    for (;;) {
      const said = await this.call(command);
      if (expected.test(said)) {
        return said;
      }
      if (performance.now() > end) {
        const last = `${command.join(' ')} still says: ${said}`;
        throw new Error([last, ...(await this.busyWith())].join('\n'));
      }
      await pause(200);
    }
  }

  /** What each system says of all its jobs, or why it says nothing. */
  private busyWith(): Promise<string[]> {
    const questions = [
      ['condor_q', '-allusers', '-nobatch', '-wide'],
      ['condor_status', '-wide'],
      ['squeue', '--all']
    ];
    return Promise.all(
      questions.map(question =>
        this.call(question).catch((error: unknown) => String(error))
      )
    );
  }
}
