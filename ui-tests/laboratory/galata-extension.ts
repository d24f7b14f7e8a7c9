import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Where JupyterLab keeps the page's half of Galata. */
export async function galataExtension(): Promise<string> {
  const { stdout } = await run('python', [
    '-c',
    'import jupyterlab, pathlib; print(pathlib.Path(jupyterlab.__file__).parent / "galata")'
  ]);
  return stdout.trim();
}
