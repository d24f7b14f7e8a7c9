import { Dialog, showDialog } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';
import {
  deleteIcon,
  fileIcon,
  folderIcon,
  HTMLSelect,
  InputGroup,
  ReactWidget,
  refreshIcon,
  searchIcon,
  UseSignal
} from '@jupyterlab/ui-components';
import type { DeletedItem } from 'sciencemesh-contract';
import * as React from 'react';
import type { CompanionStatus } from '../../companion/status';
import { IconButton, TextButton } from '../../elements/button';
import { Instant, useMinutes } from '../../elements/instant';
import { Placeholder, Waiting } from '../../elements/placeholder';
import { OutOfDate, Unready } from '../../elements/unready';
import { bytesText } from '../../transfers/wording';
import type { DeletedModel } from './deleted';

/** Rows that are shown at first, and more each time that is wanted. */
const SHOWN = 200;

/**
 * What was deleted in a space, with the way back.
 */
export class DeletedPage extends ReactWidget {
  constructor(options: DeletedPage.IOptions) {
    super();
    this._options = options;
    this.addClass('jp-SciMeshKept');
  }

  override dispose(): void {
    this._options.model.dispose();
    super.dispose();
  }

  protected override render(): JSX.Element {
    const { model, status } = this._options;
    return (
      <UseSignal signal={model.changed}>
        {() => (
          <UseSignal signal={status.changed}>
            {() => <Page {...this._options} />}
          </UseSignal>
        )}
      </UseSignal>
    );
  }

  private readonly _options: DeletedPage.IOptions;
}

/**
 * The namespace for `DeletedPage` statics.
 */
export namespace DeletedPage {
  /**
   * Options of the constructor, and properties of the component.
   */
  export interface IOptions {
    readonly model: DeletedModel;

    /**
     * Who keeps them, as the person knows it.
     */
    readonly provider: string;
    readonly status: CompanionStatus;
    readonly trans: TranslationBundle;
  }
}

function Page(props: DeletedPage.IOptions): JSX.Element {
  const { model, provider, status, trans } = props;
  const { items, space, spaces } = model;
  useMinutes();
  return (
    <section
      aria-label={trans.__('Deleted files of %1', space.name)}
      className="jp-SciMeshKept-page"
    >
      <header className="jp-SciMeshKept-head">
        <h2>{trans.__('Deleted files')}</h2>
        {spaces.length > 1 ? (
          <HTMLSelect
            aria-label={trans.__('Space')}
            value={space.path}
            onChange={event => void model.choose(event.target.value)}
          >
            {spaces.map(({ name, path }) => (
              <option key={path} value={path}>
                {name}
              </option>
            ))}
          </HTMLSelect>
        ) : (
          <span className="jp-SciMeshKept-path">
            {trans.__('%1 at %2', space.name, provider)}
          </span>
        )}
        <IconButton
          icon={refreshIcon}
          label={trans.__('Load the list again')}
          onClick={() => void model.load()}
        />
      </header>
      {items.state === 'ready' && status.isRunning ? (
        <>
          <OutOfDate
            failure={model.failure}
            title={trans.__('The list is not complete')}
            trans={trans}
            tryAgain={() => model.load()}
          />
          <Items key={space.path} {...props} items={items.value} />
        </>
      ) : (
        <Unready
          failure={items.state === 'failed' ? items.failure : null}
          status={status}
          title={trans.__('Deleted files cannot be listed')}
          trans={trans}
          tryAgain={() => model.load()}
          waiting={trans.__('Looking into the trash bin…')}
        />
      )}
    </section>
  );
}

interface IItems extends DeletedPage.IOptions {
  readonly items: readonly DeletedItem[];
}

function Items(props: IItems): JSX.Element {
  const { items, model, trans } = props;
  const [filter, setFilter] = React.useState('');
  const [shown, setShown] = React.useState(SHOWN);
  const words = filter.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const found = items.filter(item => {
    const text = inside(item, model).toLocaleLowerCase();
    return words.every(word => text.includes(word));
  });
  return (
    <>
      {items.length > 0 && (
        <InputGroup
          type="search"
          aria-label={trans.__('Filter by name or folder')}
          placeholder={trans.__('Filter by name or folder')}
          rightIcon={searchIcon}
          value={filter}
          onChange={event => setFilter(event.target.value)}
        />
      )}
      {found.length > 0 && (
        <table className="jp-SciMeshKept-table">
          <thead>
            <tr>
              <th scope="col">{trans.__('Name')}</th>
              <th scope="col">{trans.__('Was in')}</th>
              <th scope="col">{trans.__('Deleted')}</th>
              <th scope="col">{trans.__('Size')}</th>
              <th scope="col">
                <span className="jp-SciMeshHidden">{trans.__('Actions')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {found.slice(0, shown).map(item => (
              <Row key={item.id} {...props} item={item} />
            ))}
          </tbody>
        </table>
      )}
      {found.length > shown && (
        <TextButton onClick={() => setShown(shown + SHOWN)}>
          {trans.__('Show more (%1 in all)', found.length)}
        </TextButton>
      )}
      {found.length === 0 && (
        <Placeholder
          icon={deleteIcon}
          title={
            items.length === 0
              ? trans.__('Nothing was deleted')
              : trans.__('Nothing that was deleted has this name')
          }
        />
      )}
      <Further {...props} />
    </>
  );
}

/** Servers list some days at a time. */
function Further({ model, trans }: IItems): JSX.Element | null {
  const { isLoading, since } = model;
  if (since === null) {
    return null;
  }
  return (
    <footer className="jp-SciMeshKept-foot">
      {isLoading ? (
        <Waiting label={trans.__('Looking into the trash bin…')} />
      ) : (
        <>
          <span role="status">
            {trans.__('Deleted since %1', dayText(since))}
          </span>
          <TextButton small onClick={() => void model.loadEarlier()}>
            {trans.__('Look further back')}
          </TextButton>
        </>
      )}
    </footer>
  );
}

function Row(props: IItems & { readonly item: DeletedItem }): JSX.Element {
  const { item, model, trans } = props;
  const name = PathExt.basename(item.path);
  const problem = model.problemOf(item);
  const isBusy = model.isBusy(item);
  const Icon = item.kind === 'folder' ? folderIcon : fileIcon;
  const folder = PathExt.dirname(inside(item, model));
  return (
    <>
      <tr aria-busy={isBusy}>
        <td>
          <span className="jp-SciMeshKept-name">
            <Icon.react tag="span" className="jp-SciMeshKept-icon" />
            {name}
          </span>
        </td>
        <td>{folder === '' ? model.space.name : folder}</td>
        <td>{item.deletedAt && <Instant at={item.deletedAt} />}</td>
        <td>{item.size === null ? '' : bytesText(item.size)}</td>
        <td className="jp-SciMeshKept-actions">
          <TextButton
            small
            disabled={isBusy}
            aria-label={trans.__('Restore %1', name)}
            onClick={() => void model.restore(item)}
          >
            {trans.__('Restore')}
          </TextButton>
          <IconButton
            icon={deleteIcon}
            disabled={isBusy}
            label={trans.__('Delete %1 for good', name)}
            onClick={() => void purge(props)}
          />
        </td>
      </tr>
      {problem && (
        <tr className="jp-SciMeshKept-problem">
          <td colSpan={5}>
            <span role="alert">{problem.message}</span>
            {problem.code === 'folder-missing' && (
              <TextButton small onClick={() => void model.restore(item, true)}>
                {trans.__('Make the folder, and restore')}
              </TextButton>
            )}
          </td>
        </tr>
      )}
    </>
  );
}

/** What cannot be undone is asked for twice. */
async function purge({
  item,
  model,
  provider,
  trans
}: IItems & { readonly item: DeletedItem }): Promise<void> {
  const { button } = await showDialog({
    title: trans.__('Delete for good?'),
    body: trans.__(
      '“%1” is then gone at %2, and nobody can bring it back.',
      PathExt.basename(item.path),
      provider
    ),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      Dialog.warnButton({ label: trans.__('Delete for good') })
    ],
    defaultButton: 0
  });
  if (button.accept) {
    await model.purge(item);
  }
}

/** Where something was in its space. */
function inside({ path }: DeletedItem, { space }: DeletedModel): string {
  return path.startsWith(`${space.path}/`)
    ? path.slice(space.path.length + 1)
    : path;
}

function dayText(time: string): string {
  // Days of the server begin at midnight UTC.
  return new Date(time).toLocaleDateString(
    document.documentElement.lang || 'en',
    { dateStyle: 'medium', timeZone: 'UTC' }
  );
}
