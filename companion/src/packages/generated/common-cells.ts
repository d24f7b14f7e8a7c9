/**
 * Cells that all kinds of generated notebooks have, between their front and
 * what they do.
 */
import { pythonLiteral } from '../notebook/literals.ts';
import type { NotebookCell } from '../notebook/notebook.ts';
import { UNLICENSED } from '../reading/placeholders.ts';
import { codeCell, markdownCell, setupCell } from './cells.ts';
import type { NotebookContext, Package } from './context.ts';
import { dictionaryOf, type Variable } from './parameters.ts';
import { setupSource, type Part } from './setup.ts';

/** Files that the notebook itself knows of; more make it hard to read. */
export const LISTED = 500;

/** Libraries and programs with what they are used for. */
export interface Needs {
  libraries: readonly (readonly [string, string])[];
  programs: readonly (readonly [string, string])[];
}

/**
 * What is looked for before anything is run.
 *
 * @param begins whether the run begins here, for its record
 */
export function environmentCells(
  needs: Needs,
  begins: boolean
): NotebookCell[] {
  const lists = [
    ['libraries', needs.libraries] as const,
    ['programs', needs.programs] as const
  ].flatMap(([name, list]) =>
    list.length === 0 ? [] : [`    ${name}=${pairs(list)},\n`]
  );
  const call = `check_environment(${lists.length === 0 ? '' : `\n${lists.join('')}`})`;
  return [
    markdownCell(
      'environment',
      '## Environment\n\nWhat is here to work with. Nothing is installed without you.'
    ),
    codeCell('check-environment', begins ? `started = now()\n${call}` : call)
  ];
}

function pairs(needs: readonly (readonly [string, string])[]): string {
  return pythonLiteral(
    needs.map(([name, use]) => [name, use]),
    '    '
  );
}

/** The files as a list, compared with the disk. */
export function dataCell(
  content: Package,
  context: NotebookContext
): NotebookCell {
  const sizes = new Map(context.files.map(({ index, size }) => [index, size]));
  const files = content.files.slice(0, LISTED).map(({ index, path, size }) => ({
    path,
    size: sizes.get(index) ?? size
  }));
  return codeCell(
    'data',
    [
      ...listedComment(content),
      `files = ${pythonLiteral(files)}`,
      'check_files(files)'
    ].join('\n')
  );
}

/** Says that the notebook does not know of all files, where that is so. */
export function listedComment({ files }: Package): string[] {
  return files.length > LISTED
    ? [`# The first ${LISTED} files; ro-crate-metadata.json lists all.`]
    : [];
}

/** What a run has written. */
export function resultCells(): NotebookCell[] {
  return [
    markdownCell(
      'results',
      '## Results\n\nWhat the run has written, in the output folder and elsewhere beside this notebook.'
    ),
    codeCell('list-results', 'list_results(started)')
  ];
}

/** What was run, for the record. */
export interface Tool {
  name: string;
  /** In the working copy; null when it is not there. */
  path: string | null;
  url: string | null;
}

/** A record of the run, on demand also in the package's description. */
export function provenanceCells(
  content: Package,
  tool: Tool,
  variables: readonly Variable[],
  present: readonly Part[]
): NotebookCell[] {
  const parameters = dictionaryOf(variables).replaceAll('\n', '\n    ');
  return [
    markdownCell(
      'provenance',
      '## Record\n\nWrites `run-crate.json`: what was run, with which files and parameters, and what came of it. With `attach=True` the run is added to `ro-crate-metadata.json` as well.'
    ),
    setupCell('provenance-functions', setupSource(['provenance'], present)),
    codeCell(
      'write-record',
      [
        'write_run_crate(',
        `    tool=${pythonLiteral({ ...tool }, '    ')},`,
        '    inputs=[file["path"] for file in files],',
        `    parameters=${parameters},`,
        '    started=started,',
        `    licence=${pythonLiteral(content.license ?? UNLICENSED)},`,
        '    attach=False,',
        ')'
      ].join('\n')
    )
  ];
}
