import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

import { freePorts } from '../loopback/index.ts';

const here = import.meta.dirname;
const linesOfLog = 60;
/** Milliseconds: a machine that has other work may take its time. */
const patience = 180_000;

/** Where InvenioRDM was installed, and where a filled database for it is. */
export interface Installation {
  root: string;
  prepared: string;
}

/** The folders, or why this machine has none: a sentence for who runs tests. */
export async function findInvenio(): Promise<
  Installation | { missing: string }
> {
  try {
    const install = join(here, 'install.sh');
    const { stdout } = await promisify(execFile)(install, ['--check']);
    const [root = '', prepared = ''] = stdout.trim().split('\n');
    return { root, prepared };
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    return { missing: stderr?.trim() || String(error) };
  }
}

/** InvenioRDM and all that it needs, as processes that end with this one. */
export class InvenioProcess {
  /** Where it answers, without a slash at the end. */
  readonly url: string;
  private readonly child: ChildProcess;
  private readonly ended: Promise<unknown>;
  private log: string[] = [];

  private constructor(child: ChildProcess, url: string) {
    this.child = child;
    this.url = url;
    this.ended = once(child, 'close');
    child.stdout?.resume();
    if (child.stderr) {
      createInterface({ input: child.stderr }).on('line', line => {
        this.log = [...this.log, line].slice(-linesOfLog);
      });
    }
  }

  /**
   * Runs it over a copy of the filled database; it answers when this resolves.
   *
   * @param settings - those of InvenioRDM that are to be others
   * @throws Error with what it said when it does not start
   */
  static async start(
    { root, prepared }: Installation,
    profile: string,
    settings: Record<string, unknown>
  ): Promise<InvenioProcess> {
    const [port = 0, search = 0] = await freePorts(2);
    const child = spawn(
      join(here, 'instance.sh'),
      [root, prepared, profile, String(port), String(search)],
      {
        // Ctrl-C is for whoever started it, who then stops it.
        detached: true,
        stdio: ['pipe', 'pipe', 'pipe'],
        env: { ...process.env, SCIENCEMESH_INVENIO: JSON.stringify(settings) }
      }
    );
    const running = new InvenioProcess(child, `http://127.0.0.1:${port}`);
    await running.answers();
    return running;
  }

  /** Ends all of it, which takes its data with it. */
  async stop(): Promise<void> {
    this.child.stdin?.end();
    await this.ended;
  }

  private async answers(): Promise<void> {
    const end = performance.now() + patience;
    while (performance.now() < end && this.child.exitCode === null) {
      const answer = await fetch(`${this.url}/api/records?size=1`).then(
        response => response.ok,
        () => false
      );
      if (answer) {
        return;
      }
      await pause(200);
    }
    await this.stop();
    throw new Error(`InvenioRDM did not start:\n${this.log.join('\n')}`);
  }
}
