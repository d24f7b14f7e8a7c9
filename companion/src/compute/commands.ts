/**
 * The one way in which programs of batch systems are run: by argv without a
 * shell, in an environment that cannot change their answers, within a time.
 *
 * What is in argv can be read by everybody on the machine (`ps`): secrets go
 * through `input`, or through files that only the person can read.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { constants as systemConstants, homedir, userInfo } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import type { Readable } from 'node:stream';
import { BatchError } from './batch-system.ts';

export interface CommandOptions {
  signal: AbortSignal;
  /** After which it is ended, with everything it has started. */
  seconds: number;
  input?: string | Uint8Array;
  /** Default: `/`, so that nothing lies around by chance. */
  cwd?: string;
  /** On top of the fixed environment. */
  environment?: Readonly<Record<string, string>>;
  /** Most that it may print; default 64 MiB. */
  maximumBytes?: number;
  /** Folder of the programs; null or absent: the PATH. */
  programs?: string | null;
  /**
   * It changes something at the site: ended without an answer, it may have
   * done so, and the error says that.
   */
  changes?: boolean;
}

export interface CommandResult {
  /** Its exit status; as in shells 128 + N when signal N ended it. */
  code: number;
  stdout: string;
  /** What it complained of; the first 64 KiB. */
  stderr: string;
  /** `stdout` as it came, for data that is no text or begins within one. */
  bytes: Buffer;
}

const MAXIMUM_BYTES = 64 * 1024 * 1024;
const MAXIMUM_COMPLAINT = 64 * 1024;
const USUAL_PATH = '/usr/local/bin:/usr/bin:/bin';

/**
 * Output that is not over this long after the program itself has ended is
 * held open by something that it left running, as ssh leaves its master.
 */
const LINGER_MILLISECONDS = 500;

/**
 * What reaches a program: who and where the person is, and which installation
 * and login is meant. Variables that only set defaults (`SQUEUE_FORMAT`,
 * `SBATCH_PARTITION`, a language) would change questions or answers.
 */
const PASSED = new RegExp(
  '^(?:TZ|TMPDIR|XDG_RUNTIME_DIR|SSH_AUTH_SOCK|KRB5CCNAME|KRB5_CONFIG' +
    '|X509_USER_PROXY|X509_CERT_DIR|BEARER_TOKEN_FILE|LD_LIBRARY_PATH' +
    '|CONDOR_CONFIG|_CONDOR_\\w+|SLURM_CONF|SLURM_CLUSTERS)$',
  'i'
);

/** The fixed environment of all programs. */
export function commandEnvironment(
  environment: NodeJS.ProcessEnv = process.env
): Record<string, string> {
  const user = userName(environment);
  return {
    ...Object.fromEntries(
      Object.entries(environment).filter(
        (entry): entry is [string, string] =>
          PASSED.test(entry[0]) && entry[1] !== undefined
      )
    ),
    PATH: environment['PATH'] ?? USUAL_PATH,
    HOME: environment['HOME'] ?? homedir(),
    USER: user,
    LOGNAME: user,
    LANG: 'C.UTF-8',
    LC_ALL: 'C.UTF-8'
  };
}

/**
 * Who we are; a server that starts us for somebody may have left USER unset or
 * as its own.
 */
export function userName(environment: NodeJS.ProcessEnv = process.env): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run a number that no account has.
    return environment['USER'] ?? environment['LOGNAME'] ?? 'nobody';
  }
}

/** @returns where a program is, or null */
export function findProgram(
  name: string,
  programs: string | null = null
): string | null {
  const folders =
    programs === null
      ? (process.env['PATH'] ?? USUAL_PATH).split(delimiter).filter(isAbsolute)
      : [programs];
  const candidates = isAbsolute(name)
    ? [name]
    : folders.map(folder => join(folder, name));
  return candidates.find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * Runs a program to its end.
 *
 * @param argv the program's name and its arguments, as data
 * @throws BatchError when there is no such program, no end in time, too much
 *   output, or when the signal says so; never for an exit status
 */
export async function runCommand(
  argv: readonly [string, ...string[]],
  options: CommandOptions
): Promise<CommandResult> {
  const [name, ...args] = argv;
  const programs = options.programs ?? null;
  const program = findProgram(name, programs);
  if (program === null) {
    throw new BatchError(
      'broken',
      `The program ${name} is not ${programs === null ? 'installed (it is not on the PATH)' : `in ${programs}`}. Ask the administrator of this server to install it, or to correct the settings of the site.`
    );
  }
  const failure = (
    code: 'timeout' | 'aborted' | 'broken',
    message: string,
    cause?: unknown
  ) =>
    new BatchError(code, message, {
      cause,
      outcomeUnknown: options.changes ?? false
    });
  if (options.signal.aborted) {
    throw new BatchError('aborted', `${name} was not started.`);
  }

  const child = start(program, args, options);
  const stopped = new Promise<never>((_, reject) => {
    const stop = (error: BatchError) => {
      killGroup(child);
      reject(error);
    };
    const timer = setTimeout(
      () =>
        stop(
          failure(
            'timeout',
            `${name} gave no answer within ${options.seconds} seconds. The site may be busy; try again later.`
          )
        ),
      options.seconds * 1000
    );
    const abort = () =>
      stop(failure('aborted', `${name} was ended.`, options.signal.reason));
    options.signal.addEventListener('abort', abort, { once: true });
    child.once('close', () => {
      clearTimeout(timer);
      options.signal.removeEventListener('abort', abort);
    });
    const maximum = options.maximumBytes ?? MAXIMUM_BYTES;
    let length = 0;
    child.stdout?.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > maximum) {
        stop(failure('broken', `${name} printed more than ${maximum} bytes.`));
      }
    });
  });
  const finished = finish(child);
  // Whichever is not waited for any more fails unheard.
  finished.catch(() => undefined);
  stopped.catch(() => undefined);
  try {
    return await Promise.race([finished, stopped]);
  } catch (error) {
    if (error instanceof BatchError) {
      throw error;
    }
    throw new BatchError(
      'broken',
      `${name} cannot be started: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error }
    );
  }
}

function start(
  program: string,
  args: readonly string[],
  options: CommandOptions
): ChildProcess {
  const text = [program, ...args].find(word => word.includes('\0'));
  if (text !== undefined) {
    throw new BatchError(
      'refused',
      'A value holds a NUL character; no program can be given one.'
    );
  }
  const child = spawn(program, args, {
    cwd: options.cwd ?? '/',
    env: { ...commandEnvironment(), ...options.environment },
    stdio: ['pipe', 'pipe', 'pipe'],
    // A process group of its own, so that all of it can be ended.
    detached: true
  });
  // A program that ends without reading everything tells by its status.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  return child;
}

function killGroup(child: ChildProcess): void {
  child.stdout?.destroy();
  child.stderr?.destroy();
  if (child.pid === undefined) {
    return;
  }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

async function finish(child: ChildProcess): Promise<CommandResult> {
  const output = collect(child.stdout, Number.POSITIVE_INFINITY);
  const complaint = collect(child.stderr, MAXIMUM_COMPLAINT);
  const code = await new Promise<number>((resolve, reject) => {
    let linger: NodeJS.Timeout | undefined;
    child.once('error', reject);
    child.once('exit', () => {
      linger = setTimeout(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
      }, LINGER_MILLISECONDS);
    });
    child.once('close', (status, signal) => {
      clearTimeout(linger);
      resolve(status ?? 128 + (signal ? systemConstants.signals[signal] : 0));
    });
  });
  const bytes = output();
  return {
    code,
    stdout: bytes.toString('utf8'),
    stderr: complaint().toString('utf8'),
    bytes
  };
}

/** Reads a stream to its end, keeping the beginning. */
function collect(stream: Readable | null, maximum: number): () => Buffer {
  const chunks: Buffer[] = [];
  let length = 0;
  stream?.on('data', (chunk: Buffer) => {
    if (length < maximum) {
      chunks.push(chunk.subarray(0, maximum - length));
      length += chunk.length;
    }
  });
  return () => Buffer.concat(chunks);
}
