/**
 * Notebooks made for packages that bring none of their own.
 *
 * A pure function: the same package in the same working copy gives the same
 * bytes, so that it can be made again after a crash.
 */
import type { NotebookCell, NotebookDocument } from '../notebook/notebook.ts';
import type { NotebookContext, Package } from './context.ts';
import { explorationCells } from './exploration.ts';
import { titleCell } from './front.ts';
import { rScriptCells } from './r/script.ts';
import { repositoryCells } from './repository.ts';
import { scriptCells } from './script.ts';
import { serviceCells } from './service.ts';
import { isEngine, workflowCells } from './workflow.ts';

type Plan = 'explore' | 'run-script' | 'run-workflow' | 'start' | 'data';

/** File name of the notebook that is made for a package. */
export function generatedName(content: Package): string {
  return `${planFor(content)}.ipynb`;
}

/** The notebook for everything that is no notebook itself. */
export function makeNotebook(
  content: Package,
  context: NotebookContext
): NotebookDocument {
  const { purpose, cells } = contentsOf(content, context);
  // As the kernels themselves call it.
  const language = context.kernel?.language === 'r' ? 'R' : 'python';
  return {
    cells: [titleCell(content, context, purpose), ...cells],
    metadata: {
      kernelspec: {
        display_name: context.kernel?.displayName ?? 'Python 3',
        language,
        name: context.kernel?.name ?? 'python3'
      },
      language_info: { name: language }
    },
    nbformat: 4,
    nbformat_minor: 5
  };
}

function planFor({ kind, language, runnable }: Package): Plan {
  switch (kind) {
    case 'script':
      return runnable.here ? 'run-script' : 'data';
    case 'repository':
      return 'start';
    case 'workflow':
      return runnable.here && isEngine(language) ? 'run-workflow' : 'data';
    case 'service':
    case 'notebook':
      return 'data';
    case 'data':
      return 'explore';
  }
}

function contentsOf(
  content: Package,
  context: NotebookContext
): { purpose: string; cells: NotebookCell[] } {
  const name = generatedName(content);
  switch (planFor(content)) {
    case 'run-script':
      return {
        purpose: 'This notebook runs the script on the data of the package.',
        cells:
          context.kernel?.language === 'r'
            ? rScriptCells(content, context)
            : scriptCells(content, context)
      };
    case 'run-workflow':
      return isEngine(content.language)
        ? {
            purpose:
              'This notebook runs the workflow on the data of the package.',
            cells: workflowCells(content, context, content.language)
          }
        : elsewhere(content, context, name);
    case 'start':
      return {
        purpose: 'This notebook leads into the repository of the package.',
        cells: repositoryCells(content, context)
      };
    case 'data':
      return elsewhere(content, context, name);
    case 'explore':
      return {
        purpose: 'This notebook takes a first look at the data.',
        cells: explorationCells(content, context, name)
      };
  }
}

function elsewhere(content: Package, context: NotebookContext, name: string) {
  return {
    purpose: 'This notebook shows the data, and where the package runs.',
    cells: serviceCells(content, context, name)
  };
}
