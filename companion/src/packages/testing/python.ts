/**
 * Python as the judge in tests: what we write for it is read by it.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const environment = fileURLToPath(
  new URL('../../../../.venv/bin/python', import.meta.url)
);

/** The interpreter of the development environment, or the one configured. */
export const python =
  process.env['SCIENCEMESH_PYTHON'] ??
  (existsSync(environment) ? environment : 'python3');

/**
 * Runs a script that reads JSON from its input and prints JSON.
 *
 * @throws when it fails or prints something else
 */
export function askPython(script: string, input: unknown): unknown {
  const { status, stdout, stderr } = spawnSync(python, ['-I', '-c', script], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024
  });
  if (status !== 0) {
    throw new Error(`Python ended with ${status}: ${stderr.slice(-2000)}`);
  }
  return JSON.parse(stdout);
}

/** Whether the interpreter finds a package, for tests that need it. */
export function pythonHas(...packages: string[]): boolean {
  return (
    askPython(
      'import json, sys; from importlib.util import find_spec; print(json.dumps(all(find_spec(n) for n in json.load(sys.stdin))))',
      packages
    ) === true
  );
}
