import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
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
  private readonly answers: AsyncIterator<unknown>;
  /** What it says when it fails. */
  private readonly said: string[];

  private constructor(
    program: string,
    child: ChildProcess,
    opened: Pick<RevadProcess, 'addresses'> & {
      answers: AsyncIterator<unknown>;
      said: string[];
    }
  ) {
    this.program = program;
    this.child = child;
    this.addresses = opened.addresses;
    this.answers = opened.answers;
    this.said = opened.said;
  }

  /**
   * Opens the ports of the site in a folder. Whoever asks there waits until it
   * serves.
   *
   * @param tokenLife - for how many seconds a login lasts
   * @throws Error with what Reva said when it does not start
   */
  static async open(folder: string, tokenLife: number): Promise<RevadProcess> {
    const found = await findRevad();
    if ('missing' in found) {
      throw new Error(found.missing);
    }
    const child = spawn(
      found.program,
      ['serve', folder, String(tokenLife), ...refused],
      // It reads to the end of its input, which comes however we end.
      { stdio: ['pipe', 'pipe', 'pipe'] }
    );
    const said: string[] = [];
    createInterface({ input: child.stderr }).on('line', line => {
      said.push(line);
    });
    const answers = answersIn(child.stdout);
    const addresses = (await next(answers, said)) as Addresses;
    return new RevadProcess(found.program, child, { addresses, answers, said });
  }

  /**
   * Serves the site: only now its files are read.
   *
   * @throws Error with what Reva said when it does not start
   */
  async serve(): Promise<void> {
    this.child.stdin?.write('\n');
    await next(this.answers, this.said);
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
 * What the program tells, one object a line. The database tells of slow
 * statements in between, for as long as the program runs.
 */
function answersIn(output: Readable): AsyncIterator<unknown> {
  const answers = new PassThrough({ objectMode: true });
  createInterface({ input: output })
    .on('line', line => {
      if (line.startsWith('{')) {
        answers.write(JSON.parse(line));
      }
    })
    .on('close', () => answers.end());
  return answers[Symbol.asyncIterator]();
}

async function next(
  answers: AsyncIterator<unknown>,
  said: readonly string[]
): Promise<unknown> {
  const answer = (await answers.next()) as IteratorResult<unknown, undefined>;
  if (answer.done) {
    throw new Error(`Reva did not start: ${said.join('\n')}`);
  }
  return answer.value;
}

/** The end of Reva's log, in its words. */
export async function logOf(folder: string): Promise<string> {
  const log = await readFile(join(folder, 'revad.log'), 'utf8');
  return log.trimEnd().split('\n').slice(-linesOfLog).join('\n');
}
