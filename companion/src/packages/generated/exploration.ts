/**
 * A first look at the data: for packages that hold nothing to run, and for
 * those that cannot run here.
 */
import type { PackageFile } from 'sciencemesh-contract';
import { quoted } from '../notebook/literals.ts';
import type { NotebookCell } from '../notebook/notebook.ts';
import { codeCell, markdownCell, setupCell } from './cells.ts';
import {
  dataCell,
  environmentCells,
  provenanceCells,
  resultCells
} from './common-cells.ts';
import type { NotebookContext, Package } from './context.ts';
import { formatOf, type Format } from './formats.ts';
import { filesCell } from './front.ts';
import { text } from './markdown.ts';
import { parameterCells } from './parameters.ts';
import { RESERVED } from './reserved-names.ts';
import { namesIn, setupSource, type Part } from './setup.ts';

/** Files that are looked at; for more there is the function. */
const LOOKS = 12;

/** @param name of the notebook, for the record */
export function explorationCells(
  content: Package,
  context: NotebookContext,
  name: string
): NotebookCell[] {
  const looks = chosen(content, context);
  const parts: Part[] = [
    'environment',
    'data',
    'look',
    ...new Set(looks.map(({ format }) => format.part))
  ];
  const setup = setupSource(parts);
  const parameters = parameterCells(content, context, {
    language: 'python',
    settings: [
      'rows = 10  # how many rows of a table are shown',
      'output_folder = "outputs"  # for what you write'
    ],
    taken: [...RESERVED, ...namesIn(setup)]
  });
  return [
    setupCell('functions', setup),
    markdownCell('settings', '## Parameters'),
    ...parameters.cells,
    ...environmentCells({ libraries: librariesOf(looks), programs: [] }, true),
    filesCell(content, context),
    dataCell(content, context),
    ...lookCells(looks),
    ...resultCells(),
    ...provenanceCells(
      content,
      { name: `Exploration of ${content.title}`, path: name, url: null },
      parameters.variables,
      parts
    )
  ];
}

interface Look {
  file: PackageFile;
  format: Format;
}

/** The first files that are here. */
function chosen(content: Package, context: NotebookContext): Look[] {
  const here = new Set(
    context.files
      .filter(({ state }) => state === 'done' || state === 'kept')
      .map(({ index }) => index)
  );
  return content.files
    .filter(file => here.has(file.index))
    .slice(0, LOOKS)
    .map(file => ({ file, format: formatOf(file) }));
}

function librariesOf(looks: readonly Look[]): (readonly [string, string])[] {
  return [
    ...new Map(
      looks.flatMap(({ format }) =>
        format.libraries.map(library => [library[0], library] as const)
      )
    ).values()
  ];
}

function lookCells(looks: readonly Look[]): NotebookCell[] {
  if (looks.length === 0) {
    return [
      markdownCell(
        'looks',
        '## First look\n\nNo file is here yet. The preview of the package fetches them; then open this notebook again.'
      )
    ];
  }
  return [
    markdownCell(
      'looks',
      '## First look\n\nFor other files, call `first_look` in the same way.'
    ),
    ...looks.flatMap(({ file, format }, index) => [
      markdownCell(`look-${index + 1}`, `### ${text(file.path, 120)}`),
      codeCell(
        `show-${index + 1}`,
        `first_look(${format.show}, ${quoted(file.path)}, rows)`
      )
    ])
  ];
}
