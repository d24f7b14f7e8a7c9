import { Dialog, showDialog } from '@jupyterlab/apputils';
import { Time } from '@jupyterlab/coreutils';
import type { Contents } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';
import { bytesText } from '../../transfers/wording';
import { detailsOf } from '../entry';
import { marksOf } from '../listing/marks';

/**
 * Show everything that is known of an entry.
 */
export async function showProperties(
  entry: Contents.IModel,
  trans: TranslationBundle
): Promise<void> {
  await showDialog({
    title: entry.name,
    body: new Properties(entry, trans),
    buttons: [Dialog.cancelButton({ label: trans.__('Close') })]
  });
}

class Properties extends Widget {
  constructor(entry: Contents.IModel, trans: TranslationBundle) {
    super({ node: document.createElement('dl') });
    this.addClass('jp-SciMeshProperties');
    for (const [name, value] of propertiesOf(entry, trans)) {
      const term = document.createElement('dt');
      term.textContent = name;
      const description = document.createElement('dd');
      description.textContent = value;
      this.node.append(term, description);
    }
  }
}

/**
 * What is known of an entry, in the order in which it is told.
 */
export function propertiesOf(
  entry: Contents.IModel,
  trans: TranslationBundle
): [string, string][] {
  const details = detailsOf(entry);
  const marks = marksOf(entry, trans);
  const known: [string, string | null | undefined][] = [
    [trans.__('Path'), entry.path],
    [trans.__('Kind'), kindOf(entry, trans)],
    [
      trans.__('Size'),
      typeof entry.size === 'number' && entry.type !== 'directory'
        ? bytesText(entry.size)
        : null
    ],
    [trans.__('Modified'), dateText(entry.last_modified)],
    [trans.__('Created'), dateText(entry.created)],
    [trans.__('Owner'), details?.owner],
    [trans.__('At'), details?.provider],
    [trans.__('You may'), rightsText(entry, trans)],
    [trans.__('State'), marks.map(({ label }) => label).join('; ')]
  ];
  return known.filter((pair): pair is [string, string] => Boolean(pair[1]));
}

function kindOf(entry: Contents.IModel, trans: TranslationBundle): string {
  switch (entry.type) {
    case 'directory':
      return trans.__('Folder');
    case 'notebook':
      return trans.__('Notebook');
    default:
      return entry.mimetype || trans.__('File');
  }
}

function rightsText(
  entry: Contents.IModel,
  trans: TranslationBundle
): string | null {
  const rights = detailsOf(entry)?.rights;
  if (!rights) {
    return null;
  }
  return [
    rights.read && trans.__('read'),
    rights.write && trans.__('change'),
    rights.create && trans.__('add to it'),
    rights.move && trans.__('rename and move'),
    rights.delete && trans.__('delete')
  ]
    .filter(Boolean)
    .join(', ');
}

/**
 * A date as people read it; null for what is none.
 */
function dateText(date: string): string | null {
  const time = Date.parse(date);
  // What has no date has the beginning of time.
  return time > 0 ? Time.format(new Date(time)) : null;
}
