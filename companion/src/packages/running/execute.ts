/**
 * Runs a notebook from start to end, for batch jobs: with nbclient, in the
 * Python that the server runs in. Outputs are kept in the notebook, also those
 * of a run that failed.
 */
import { spawn } from 'node:child_process';
import { delimiter } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { serverPython } from './python-process.ts';

const runner = fileURLToPath(new URL('./execute.py', import.meta.url));

const Failure = Type.Object({
  cell: Type.Union([Type.Integer(), Type.Null()]),
  name: Type.String(),
  message: Type.String()
});

/** What `execute.py` prints, a line each. */
const Event = Type.Union([
  Type.Object({ event: Type.Literal('start'), cells: Type.Integer() }),
  Type.Object({ event: Type.Literal('cell'), cell: Type.Integer() }),
  Type.Object({
    event: Type.Literal('end'),
    error: Type.Union([Failure, Type.Null()])
  })
]);
type Event = Static<typeof Event>;

/** How the run of a notebook ended. */
export type Execution =
  | { ok: true }
  | {
      ok: false;
      code: 'cell-failed' | 'kernel-failed' | 'runner-failed' | 'aborted';
      /** Number of the code cell that failed, from 1. */
      cell: number | null;
      /** For the person: what happened. */
      message: string;
      /** For the log. */
      cause: unknown;
    };

export interface ExecutionOptions {
  /** Kernel to use instead of the one that the notebook names. */
  kernel?: string | null;
  /** Most seconds that one cell may take; no limit by default. */
  cellSeconds?: number | null;
  signal?: AbortSignal;
  /** Called before each code cell, with its number and how many there are. */
  onCell?: (cell: number, of: number) => void;
}

/** @param notebook absolute path; its folder is where the cells run */
export async function executeNotebook(
  notebook: string,
  options: ExecutionOptions = {}
): Promise<Execution> {
  const request = {
    notebook,
    kernel: options.kernel ?? null,
    kernelFolders: (process.env['SCIENCEMESH_KERNEL_DIRS'] ?? '')
      .split(delimiter)
      .filter(Boolean),
    timeout: options.cellSeconds ?? null
  };
  // The runner itself must import nothing from the working copy. What the
  // kernel imports is the notebook's own matter.
  const child = spawn(serverPython(), ['-u', runner, JSON.stringify(request)], {
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: options.signal
  });
  const status = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const complaint = text(child.stderr);
  let end: Extract<Event, { event: 'end' }> | null = null;
  let cells = 0;
  const reading = (async () => {
    for await (const line of createInterface({ input: child.stdout })) {
      const event = eventOf(line);
      switch (event?.event) {
        case 'start':
          cells = event.cells;
          break;
        case 'cell':
          options.onCell?.(event.cell, cells);
          break;
        case 'end':
          end = event;
          break;
        case undefined:
          break;
      }
    }
  })();
  try {
    const [code, said] = await Promise.all([status, complaint, reading]);
    return end === null ? broken(code, said) : outcome(end);
  } catch (cause) {
    return options.signal?.aborted === true
      ? failure('aborted', 'The run was stopped.', cause)
      : failure(
          'runner-failed',
          'Python could not be started, so the notebook was not run. Look whether the extension is installed whole.',
          cause
        );
  }
}

/** Lines of others, such as warnings of a library, are not for us. */
function eventOf(line: string): Event | null {
  try {
    const value: unknown = JSON.parse(line);
    return Value.Check(Event, value) ? value : null;
  } catch {
    return null;
  }
}

function outcome({ error }: Extract<Event, { event: 'end' }>): Execution {
  if (error === null) {
    return { ok: true };
  }
  const { cell, name, message } = error;
  if (name === 'NoKernel' || name === 'KernelDied') {
    return failure(
      'kernel-failed',
      `The notebook did not run through. ${message}`,
      error
    );
  }
  return {
    ok: false,
    code: 'cell-failed',
    cell,
    message: `Code cell ${cell ?? '?'} stopped with ${name}: ${message}`,
    cause: error
  };
}

function broken(code: number | null, said: string): Execution {
  return /No module named '(?:nbclient|nbformat|jupyter_client)'/.test(said)
    ? failure(
        'runner-failed',
        'The notebook was not run: nbclient is not installed. Install it with: pip install nbclient ipykernel.',
        said
      )
    : failure(
        'runner-failed',
        'The notebook was not run: the program that runs it ended early.',
        `status ${code}: ${said.slice(-4000)}`
      );
}

function failure(
  code: 'kernel-failed' | 'runner-failed' | 'aborted',
  message: string,
  cause: unknown
): Execution {
  return { ok: false, code, cell: null, message, cause };
}
