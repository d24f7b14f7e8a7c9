/**
 * What notebooks have in common that run something.
 */
import type { NotebookCell } from '../notebook/notebook.ts';
import { codeCell, markdownCell, setupCell } from './cells.ts';
import {
  dataCell,
  environmentCells,
  provenanceCells,
  resultCells,
  type Needs
} from './common-cells.ts';
import type { NotebookContext, Package } from './context.ts';
import { filesCell } from './front.ts';
import { parameterCells, type Variable } from './parameters.ts';
import { RESERVED } from './reserved-names.ts';
import { namesIn, setupSource, type Part } from './setup.ts';

export interface Runnable {
  parts: readonly Part[];
  needs: Needs;
  /** Markdown above the cell that runs it. */
  heading: string;
  /** That cell's source, given the variables of the parameters. */
  source: (variables: readonly Variable[]) => string;
  tool: { name: string; path: string };
  /** Cells that come before the files. */
  before?: readonly NotebookCell[];
}

export function runnableCells(
  content: Package,
  context: NotebookContext,
  runnable: Runnable
): NotebookCell[] {
  const parts: Part[] = ['environment', 'data', ...runnable.parts];
  const setup = setupSource(parts);
  const { cells, variables } = parameterCells(content, context, {
    language: 'python',
    settings: ['output_folder = "outputs"  # where the results go'],
    taken: [...RESERVED, ...namesIn(setup)]
  });
  return [
    ...(runnable.before ?? []),
    setupCell('functions', setup),
    markdownCell('settings', '## Parameters'),
    ...cells,
    ...environmentCells(runnable.needs, false),
    filesCell(content, context),
    dataCell(content, context),
    markdownCell('run', runnable.heading),
    codeCell('start', runnable.source(variables)),
    ...resultCells(),
    ...provenanceCells(
      content,
      { ...runnable.tool, url: content.main?.url ?? null },
      variables,
      parts
    )
  ];
}
