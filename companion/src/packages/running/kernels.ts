/**
 * Kernels that this machine offers, as Jupyter describes them (jupyter_client,
 * "Making kernels for Jupyter", "Kernel specs").
 */
import { readdir, readFile } from 'node:fs/promises';
import { basename, delimiter, join } from 'node:path';
import type { Finding } from 'sciencemesh-contract';
import { isRecord } from '../../http/json.ts';
import { languageOfKernel } from '../notebook/notebook-language.ts';

export interface Kernel {
  /** Name of its folder, in lower case as Jupyter compares it. */
  name: string;
  displayName: string;
  /** Lower case. */
  language: string;
  argv: readonly string[];
  /** Variables that the kernel is started with. */
  environment: Readonly<Record<string, string>>;
}

/** What a notebook asks for; either may be unknown. */
export interface WantedKernel {
  name: string | null;
  language: string | null;
}

export interface KernelOffer {
  kernel: Kernel | null;
  /** What differs from what was wanted, null when nothing does. */
  finding: Finding | null;
}

/**
 * The kernels in the folders that the environment variable
 * `SCIENCEMESH_KERNEL_DIRS` lists; each folder holds one folder a kernel. The
 * first of a name wins, as in Jupyter.
 */
export async function readKernels(
  folders = process.env['SCIENCEMESH_KERNEL_DIRS'] ?? ''
): Promise<Kernel[]> {
  const found = new Map<string, Kernel>();
  for (const folder of folders.split(delimiter).filter(Boolean)) {
    for (const name of await namesIn(folder)) {
      const kernel = await readKernel(join(folder, name));
      if (kernel !== null && !found.has(kernel.name)) {
        found.set(kernel.name, kernel);
      }
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A folder of kernels need not exist: Jupyter names all that may. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch {
    return [];
  }
}

/** Null when the folder holds no usable `kernel.json`. */
async function readKernel(folder: string): Promise<Kernel | null> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(join(folder, 'kernel.json'), 'utf8'));
  } catch {
    return null;
  }
  if (!isRecord(content) || !isTexts(content['argv'])) {
    return null;
  }
  const name = basename(folder).toLowerCase();
  const { argv, display_name: displayName, env, language } = content;
  return {
    name,
    displayName: typeof displayName === 'string' ? displayName : name,
    language:
      typeof language === 'string'
        ? language.toLowerCase()
        : (languageOfKernel(name) ?? ''),
    argv: isTexts(argv) ? argv : [],
    environment: isRecord(env)
      ? Object.fromEntries(
          Object.entries(env).filter(
            (entry): entry is [string, string] => typeof entry[1] === 'string'
          )
        )
      : {}
  };
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(item => typeof item === 'string');
}

/**
 * The kernel to open a notebook with: the one of that name, else one of its
 * language; for `python2` that is any Python 3, with a word of warning.
 */
export function offerKernel(
  kernels: readonly Kernel[],
  wanted: WantedKernel
): KernelOffer {
  const name = wanted.name?.toLowerCase() ?? null;
  const exact = kernels.find(kernel => kernel.name === name);
  if (exact !== undefined) {
    return { kernel: exact, finding: null };
  }
  const language =
    wanted.language?.toLowerCase() ??
    (name === null ? 'python' : languageOfKernel(name));
  const kernel = ofLanguage(kernels, language);
  if (name === null && wanted.language === null) {
    return { kernel, finding: null };
  }
  return { kernel, finding: difference(wanted.name, language, kernel) };
}

function ofLanguage(
  kernels: readonly Kernel[],
  language: string | null
): Kernel | null {
  const same = kernels.filter(kernel => kernel.language === language);
  // Of several, the one that Jupyter itself installs first.
  return same.find(({ name }) => name === 'python3') ?? same[0] ?? null;
}

function difference(
  name: string | null,
  language: string | null,
  kernel: Kernel | null
): Finding | null {
  if (kernel === null) {
    return {
      code: 'kernel-missing',
      message: `The notebook wants the kernel ${name ?? `for ${language}`}, and nothing here runs ${language ?? 'its language'}. Install the kernel, or run the package elsewhere.`,
      offer: installation(language)
    };
  }
  if (name === null) {
    return null;
  }
  return {
    code: 'kernel-missing',
    message: /^python2/i.test(name)
      ? `The notebook was made for Python 2, which is no longer maintained. It opens with ${kernel.displayName}; Python 2 code in it must be changed.`
      : `The notebook wants the kernel ${name}, which is not here. It opens with ${kernel.displayName}, which has the same language; its packages may differ.`,
    offer: null
  };
}

/** How a kernel of a language is installed, for those that have one way. */
function installation(language: string | null): string | null {
  switch (language) {
    case 'python':
      return 'pip install ipykernel';
    case 'r':
      return 'Rscript -e \'install.packages("IRkernel"); IRkernel::installspec()\'';
    case 'julia':
      return 'julia -e \'using Pkg; Pkg.add("IJulia")\'';
    case 'bash':
      return 'pip install bash_kernel && python -m bash_kernel.install';
    default:
      return null;
  }
}
