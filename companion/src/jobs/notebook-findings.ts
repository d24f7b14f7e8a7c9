/**
 * What is wrong with the notebook of a draft.
 */
import { readFile, stat } from 'node:fs/promises';
import type { JobDraft, JobFinding } from 'sciencemesh-contract';
import {
  LARGEST_NOTEBOOK,
  readNotebook
} from '../packages/notebook/notebook.ts';
import type { Kernel } from '../packages/running/kernels.ts';
import { declaredIn } from './declared.ts';
import type { Located } from './folders.ts';
import { shown } from './input-survey.ts';

/**
 * @param kernels of the site; null where nobody knows them
 */
export async function notebookFindings(
  { path }: Located,
  { kernel, parameters, sweep }: JobDraft,
  kernels: readonly Kernel[] | null
): Promise<JobFinding[]> {
  const { size } = await stat(path);
  const reading = readNotebook(
    size > LARGEST_NOTEBOOK
      ? new Uint8Array(LARGEST_NOTEBOOK + 1)
      : await readFile(path)
  );
  if (!reading.ok) {
    const { code, message } = reading.problem;
    return [{ level: 'error', code, field: 'source', message }];
  }
  const findings: JobFinding[] = [];
  const { notebook } = reading;
  if (!notebook.cells.some(({ cell_type: type }) => type === 'code')) {
    findings.push({
      level: 'warning',
      code: 'notebook-without-code',
      field: 'source',
      message:
        'The notebook holds no code as it was last saved. Save it first if you have just written some.'
    });
  }
  if (
    kernel !== null &&
    kernels !== null &&
    !kernels.some(({ name }) => name === kernel.toLowerCase())
  ) {
    findings.push({
      level: 'error',
      code: 'kernel-missing',
      field: 'kernel',
      message: `There is no kernel "${shown(kernel)}" on this machine. Choose one of: ${kernels.map(({ name }) => name).join(', ') || 'none is installed'}.`
    });
  }
  const given = [...parameters, ...(sweep?.axes ?? [])].map(({ name }) => name);
  const declared = new Set(declaredIn(notebook).map(({ name }) => name));
  const unknown = given.filter(name => !declared.has(name));
  if (unknown.length > 0) {
    findings.push({
      level: 'note',
      code: 'parameter-undeclared',
      field: 'parameters',
      message: `The notebook has no cell tagged "parameters" that names ${shown(unknown.slice(0, 5).join(', '))}; the values are set at its top.`
    });
  }
  return findings;
}
