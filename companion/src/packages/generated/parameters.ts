/**
 * The cells in which a person changes things: our settings and the package's
 * parameters, and below what was filled in before the notebook was made.
 */
import type { PackageParameter } from 'sciencemesh-contract';
import { identifierFor } from '../identifiers.ts';
import { assignmentLine, injectedCell } from '../injection.ts';
import { pythonLiteral, quoted } from '../literals.ts';
import type { NotebookCell } from '../notebook.ts';
import {
  changedParameters,
  pathsOf,
  settle,
  type ValuedParameter
} from '../parameter-values.ts';
import { oneLine } from '../shown.ts';
import { codeCell } from './cells.ts';
import type { NotebookContext, Package } from './context.ts';
import { RESERVED } from './reserved-names.ts';

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

/**
 * @param settings our own variables, with a comment each
 * @param taken names that the notebook's functions have
 */
export function parameterCells(
  content: Package,
  context: NotebookContext,
  settings: readonly { name: string; value: string | number; about: string }[],
  taken: ReadonlySet<string>
): ParameterCells {
  const paths = pathsOf(content.files);
  const changed = changedParameters(
    content.parameters,
    context.parameters,
    content.files
  );
  const names = new Set([...RESERVED, ...taken]);
  const variables = new Map<string, Variable>();
  for (const { name, type } of [...content.parameters, ...changed]) {
    if (!variables.has(name)) {
      const variable = identifierFor('python', name, names);
      variables.set(name, { name, variable, type });
    }
  }
  const line = (parameter: ValuedParameter) =>
    assignmentLine(
      'python',
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
  const source = [
    ...settings.map(
      ({ name, value, about }) =>
        `${name} = ${pythonLiteral(value)}  # ${about}`
    ),
    ...(declared.length === 0 ? [] : ['', ...declared])
  ].join('\n');
  const cells = [codeCell('parameters', source, ['parameters'])];
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
