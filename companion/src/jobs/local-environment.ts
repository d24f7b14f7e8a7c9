/**
 * What jobs on this machine are started with: where programs, kernels and the
 * person's own settings are, and nothing that is the companion's.
 */
import { delimiter, dirname, isAbsolute } from 'node:path';
import { plainEnvironment } from '../packages/running/python-process.ts';

/** @param python interpreter of the server; programs beside it come first */
export function localEnvironment(
  python: string,
  environment: NodeJS.ProcessEnv = process.env
): Record<string, string> {
  const plain = plainEnvironment(environment);
  const path = plain['PATH'] ?? '/usr/local/bin:/usr/bin:/bin';
  // Each of these folders is the `kernels` in one that Jupyter looks through.
  const kernels = (environment['SCIENCEMESH_KERNEL_DIRS'] ?? '')
    .split(delimiter)
    .filter(Boolean)
    .map(dirname);
  return {
    ...plain,
    PATH: isAbsolute(python) ? `${dirname(python)}${delimiter}${path}` : path,
    ...(kernels.length === 0 ? {} : { JUPYTER_PATH: kernels.join(delimiter) })
  };
}
