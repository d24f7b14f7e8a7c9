/**
 * R scripts, where there is a kernel for R: run in it, so that plots show and
 * the script's values can be looked at. All that a package says is in literals
 * of R; our functions are the same in every such notebook.
 */
import { readFileSync } from 'node:fs';
import { literal, type TypedValue } from '../../notebook/literals.ts';
import type { NotebookCell } from '../../notebook/notebook.ts';
import { UNLICENSED } from '../../reading/placeholders.ts';
import { codeCell, markdownCell, setupCell } from '../cells.ts';
import { LISTED, listedComment } from '../common-cells.ts';
import type { NotebookContext, Package } from '../context.ts';
import { environmentOf, withheldComment } from '../environment-variables.ts';
import { filesCell } from '../front.ts';
import { parameterCells, type Variable } from '../parameters.ts';
import { optionName } from '../script.ts';

const functions = new URL('./functions.R', import.meta.url);

/** Names that the visible cells give, and that of our functions. */
const RESERVED = ['sciencemesh', 'files', 'started', 'arguments'];

const r = (value: TypedValue['value']) => literal('r', { value, real: true });

export function rScriptCells(
  content: Package,
  context: NotebookContext
): NotebookCell[] {
  const path = context.main ?? content.main?.path ?? '';
  const { cells, variables } = parameterCells(content, context, {
    language: 'r',
    settings: [],
    taken: RESERVED
  });
  return [
    setupCell('functions', readFileSync(functions, 'utf8').trim()),
    markdownCell('settings', '## Parameters'),
    ...cells,
    markdownCell(
      'environment',
      '## Environment\n\nWhat is here to work with. Nothing is installed without you.'
    ),
    codeCell('check-environment', `sciencemesh$check_environment(${r(path)})`),
    filesCell(content, context),
    codeCell('data', dataSource(content, context)),
    markdownCell('run', '## Run'),
    codeCell('start', runSource(content, path, variables)),
    markdownCell(
      'results',
      '## Results\n\nWhat the run has written beside this notebook.'
    ),
    codeCell('list-results', 'sciencemesh$list_results(started)'),
    markdownCell(
      'provenance',
      '## Record\n\nWrites `run-crate.json`: what was run, with which files and parameters, and what came of it.'
    ),
    codeCell('write-record', recordSource(content, path, variables))
  ];
}

function dataSource(content: Package, context: NotebookContext): string {
  const sizes = new Map(context.files.map(({ index, size }) => [index, size]));
  const files = content.files.slice(0, LISTED);
  const known = files.map(({ index, size }) => sizes.get(index) ?? size);
  return [
    ...listedComment(content),
    'files <- data.frame(',
    `  path = ${vector(
      'character',
      files.map(({ path }) => r(path))
    )},`,
    `  size = ${vector(
      'numeric',
      known.map(size => (size === null ? 'NA' : r(size)))
    )}`,
    ')',
    'sciencemesh$check_files(files)'
  ].join('\n');
}

function runSource(
  content: Package,
  path: string,
  variables: readonly Variable[]
): string {
  const environment = Object.entries(environmentOf(content)).map(
    ([name, value]) => `${r(name)} = ${r(value)}`
  );
  return [
    'started <- sciencemesh$now()',
    '# Options for the script; change them as its own description says.',
    `arguments <- sciencemesh$option_list(${call(
      'list',
      variables.map(item => `list(${r(optionName(item))}, ${item.variable})`)
    )})`,
    ...withheldComment(content),
    'sciencemesh$run_script(',
    `  ${r(path)},`,
    '  arguments,',
    `  environment = ${call('list', environment, '  ')}`,
    ')'
  ].join('\n');
}

function recordSource(
  content: Package,
  path: string,
  variables: readonly Variable[]
): string {
  const { name = path, url = null } = content.main ?? {};
  const parameters = variables.map(
    item => `list(${r(item.name)}, ${item.variable})`
  );
  return [
    'sciencemesh$write_run_crate(',
    `  tool = list(name = ${r(name)}, path = ${r(path)}, url = ${r(url)}),`,
    '  inputs = files$path,',
    `  parameters = ${call('list', parameters, '  ')},`,
    '  started = started,',
    `  licence = ${r(content.license ?? UNLICENSED)}`,
    ')'
  ].join('\n');
}

/** A vector also where it is empty and has no type of its own. */
function vector(type: string, items: readonly string[]): string {
  return items.length === 0 ? `${type}()` : call('c', items, '  ');
}

function call(name: string, items: readonly string[], indent = ''): string {
  return items.length === 0
    ? `${name}()`
    : `${name}(\n${items.map(item => `${indent}  ${item}`).join(',\n')}\n${indent})`;
}
