/**
 * Where Slurm writes what a job prints.
 */
import { BatchError, printedFile, type SubmitOrder } from './batch-system.ts';

/**
 * A file name pattern for Slurm.
 *
 * @param path folder of the job, as the worker nodes see it
 * @throws BatchError where Slurm could not write into that folder
 */
export function slurmPrinted(
  { tasks }: SubmitOrder,
  path: string,
  stream: 'stdout' | 'stderr'
): string {
  if (path.includes('\\')) {
    throw new BatchError(
      'refused',
      `Slurm cannot write into a folder with a backslash in its name (${path}). Ask the administrator to name another "workFolder".`
    );
  }
  // In such a path % stands for a field.
  const folder = path.replaceAll('%', '%%');
  return `${folder}/${tasks === 1 ? printedFile(stream, 0, 1) : `${stream}-%a.txt`}`;
}
