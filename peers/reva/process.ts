import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';

import { refusedPorts } from '../loopback/index.ts';

const refused = [...refusedPorts].map(String);
const install = join(import.meta.dirname, 'install.sh');
const linesOfLog = 20;

/** Where each server of the site listens, by the names in `site.toml`. */
export interface Addresses {
  /** HTTP: WebDAV, OCM, OCS. */
  public: string;
  /** gRPC: the CS3 API. */
  gateway: string;
}

/** The program, or why this machine has none: a sentence for who runs tests. */
export async function findRevad(): Promise<
  { program: string } | { missing: string }
> {
  try {
    const { stdout } = await promisify(execFile)(install, ['--check']);
    return { program: stdout.trim() };
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    return { missing: stderr?.trim() || String(error) };
  }
}

/** Reva as a process that ends when this one does. */
export class RevadProcess {
  readonly addresses: Addresses;
  private readonly program: string;
  private readonly child: ChildProcess;

  private constructor(
    program: string,
    child: ChildProcess,
    addresses: Addresses
  ) {
    this.program = program;
    this.child = child;
    this.addresses = addresses;
  }

  /**
   * Serves the site in a folder; all its ports are open when this resolves.
   *
   * @throws Error with what Reva said when it does not start
   */
  static async start(folder: string): Promise<RevadProcess> {
    const found = await findRevad();
    if ('missing' in found) {
      throw new Error(found.missing);
    }
    const child = spawn(found.program, ['serve', folder, ...refused], {
      // It reads to the end of its input, which comes however we end.
      stdio: ['pipe', 'pipe', 'pipe']
    });
    const told: string[] = [];
    createInterface({ input: child.stderr }).on('line', line => {
      told.push(line);
    });
    const addresses = await addressesIn(child.stdout);
    if (addresses === undefined) {
      throw new Error(`Reva did not start: ${told.join('\n')}`);
    }
    return new RevadProcess(found.program, child, addresses);
  }

  /** Runs the program for one request and reads its one answer. */
  async ask(command: string, request: object): Promise<unknown> {
    const running = promisify(execFile)(this.program, [command]);
    running.child.stdin?.end(JSON.stringify(request));
    const { stdout } = await running;
    return JSON.parse(stdout);
  }

  /** Ends it and waits until it has. */
  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const ended = once(this.child, 'exit');
      this.child.stdin?.end();
      await ended;
    }
  }
}

/**
 * The line that tells where the site listens; undefined when none comes. The
 * database tells of slow statements in between.
 */
async function addressesIn(output: Readable): Promise<Addresses | undefined> {
  const lines = createInterface({ input: output });
  return new Promise(resolve => {
    lines
      .on('line', line => {
        if (line.startsWith('{')) {
          resolve(JSON.parse(line) as Addresses);
        }
      })
      .on('close', () => resolve(undefined));
  });
}

/** The end of Reva's log, in its words. */
export async function logOf(folder: string): Promise<string> {
  const log = await readFile(join(folder, 'revad.log'), 'utf8');
  return log.trimEnd().split('\n').slice(-linesOfLog).join('\n');
}
