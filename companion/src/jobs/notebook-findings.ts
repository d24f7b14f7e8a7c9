/**
 * What is wrong with the notebook of a draft.
 */
import { readFile, stat } from 'node:fs/promises';
import type { JobDraft, JobFinding } from 'sciencemesh-contract';
import { isRecord } from '../http/json.ts';
import {
  LARGEST_NOTEBOOK,
  readNotebook,
  tagsOf,
  type NotebookDocument
} from '../packages/notebook/notebook.ts';
import type { Kernel } from '../packages/running/kernels.ts';
import { declaredIn } from './declared.ts';
import type { Located } from '../mirrors/folders.ts';
import { shown } from './input-survey.ts';
import { isVariable, isWritable } from './variable-names.ts';

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
  findings.push(...nameFindings(notebook, [...new Set(given)]));
  return findings;
}

/** What is wrong with the names of parameters, or remarkable. */
function nameFindings(
  notebook: NotebookDocument,
  given: readonly string[]
): JobFinding[] {
  if (given.length === 0) {
    return [];
  }
  const language = languageOf(notebook);
  const about = { field: 'parameters' };
  if (!isWritable(language)) {
    return [
      {
        ...about,
        level: 'error',
        code: 'parameter-language',
        message: `Parameters cannot be written in ${shown(language ?? '')}, only in Python, R and Julia. Remove them, and write the values into the notebook.`
      }
    ];
  }
  const wrong = given.filter(name => !isVariable(name, language));
  if (wrong.length > 0) {
    return [
      {
        ...about,
        level: 'error',
        code: 'parameter-name',
        message: `${shown(wrong.slice(0, 5).join(', '))} cannot be the name of a variable. Give it another name.`
      }
    ];
  }
  const declared = new Set(declaredIn(notebook).map(({ name }) => name));
  const unknown = given.filter(name => !declared.has(name));
  const names = unknown.slice(0, 5).map(name => `"${name}"`);
  const place = notebook.cells.some(cell => tagsOf(cell).includes('parameters'))
    ? 'right after its cell tagged "parameters"'
    : 'at its top, since no cell of it is tagged "parameters"';
  return unknown.length === 0
    ? []
    : [
        {
          ...about,
          level: 'note',
          code: 'parameter-undeclared',
          message: `The notebook does not name ${shown(names.join(', '))} as a parameter. The values are set in a cell of their own ${place}.`
        }
      ];
}

/** Null where the notebook does not say; its kernel does then. */
function languageOf({ metadata }: NotebookDocument): string | null {
  for (const [member, name] of [
    ['language_info', 'name'],
    ['kernelspec', 'language']
  ] as const) {
    const info = metadata[member];
    const language = isRecord(info) ? info[name] : null;
    if (typeof language === 'string' && language !== '') {
      return language;
    }
  }
  return null;
}
