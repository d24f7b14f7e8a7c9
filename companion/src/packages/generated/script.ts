/**
 * Scripts: run in the kernel when they are Python, else by their interpreter.
 */
import { quoted } from '../notebook/literals.ts';
import type { NotebookCell } from '../notebook/notebook.ts';
import type { NotebookContext, Package } from './context.ts';
import { environmentSource } from './environment-variables.ts';
import { dictionaryOf, type Variable } from './parameters.ts';
import { runnableCells } from './runnable.ts';
import type { Part } from './setup.ts';

interface Runner {
  part: Part;
  /** The call, given the script and the arguments as source. */
  call: (script: string) => string;
  programs: readonly (readonly [string, string])[];
}

export function scriptCells(
  content: Package,
  context: NotebookContext
): NotebookCell[] {
  const path = context.main ?? content.main?.path ?? '';
  const runner = runnerFor(path, content.language);
  return runnableCells(content, context, {
    parts: [runner.part, 'run_program'],
    needs: { libraries: [], programs: runner.programs },
    heading: '## Run',
    source: variables =>
      [
        'started = now()',
        '# Options for the script; change them as its own description says.',
        `arguments = option_list(${dictionaryOf(variables, undefined, optionName)})`,
        environmentSource(content),
        runner.call(quoted(`./${path}`))
      ].join('\n'),
    tool: { name: content.main?.name ?? path, path }
  });
}

/** A name that can be an option, else that of the variable. */
export function optionName({ name, variable }: Variable): string {
  return /^[A-Za-z0-9][\w-]*$/.test(name) ? name : variable;
}

function runnerFor(path: string, language: string | null): Runner {
  const extension = /\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
  switch (extension) {
    case 'rmd':
      return program(
        '["Rscript", "-e", "rmarkdown::render(commandArgs(TRUE)[1])", %]',
        ['Rscript', 'R, with the package rmarkdown']
      );
    case 'qmd':
      return program('["quarto", "render", %]', ['quarto', 'Quarto documents']);
    case 'r':
      return interpreter('Rscript', 'R');
    case 'jl':
      return interpreter('julia', 'Julia');
    case 'sh':
    case 'bash':
      return interpreter('bash', 'shell scripts');
    case 'py':
      return python;
    default:
      break;
  }
  switch (language) {
    case 'r':
      return interpreter('Rscript', 'R');
    case 'julia':
      return interpreter('julia', 'Julia');
    case 'shell':
    case 'bash':
      return interpreter('bash', 'shell scripts');
    default:
      return python;
  }
}

const python: Runner = {
  part: 'run_python',
  call: script => `names = run_python(${script}, arguments, environment)`,
  programs: []
};

function interpreter(name: string, use: string): Runner {
  return program(`["${name}", %, *arguments]`, [name, use]);
}

/** @param command Python source of a list, `%` where the script goes */
function program(command: string, needed: readonly [string, string]): Runner {
  return {
    part: 'run_program',
    call: script =>
      [
        'run_program(',
        // A replacement text would give `$` a meaning.
        `    ${command.split('%').join(script)},`,
        '    environment,',
        '    log=f"{output_folder}/log.txt",',
        ')'
      ].join('\n'),
    programs: [needed]
  };
}
