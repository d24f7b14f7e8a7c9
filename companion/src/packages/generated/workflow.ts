/**
 * Workflows in CWL, Snakemake and Nextflow, run by their engines.
 */
import { quoted } from '../notebook/literals.ts';
import type { NotebookCell } from '../notebook/notebook.ts';
import type { Needs } from './common-cells.ts';
import type { NotebookContext, Package } from './context.ts';
import { dictionaryOf, type Variable } from './parameters.ts';
import { runnableCells } from './runnable.ts';
import type { Part } from './setup.ts';

/** Engines that a notebook can start. */
export type Engine = 'cwl' | 'snakemake' | 'nextflow';

interface EngineCall {
  part: Part;
  run: string;
  /** How a value is handed over. */
  expression: (variable: Variable) => string;
  programs: Needs['programs'];
}

const plain = ({ variable }: Variable) => variable;

const engines: Record<Engine, EngineCall> = {
  cwl: {
    part: 'run_cwl',
    run: 'run_cwl',
    expression: ({ variable, type }) =>
      type === 'file' || type === 'files' ? `cwl_file(${variable})` : variable,
    programs: [
      ['cwltool', 'runs the workflow'],
      ['docker', 'or podman, apptainer: containers that most workflows want']
    ]
  },
  snakemake: {
    part: 'run_snakemake',
    run: 'run_snakemake',
    expression: plain,
    programs: [
      ['snakemake', 'runs the workflow'],
      ['conda', 'environments of its steps, where it names them']
    ]
  },
  nextflow: {
    part: 'run_nextflow',
    run: 'run_nextflow',
    expression: plain,
    programs: [
      ['nextflow', 'runs the workflow'],
      ['java', 'runs Nextflow']
    ]
  }
};

/** Whether there is an engine for a language of workflows. */
export function isEngine(language: string | null): language is Engine {
  return language !== null && Object.hasOwn(engines, language);
}

export function workflowCells(
  content: Package,
  context: NotebookContext,
  engine: Engine
): NotebookCell[] {
  const { part, run, expression, programs } = engines[engine];
  const path = context.main ?? content.main?.path ?? '';
  return runnableCells(content, context, {
    parts: [part],
    needs: { libraries: [], programs },
    heading:
      '## Run\n\nThe values are handed to the workflow by its own names.',
    source: variables =>
      [
        'started = now()',
        `inputs = ${dictionaryOf(variables, expression)}`,
        `${run}(${quoted(`./${path}`)}, inputs, output_folder)`
      ].join('\n'),
    tool: { name: content.main?.name ?? path, path }
  });
}
