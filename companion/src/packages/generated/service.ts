/**
 * Packages that run somewhere else: where, and meanwhile their data.
 */
import type { NotebookCell } from '../notebook/notebook.ts';
import { markdownCell } from './cells.ts';
import type { NotebookContext, Package } from './context.ts';
import { explorationCells } from './exploration.ts';
import { link, paragraphs } from './markdown.ts';

export function serviceCells(
  content: Package,
  context: NotebookContext,
  name: string
): NotebookCell[] {
  const { elsewhere, reason } = content.runnable;
  return [
    markdownCell(
      'elsewhere',
      [
        '## Where it runs',
        paragraphs(reason ?? 'This cannot run in JupyterLab.'),
        elsewhere.map(({ name, url }) => `- ${link(name, url)}`).join('\n'),
        'Its data can be looked at here.'
      ]
        .filter(part => part !== '')
        .join('\n\n')
    ),
    ...explorationCells(content, context, name)
  ];
}
