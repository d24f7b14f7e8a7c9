/**
 * Programs that scripts and workflows need beside Python, and whether this
 * machine has them.
 */
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { kernelFor } from '../generated/kernel.ts';
import type { Package } from '../reading/package.ts';
import type { Kernel } from '../running/kernels.ts';

interface Tool {
  program: string;
  /** As a person calls it. */
  name: string;
}

const TOOLS: Readonly<Record<string, Tool>> = {
  r: { program: 'Rscript', name: 'R' },
  julia: { program: 'julia', name: 'Julia' },
  shell: { program: 'bash', name: 'bash' },
  cwl: { program: 'cwltool', name: 'cwltool' },
  snakemake: { program: 'snakemake', name: 'Snakemake' },
  nextflow: { program: 'nextflow', name: 'Nextflow' }
};

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Whether the package can run here, known by what is installed: what it needs
 * is named only when it is missing. A kernel needs no program beside it.
 */
export async function runnableWith(
  content: Package,
  kernels: readonly Kernel[],
  environment: Environment = process.env
): Promise<Package['runnable']> {
  const { kind, language, runnable } = content;
  const tool = language === null ? undefined : TOOLS[language];
  const runs = kind === 'script' || kind === 'workflow';
  if (!runs || !runnable.here || tool === undefined) {
    return runnable;
  }
  return kernelFor(content, kernels)?.language === language ||
    (await isInstalled(tool.program, environment))
    ? { ...runnable, reason: null }
    : {
        ...runnable,
        reason: `It needs ${tool.name}, which is not installed here. The notebook opens all the same and says so where it is needed.`
      };
}

/** On the path of the server, or beside the Python that it runs in. */
async function isInstalled(
  program: string,
  environment: Environment
): Promise<boolean> {
  const python = environment['SCIENCEMESH_PYTHON'];
  const folders = [
    ...(python === undefined ? [] : [dirname(python)]),
    ...(environment['PATH'] ?? '').split(delimiter)
  ].filter(isAbsolute);
  for (const folder of folders) {
    try {
      await access(join(folder, program), constants.X_OK);
      return true;
    } catch {
      // Not there; perhaps in the next folder.
    }
  }
  return false;
}
