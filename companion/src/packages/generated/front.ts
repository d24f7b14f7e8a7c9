/**
 * The first cells of every generated notebook: what it is, from whom, under
 * which licence, and with which files.
 */
import type { PackageFile } from 'sciencemesh-contract';
import type { NotebookCell } from '../notebook/notebook.ts';
import { listed } from '../running/python-modules.ts';
import { markdownCell } from './cells.ts';
import type { FetchedFile, NotebookContext, Package } from './context.ts';
import { link, paragraphs, table, text } from './markdown.ts';

/** Rows of the table of files; the cell after it knows all of them. */
const ROWS = 50;

/** Title, description and a table of facts. */
export function titleCell(
  content: Package,
  context: NotebookContext,
  purpose: string
): NotebookCell {
  const facts: [string, string][] = [
    ['From', senderText(context)],
    ['Authors', authorsText(content)],
    ['Licence', licenceText(content.license)],
    ['Contents', contentsText(content)],
    ['Working copy made', dateText(context.createdAt)]
  ];
  if (context.receivedAt !== null) {
    facts.splice(1, 0, ['Received', dateText(context.receivedAt)]);
  }
  return markdownCell(
    'title',
    [
      `# ${text(content.title)}`,
      paragraphs(content.description),
      table(
        ['', ''],
        facts.map(([name, value]) => [`**${name}**`, value])
      ),
      `${purpose} It was made from the package; nothing in it has run yet. *Run → Run All Cells* does all the steps.`
    ]
      .filter(part => part !== '')
      .join('\n\n')
  );
}

function senderText({ sender }: NotebookContext): string {
  if (sender === null) {
    return 'opened from a file';
  }
  // Some senders put their address where their name belongs.
  const name = text((sender.displayName ?? '').replace(/\S*@\S*/g, ''), 100);
  const host = text(sender.host);
  if (name === '') {
    return sender.signed ? host : `${host}, not confirmed`;
  }
  return sender.signed
    ? `${name}, at ${host}`
    : `claims to be ${name}, at ${host}`;
}

/** As stated; well-known addresses by their usual names. */
function licenceText(licence: string | null): string {
  if (licence === null) {
    return 'not stated';
  }
  const address = /^https?:\/\/(.+?)\/?$/.exec(licence)?.[1];
  if (address === undefined) {
    return text(licence);
  }
  const commons = /^creativecommons\.org\/licenses\/([a-z-]+)\/(\d\.\d)/.exec(
    address
  );
  const label =
    commons === null
      ? (/^spdx\.org\/licenses\/([\w.+-]+?)(?:\.html)?$/.exec(address)?.[1] ??
        address)
      : `CC ${commons[1]?.toUpperCase() ?? ''} ${commons[2] ?? ''}`;
  return link(label, licence.replace(/^http:/, 'https:'));
}

function authorsText({ people }: Package): string {
  return people.length === 0
    ? 'not stated'
    : listed(people.map(({ name }) => text(name, 100)));
}

function contentsText({ main, files }: Package): string {
  const count = files.length === 1 ? '1 file' : `${files.length} files`;
  if (main === null) {
    return count;
  }
  const host = main.host === null ? '' : ` from ${text(main.host)}`;
  return `${text(main.name)}${host}, with ${count}`;
}

/** A moment as people read it, in UTC: the reader's time zone is not known. */
export function dateText(moment: string): string {
  const date = new Date(moment);
  if (Number.isNaN(date.getTime())) {
    return 'not known';
  }
  const day = date.toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC'
  });
  return `${day}, ${date.toISOString().slice(11, 16)} UTC`;
}

/** Table of the files: name, size, where from, and whether it is here. */
export function filesCell(
  content: Package,
  context: NotebookContext
): NotebookCell {
  if (content.files.length === 0) {
    return markdownCell('files', '## Data\n\nThe package brings no data.');
  }
  const states = new Map(context.files.map(file => [file.index, file]));
  const rows = content.files.slice(0, ROWS).map(file => {
    const fetched = states.get(file.index);
    return [
      text(file.path, 120),
      sizeText(fetched?.size ?? file.size),
      sourceText(file),
      stateText(fetched)
    ];
  });
  const more = content.files.length - rows.length;
  return markdownCell(
    'files',
    [
      '## Data',
      table(['File', 'Size', 'From', 'State'], rows, [
        'left',
        'right',
        'left',
        'left'
      ]),
      more > 0 ? `… and ${more.toLocaleString('en')} more.` : ''
    ]
      .filter(part => part !== '')
      .join('\n\n')
  );
}

function sourceText(file: PackageFile): string {
  if (file.included) {
    return 'the package';
  }
  return file.host === null ? 'nowhere' : text(file.host);
}

function stateText(file: FetchedFile | undefined): string {
  if (file === undefined) {
    return 'not fetched';
  }
  const why = file.message === null ? '' : `: ${text(file.message, 200)}`;
  switch (file.state) {
    case 'done':
      return file.verified ? 'here, checksum agrees' : 'here';
    case 'kept':
      return 'here, as you changed it';
    case 'skipped':
      return 'left out; the preview can fetch it';
    case 'failed':
      return `failed${why}`;
    case 'queued':
    case 'running':
      return `not fetched${why}`;
  }
}

/** A size in bytes as people read it; powers of 1000 as in Jupyter. */
export function sizeText(size: number | null): string {
  if (size === null) {
    return 'unknown';
  }
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = size;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? value.toFixed(0) : value.toFixed(1)} ${units[unit] ?? ''}`;
}
