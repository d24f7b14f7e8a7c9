/**
 * Parameters go into a notebook as papermill puts them there: in a cell tagged
 * `injected-parameters`, right after the one tagged `parameters`, at the top
 * when there is none, and in place of an earlier one (papermill documentation,
 * "Parameterize"). No other cell is touched.
 */
import { identifierFor } from './identifiers.ts';
import { literal, quoted, type Language } from './literals.ts';
import { languageOf, supportedLanguage } from './notebook-language.ts';
import {
  linesOf,
  readNotebook,
  sourceOf,
  tagsOf,
  withoutTrust,
  writeNotebook,
  type NotebookCell,
  type NotebookDocument,
  type NotebookProblem
} from './notebook.ts';
import type { ValuedParameter } from './parameter-values.ts';

const PARAMETERS = 'parameters';
const INJECTED = 'injected-parameters';

export interface Injection {
  notebook: NotebookDocument;
  /** Names of the variables that were set, by the parameter's name. */
  variables: ReadonlyMap<string, string>;
  /** Why nothing was injected although there was something, for the person. */
  message: string | null;
}

/**
 * @param fallback language when the notebook does not tell its own
 */
export function injectParameters(
  notebook: NotebookDocument,
  parameters: readonly ValuedParameter[],
  fallback: string | null = null
): Injection {
  if (parameters.length === 0) {
    return { notebook, variables: new Map(), message: null };
  }
  // Without any word on a kernel Jupyter itself starts Python.
  const named =
    languageOf(notebook) ??
    (fallback !== null && supportedLanguage(fallback) !== null
      ? fallback
      : 'python');
  const language = supportedLanguage(named);
  if (language === null) {
    return {
      notebook,
      variables: new Map(),
      message: `Parameters cannot be written in ${named}. Set them in the notebook by hand.`
    };
  }
  const { cells } = notebook;
  const declared = cells.findIndex(cell => tagsOf(cell).includes(PARAMETERS));
  const earlier = cells.findIndex(cell => tagsOf(cell).includes(INJECTED));
  const declaring = cells[declared];
  const { source, variables } = assignments(
    language,
    parameters,
    declaring === undefined ? new Set() : assignedNames(sourceOf(declaring))
  );
  const cell = injectedCell(freeIdentifier(notebook), source);
  return {
    notebook: {
      ...notebook,
      cells:
        earlier === -1
          ? cells.toSpliced(declared + 1, 0, cell)
          : cells.with(earlier, cell)
    },
    variables,
    message: null
  };
}

/** A cell of injected parameters; `id` only where the format has them. */
export function injectedCell(id: string | null, source: string): NotebookCell {
  return {
    cell_type: 'code',
    execution_count: null,
    ...(id === null ? {} : { id }),
    metadata: { tags: [INJECTED] },
    outputs: [],
    source: linesOf(source)
  };
}

/** Cells have identifiers since nbformat 4.5 and must have none before. */
function freeIdentifier({
  cells,
  nbformat_minor: minor
}: NotebookDocument): string | null {
  const taken = new Set(cells.map(cell => cell['id']));
  let id = INJECTED;
  for (let number = 2; taken.has(id); number++) {
    id = `${INJECTED}-${number}`;
  }
  return minor >= 5 ? id : null;
}

/** The text of a cell that sets one variable for each parameter. */
function assignments(
  language: Language,
  parameters: readonly ValuedParameter[],
  known: ReadonlySet<string>
): { source: string; variables: ReadonlyMap<string, string> } {
  const taken = new Set<string>();
  const variables = new Map<string, string>();
  const lines = ['# Parameters'];
  // A package may declare a parameter twice: the last word counts.
  const unique = new Map(parameters.map(item => [item.name, item])).values();
  for (const parameter of unique) {
    const variable = identifierFor(language, parameter.name, taken, known);
    variables.set(parameter.name, variable);
    lines.push(assignmentLine(language, variable, parameter));
  }
  return { source: lines.join('\n'), variables };
}

/** A line that sets a variable; another name of the parameter is a comment. */
export function assignmentLine(
  language: Language,
  variable: string,
  { name, type, value }: ValuedParameter
): string {
  const expression = literal(language, { value, real: type === 'number' });
  const sign = language === 'bash' ? '=' : language === 'r' ? ' <- ' : ' = ';
  // A comment cannot end early: what is quoted holds no line separator.
  const comment = variable === name ? '' : `  # ${quoted(name)}`;
  return `${variable}${sign}${expression}${comment}`;
}

function assignedNames(source: string): Set<string> {
  return new Set(
    Array.from(
      source.matchAll(/^(?:export\s+)?([A-Za-z_]\w*)\s*(?:=|<-|:)/gm),
      match => match[1] ?? ''
    )
  );
}

export type PreparedNotebook =
  | ({ ok: true; bytes: Uint8Array } & Injection)
  | { ok: false; problem: NotebookProblem };

/**
 * A notebook that came with the package, as it lies in the working copy:
 * without trust, with the parameters injected.
 */
export function prepareIncludedNotebook(
  bytes: Uint8Array,
  options: {
    parameters: readonly ValuedParameter[];
    /** Language of the package, for a notebook that does not tell its own. */
    language: string | null;
  }
): PreparedNotebook {
  const reading = readNotebook(bytes);
  if (!reading.ok) {
    return reading;
  }
  const injection = injectParameters(
    withoutTrust(reading.notebook),
    options.parameters,
    options.language
  );
  return { ok: true, ...injection, bytes: writeNotebook(injection.notebook) };
}
