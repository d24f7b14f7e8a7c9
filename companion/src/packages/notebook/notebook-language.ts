/**
 * Which programming language a notebook is written in.
 */
import { isRecord } from '../../http/json.ts';
import { oneLine } from '../crate/shown.ts';
import type { Language } from './literals.ts';
import type { NotebookDocument } from './notebook.ts';

/** The language that a notebook says it is written in, null when it is silent. */
export function languageOf({ metadata }: NotebookDocument): string | null {
  const kernel = metadata['kernelspec'];
  const info = metadata['language_info'];
  const name =
    (isRecord(kernel) ? kernel['language'] : undefined) ??
    (isRecord(info) ? info['name'] : undefined);
  if (typeof name === 'string' && name !== '') {
    return oneLine(name, 60).toLowerCase();
  }
  const kernelName = isRecord(kernel) ? kernel['name'] : undefined;
  return typeof kernelName === 'string' ? languageOfKernel(kernelName) : null;
}

/** The language that the usual names of kernels tell, else null. */
export function languageOfKernel(name: string): string | null {
  const known: [RegExp, string][] = [
    [/^(?:i?python|xpython|pyspark|conda-.*-py$)/i, 'python'],
    [/^(?:ir|xr)(?:$|[\d._-])|-r$/i, 'r'],
    [/^i?julia/i, 'julia'],
    [/^(?:calysto_)?bash/i, 'bash'],
    [/^(?:scala|almond|spylon)/i, 'scala']
  ];
  return known.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}

/** The language as one that parameters can be written in, else null. */
export function supportedLanguage(name: string): Language | null {
  switch (name.toLowerCase()) {
    case 'python':
    case 'ipython':
      return 'python';
    case 'r':
      return 'r';
    case 'julia':
      return 'julia';
    case 'bash':
    case 'shell':
      return 'bash';
    default:
      return null;
  }
}
