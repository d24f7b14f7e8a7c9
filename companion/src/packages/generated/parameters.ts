/**
 * The cells in which a person changes things: our settings and the package's
 * parameters, and below what was filled in before the notebook was made.
 */
import type { PackageParameter } from 'sciencemesh-contract';
import { oneLine } from '../crate/shown.ts';
import { identifierFor } from '../notebook/identifiers.ts';
import { assignmentLine, injectedCell } from '../notebook/injection.ts';
import { quoted } from '../notebook/literals.ts';
import type { NotebookCell } from '../notebook/notebook.ts';
import {
  changedParameters,
  pathsOf,
  settle,
  type ValuedParameter
} from '../notebook/parameter-values.ts';
import { codeCell } from './cells.ts';
import type { KernelLanguage, NotebookContext, Package } from './context.ts';

/** A parameter with the variable that holds it. */
export interface Variable {
  name: string;
  variable: string;
  type: PackageParameter['type'];
}

export interface ParameterCells {
  cells: NotebookCell[];
  variables: readonly Variable[];
}

export interface ParameterOptions {
  language: KernelLanguage;
  /** Lines that set variables of our own. */
  settings: readonly string[];
  /** Names that the notebook's own cells rely on. */
  taken: Iterable<string>;
}

export function parameterCells(
  content: Package,
  context: NotebookContext,
  { language, settings, taken }: ParameterOptions
): ParameterCells {
  const paths = pathsOf(content.files);
  const changed = changedParameters(
    content.parameters,
    context.parameters,
    content.files
  );
  const names = new Set(taken);
  const variables = new Map<string, Variable>();
  for (const { name, type } of [...content.parameters, ...changed]) {
    if (!variables.has(name)) {
      const variable = identifierFor(language, name, names);
      variables.set(name, { name, variable, type });
    }
  }
  const line = (parameter: ValuedParameter) =>
    assignmentLine(
      language,
      variables.get(parameter.name)?.variable ?? '',
      parameter
    );
  const declared = content.parameters.flatMap(
    ({ name, type, value, description }) => [
      ...(description === null
        ? []
        : [`# ${quoted(oneLine(description, 100))}`]),
      line({ name, type, value: settle(type, value, paths) })
    ]
  );
  const source = [settings, declared]
    .filter(lines => lines.length > 0)
    .map(lines => lines.join('\n'))
    .join('\n\n');
  const cells = [
    codeCell('parameters', source || '# The package describes none.', [
      'parameters'
    ])
  ];
  if (changed.length > 0) {
    cells.push(
      injectedCell(
        'injected-parameters',
        ['# Parameters', ...changed.map(line)].join('\n')
      )
    );
  }
  return { cells, variables: [...variables.values()] };
}

/** A dictionary of the parameters by name, as Python source. */
export function dictionaryOf(
  variables: readonly Variable[],
  expression: (variable: Variable) => string = ({ variable }) => variable,
  key: (variable: Variable) => string = ({ name }) => name
): string {
  const items = variables.map(
    item => `    ${quoted(key(item))}: ${expression(item)},`
  );
  return items.length === 0 ? '{}' : `{\n${items.join('\n')}\n}`;
}
