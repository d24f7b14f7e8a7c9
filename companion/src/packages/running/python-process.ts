/**
 * Child processes that run Python.
 */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

/** The interpreter that the server runs in; it has nbclient. */
export function serverPython(): string {
  return process.env['SCIENCEMESH_PYTHON'] ?? 'python3';
}

/** What a child needs to start; nothing of ours goes along. */
export function plainEnvironment(
  environment: NodeJS.ProcessEnv = process.env
): Record<string, string> {
  const wanted = /^(?:PATH|HOME|USER|LANG|LC_\w+|TMPDIR|SYSTEMROOT)$/;
  return Object.fromEntries(
    Object.entries(environment).filter(
      (entry): entry is [string, string] =>
        wanted.test(entry[0]) && entry[1] !== undefined
    )
  );
}

/**
 * Runs a script apart from everything around it: no module path but the
 * interpreter's own, no folder to import from.
 *
 * @returns what it printed
 * @throws when it cannot start, fails, or takes longer than allowed
 */
export async function askIsolatedPython(options: {
  interpreter: string;
  script: string;
  input: string;
  milliseconds: number;
}): Promise<string> {
  const child = spawn(options.interpreter, ['-I', options.script], {
    cwd: '/',
    env: plainEnvironment(),
    stdio: ['pipe', 'pipe', 'pipe'],
    signal: AbortSignal.timeout(options.milliseconds),
    killSignal: 'SIGKILL'
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  // A child that ends before it has read everything is told by its status.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input);
  const [status, answer, complaint] = await Promise.all([
    ended,
    text(child.stdout),
    text(child.stderr)
  ]);
  if (status !== 0) {
    throw new Error(`Python ended with ${status}: ${complaint.slice(-2000)}`);
  }
  return answer;
}
