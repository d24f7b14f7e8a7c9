/**
 * Repositories: their notebooks as links, the one to run, and what they say
 * about their environment.
 */
import { basename } from 'node:path/posix';
import { pythonLiteral } from '../notebook/literals.ts';
import type { NotebookCell } from '../notebook/notebook.ts';
import { environmentFindings } from '../reading/environment-files.ts';
import { markdownCell } from './cells.ts';
import type { FetchedRepository, NotebookContext, Package } from './context.ts';
import { environmentSource } from './environment-variables.ts';
import { fileLink, link, text } from './markdown.ts';
import { runnableCells } from './runnable.ts';

const LINKS = 30;

export function repositoryCells(
  content: Package,
  context: NotebookContext
): NotebookCell[] {
  const repository = context.repository ?? {
    notebooks: [],
    entry: null,
    environment: [],
    readme: null
  };
  const path = context.main ?? '';
  return runnableCells(content, context, {
    parts: ['run_notebook'],
    needs: {
      libraries: [
        ['nbclient', 'runs notebooks'],
        ['nbformat', 'reads notebooks']
      ],
      programs: []
    },
    before: [notebooksCell(content, repository)],
    heading:
      '## Run\n\nRuns the notebook in its own folder. To work in it, open it above.',
    source: () => runSource(content, repository),
    tool: { name: content.main?.name ?? content.title, path }
  });
}

function runSource(content: Package, { entry }: FetchedRepository): string {
  return [
    'started = now()',
    `notebook = ${pythonLiteral(entry === null ? null : `./${entry}`)}`,
    environmentSource(content),
    'if notebook is None:',
    '    print("Set notebook to the one that you want to run, then run this cell again.")',
    'else:',
    '    copy = f"{output_folder}/{pathlib.Path(notebook).name}"',
    '    run_notebook(notebook, copy, environment)'
  ].join('\n');
}

function notebooksCell(
  content: Package,
  { notebooks, entry, environment, readme }: FetchedRepository
): NotebookCell {
  const ordered =
    entry === null
      ? notebooks
      : [entry, ...notebooks.filter(path => path !== entry)];
  const more = ordered.length - LINKS;
  const lines = ordered
    .slice(0, LINKS)
    .map(path => `- ${fileLink(path)}${path === entry ? ' (start here)' : ''}`);
  const needs = environmentFindings(environment).map(
    ({ message, offer }) =>
      `- ${text(message)}${offer === null ? '' : ` Use: ${text(offer)}`}`
  );
  const elsewhere = content.runnable.elsewhere.map(
    ({ name, url }) => `- ${link(name, url)}`
  );
  return markdownCell(
    'notebooks',
    [
      '## Notebooks',
      lines.length === 0
        ? 'The repository holds no notebook. Look into its folder.'
        : lines.join('\n'),
      more > 0 ? `… and ${more} more.` : '',
      readme === null ? '' : `It says about itself: ${fileLink(readme)}`,
      section('What it needs', needs),
      section('Where it also runs, with its own environment', elsewhere)
    ]
      .filter(part => part !== '')
      .join('\n\n')
  );
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `**${title}**\n\n${lines.join('\n')}`;
}

/** The notebook to run: the hinted one, else the only or the topmost one. */
export function entryNotebook(
  notebooks: readonly string[],
  hinted: string | null
): string | null {
  const wanted = notebooks.find(
    path => hinted !== null && (path === hinted || path.endsWith(`/${hinted}`))
  );
  if (wanted !== undefined) {
    return wanted;
  }
  const depth = (path: string) => path.split('/').length;
  const least = Math.min(...notebooks.map(depth));
  const topmost = notebooks.filter(path => depth(path) === least);
  return (
    (topmost.length === 1 ? topmost[0] : undefined) ??
    topmost.find(path =>
      /^(?:index|main|start)\.ipynb$/i.test(basename(path))
    ) ??
    null
  );
}
