/**
 * What of a notebook its readers would stumble over.
 */
import type { PublicationFinding } from 'sciencemesh-contract';
import {
  sourceOf,
  type NotebookCell,
  type NotebookDocument
} from '../../packages/notebook/notebook.ts';
import { oneLine } from '../../packages/crate/shown.ts';
import { CLEAR_OUTPUTS, finding, quoted, RUN } from '../findings.ts';
import { pathsInCode, pathsInOutput } from './absolute-paths.ts';
import { textsOf } from './notebook-texts.ts';

/** Repositories and browsers show no larger notebooks. */
const LARGEST_OUTPUTS = 10 * 1024 * 1024;

export function notebookFindings(
  path: string,
  notebook: NotebookDocument
): PublicationFinding[] {
  const code = notebook.cells.filter(
    cell => cell.cell_type === 'code' && sourceOf(cell).trim() !== ''
  );
  return [
    ...executionFindings(path, code),
    ...outputFindings(path, notebook),
    ...pathFindings(path, notebook)
  ];
}

function executionFindings(
  path: string,
  code: readonly NotebookCell[]
): PublicationFinding[] {
  const counts = code
    .map(cell => cell['execution_count'])
    .filter(count => typeof count === 'number');
  const missing = code.length - counts.length;
  if (missing > 0) {
    const what =
      counts.length === 0
        ? 'was not run'
        : `has ${missing} of ${code.length} cells that were not run`;
    return [
      finding(
        'not-executed',
        'warning',
        `${quoted(path)} ${what}, so that its readers miss results. Run all its cells and save it.`,
        { path, fix: RUN }
      )
    ];
  }
  const at = counts.findIndex(
    (count, index) => index > 0 && count <= (counts[index - 1] ?? 0)
  );
  return at === -1
    ? []
    : [
        finding(
          'out-of-order',
          'warning',
          `${quoted(path)} was not run from top to bottom: [${counts[at]}] stands below [${counts[at - 1]}], so that others may get other results. Restart its kernel, run all its cells and save it.`,
          { path, fix: RUN }
        )
      ];
}

function outputFindings(
  path: string,
  { cells }: NotebookDocument
): PublicationFinding[] {
  const bytes = cells.reduce(
    (sum, { outputs }) =>
      sum + (outputs === undefined ? 0 : JSON.stringify(outputs).length),
    0
  );
  return bytes <= LARGEST_OUTPUTS
    ? []
    : [
        finding(
          'too-large',
          'warning',
          `The outputs of ${quoted(path)} have ${Math.round(bytes / 1024 / 1024)} MiB, and repositories will not show it. Save large pictures and tables as files, or clear its outputs.`,
          { path, fix: CLEAR_OUTPUTS }
        )
      ];
}

function pathFindings(
  path: string,
  notebook: NotebookDocument
): PublicationFinding[] {
  const inCode: string[] = [];
  const inOutputs: string[] = [];
  for (const { cell, kind, text } of textsOf(notebook)) {
    if (kind === 'output') {
      inOutputs.push(...pathsInOutput(text));
    } else if (notebook.cells[cell - 1]?.cell_type === 'code') {
      inCode.push(...pathsInCode(text));
    }
  }
  return [
    ...about(
      inCode,
      more =>
        `${quoted(path)} reads or writes ${more}, which others do not have. Write paths from the folder of the notebook on.`,
      { path, severity: 'warning', fix: null }
    ),
    ...about(
      inOutputs,
      more =>
        `Outputs of ${quoted(path)} show ${more}, which tells of your account and helps nobody. Clear those outputs, or leave them if you do not mind.`,
      { path, severity: 'note', fix: CLEAR_OUTPUTS }
    )
  ];
}

function about(
  paths: readonly string[],
  message: (more: string) => string,
  { path, severity, fix }: Pick<PublicationFinding, 'path' | 'severity' | 'fix'>
): PublicationFinding[] {
  const [first, ...others] = new Set(paths);
  if (first === undefined) {
    return [];
  }
  const name = `"${oneLine(first, 80)}"`;
  const more =
    others.length === 0 ? name : `${name} and ${others.length} more such paths`;
  return [finding('absolute-path', severity, message(more), { path, fix })];
}
