/**
 * Which kernel a generated notebook is written for: that of the script where
 * there is one, so that its plots show and its values can be looked at; else
 * Python, which starts the program that it takes.
 */
import { offerKernel, type Kernel } from '../running/kernels.ts';
import type { KernelLanguage, NotebookContext, Package } from './context.ts';

export function kernelFor(
  content: Package,
  kernels: readonly Kernel[]
): NotebookContext['kernel'] {
  const wanted: readonly KernelLanguage[] = isRScript(content)
    ? ['r', 'python']
    : ['python'];
  for (const language of wanted) {
    const { kernel } = offerKernel(kernels, { name: null, language });
    if (kernel !== null) {
      return { name: kernel.name, displayName: kernel.displayName, language };
    }
  }
  return null;
}

/** R Markdown is a document, which is rendered and not run. */
function isRScript({ kind, language, main, runnable }: Package): boolean {
  if (kind !== 'script' || !runnable.here) {
    return false;
  }
  const extension = /\.(\w+)$/.exec(main?.path ?? '')?.[1]?.toLowerCase();
  return (
    extension === 'r' ||
    (language === 'r' && !['rmd', 'qmd'].includes(extension ?? ''))
  );
}
