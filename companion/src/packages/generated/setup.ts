/**
 * The functions that generated notebooks use: Python files of ours, put
 * together into one cell. Nothing of a package ever goes into them.
 */
import { readFileSync } from 'node:fs';

const sources = {
  base: new URL('./python/base.py', import.meta.url),
  data: new URL('./python/data.py', import.meta.url),
  environment: new URL('./python/environment.py', import.meta.url),
  look: new URL('./python/look.py', import.meta.url),
  look_archive: new URL('./python/look_archive.py', import.meta.url),
  look_hdf5: new URL('./python/look_hdf5.py', import.meta.url),
  look_image: new URL('./python/look_image.py', import.meta.url),
  look_json: new URL('./python/look_json.py', import.meta.url),
  look_root: new URL('./python/look_root.py', import.meta.url),
  look_table: new URL('./python/look_table.py', import.meta.url),
  plot_picture: new URL('./python/plot_picture.py', import.meta.url),
  plots: new URL('./python/plots.py', import.meta.url),
  provenance: new URL('./python/provenance.py', import.meta.url),
  run_cwl: new URL('./python/run_cwl.py', import.meta.url),
  run_nextflow: new URL('./python/run_nextflow.py', import.meta.url),
  run_notebook: new URL('./python/run_notebook.py', import.meta.url),
  run_program: new URL('./python/run_program.py', import.meta.url),
  run_python: new URL('./python/run_python.py', import.meta.url),
  run_snakemake: new URL('./python/run_snakemake.py', import.meta.url)
};

/** One of our Python files, by its name. */
export type Part = keyof typeof sources;

/**
 * Kernels look for modules beside the notebook first, where the files of the
 * package lie: one of the name `pandas.py` would be run by our own import.
 */
const OWN_MODULES_ONLY = `import sys

sys.path[:] = [path for path in sys.path if path not in ("", ".")]`;

interface Module {
  /** Statements that import from outside, a line each. */
  imports: string[];
  /** Parts that it needs. */
  parts: Part[];
  body: string;
}

const modules = new Map<Part, Module>();

/**
 * The source of a cell with the given parts and all that they need.
 *
 * @param present parts that an earlier cell of the notebook has
 */
export function setupSource(
  parts: readonly Part[],
  present: readonly Part[] = []
): string {
  const wanted = new Set<Part>();
  const known = new Set<Part>();
  for (const part of present) {
    collect(part, known);
  }
  for (const part of parts) {
    collect(part, wanted);
  }
  const chosen = [...wanted].filter(part => !known.has(part)).map(moduleOf);
  const imports = new Set(chosen.flatMap(module => module.imports));
  return [
    ...(present.length === 0 ? [OWN_MODULES_ONLY] : []),
    [...imports].sort().join('\n'),
    ...chosen.map(({ body }) => body)
  ].join('\n\n\n');
}

/** All names that cells with these parts bind at the top. */
export function namesIn(source: string): Set<string> {
  const names = new Set<string>();
  for (const [, bound, aliases] of source.matchAll(
    /^(?:(?:def|class)\s+)?(\w+)(?=[(:]|\s*=)|^(?:from \S+ )?import (.+)$/gm
  )) {
    if (bound !== undefined) {
      names.add(bound);
    }
    for (const alias of aliases?.split(',') ?? []) {
      names.add(alias.trim().split(/[\s.]/)[0] ?? '');
    }
  }
  return names;
}

/** Depth first, so that what is needed comes before who needs it. */
function collect(part: Part, into: Set<Part>): void {
  for (const needed of moduleOf(part).parts) {
    if (!into.has(needed)) {
      collect(needed, into);
    }
  }
  into.add(part);
}

function moduleOf(part: Part): Module {
  const known = modules.get(part);
  if (known !== undefined) {
    return known;
  }
  const read = split(readFileSync(sources[part], 'utf8'));
  modules.set(part, read);
  return read;
}

/** Takes a file apart: its docstring goes, its imports are sorted out. */
function split(source: string): Module {
  const imports: string[] = [];
  const parts: Part[] = [];
  const body = source
    .replace(/^"""[^]*?"""\n/, '')
    .replace(/^(?:from (\S+) )?import .+\n/gm, (statement, from?: string) => {
      if (isPart(from)) {
        parts.push(from);
      } else {
        imports.push(statement.trim());
      }
      return '';
    })
    .trim();
  return { imports, parts, body };
}

function isPart(name: string | undefined): name is Part {
  return name !== undefined && Object.hasOwn(sources, name);
}
