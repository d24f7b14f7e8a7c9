import type { TranslationBundle } from '@jupyterlab/translation';
import {
  closeIcon,
  fileIcon,
  folderIcon,
  InputGroup,
  ReactWidget,
  searchIcon,
  UseSignal
} from '@jupyterlab/ui-components';
import * as React from 'react';
import { readablePath } from '../drive/paths';
import { Breakable } from '../elements/breakable';
import { IconButton, TextButton } from '../elements/button';
import { Placeholder } from '../elements/placeholder';
import { bytesText } from '../transfers/wording';
import type { SearchHit, SearchModel } from './model';

/** Rows that are shown; whoever wants more can look for less. */
const SHOWN = 200;

/**
 * A field to search the drive with, and what was found.
 */
export class SearchView extends ReactWidget {
  constructor(options: SearchView.IOptions) {
    super();
    this._options = options;
    this.addClass('jp-SciMeshSearch');
  }

  /**
   * Put the cursor into the field.
   */
  focusField(): void {
    const field = this.node.querySelector('input');
    field?.focus();
    field?.select();
  }

  protected render(): JSX.Element {
    return (
      <UseSignal signal={this._options.model.changed}>
        {() => <Search {...this._options} />}
      </UseSignal>
    );
  }

  private readonly _options: SearchView.IOptions;
}

/**
 * The namespace for `SearchView` statics.
 */
export namespace SearchView {
  /**
   * Options of the constructor, and properties of the component.
   */
  export interface IOptions {
    readonly model: SearchModel;

    /**
     * Open what was found.
     */
    readonly open: (hit: SearchHit) => void;

    /**
     * Show where it lies.
     */
    readonly reveal: (hit: SearchHit) => void;
    readonly trans: TranslationBundle;
  }
}

function Search(props: SearchView.IOptions): JSX.Element {
  const { model, trans } = props;
  const list = React.useRef<HTMLUListElement>(null);
  const field = React.useRef<HTMLDivElement>(null);

  /** Arrows lead from the field into the list and back. */
  const move = (event: React.KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Escape') {
      event.preventDefault();
      if (model.state === 'searching') {
        model.cancel();
      } else {
        model.query = '';
        field.current?.querySelector('input')?.focus();
      }
    } else if (step !== undefined) {
      const rows = [
        ...(list.current?.querySelectorAll<HTMLElement>(
          '.jp-SciMeshSearch-hit'
        ) ?? [])
      ];
      const at = rows.findIndex(row => row === document.activeElement);
      const next = at + step;
      event.preventDefault();
      if (next < 0) {
        field.current?.querySelector('input')?.focus();
      } else {
        rows[Math.min(next, rows.length - 1)]?.focus();
      }
    }
  };

  return (
    <div className="jp-SciMeshSearch-body" onKeyDown={move}>
      <div className="jp-SciMeshSearch-field" role="search" ref={field}>
        <InputGroup
          type="search"
          aria-label={trans.__('Search files in all shares by name')}
          placeholder={trans.__('Name of a file or folder')}
          rightIcon={searchIcon}
          value={model.query}
          onChange={event => {
            model.query = event.target.value;
          }}
          onKeyDown={event => {
            if (event.key === 'Enter') {
              void model.start();
            }
          }}
        />
        {model.state === 'searching' && (
          <IconButton
            icon={closeIcon}
            label={trans.__('Stop searching')}
            onClick={() => model.cancel()}
          />
        )}
      </div>
      <p className="jp-SciMeshSearch-status" role="status" aria-live="polite">
        {statusText(model, trans)}
      </p>
      {model.failure && (
        <Placeholder
          title={trans.__('The search did not work')}
          actions={
            <TextButton onClick={() => void model.start()}>
              {trans.__('Try again')}
            </TextButton>
          }
        >
          <p role="alert">{model.failure.message}</p>
        </Placeholder>
      )}
      {model.troubles.length > 0 && (
        <ul
          className="jp-SciMeshSearch-troubles"
          aria-label={trans.__('Shares that were not searched to their end')}
        >
          {model.troubles.map(({ message, name, shareId, state }) => (
            <li key={shareId}>
              {state === 'failed'
                ? trans.__('“%1” could not be searched.', name)
                : trans.__('“%1” was searched in part.', name)}{' '}
              {message}
            </li>
          ))}
        </ul>
      )}
      <ul
        className="jp-SciMeshSearch-hits"
        aria-label={trans.__('Found')}
        ref={list}
      >
        {model.hits.slice(0, SHOWN).map(hit => (
          <Hit key={`${hit.shareId} ${hit.path}`} {...props} hit={hit} />
        ))}
      </ul>
      {(model.hits.length > SHOWN || model.isLimited) && (
        <p>
          {trans.__(
            'There is more than is shown here. Type more of the name to find less.'
          )}
        </p>
      )}
    </div>
  );
}

function Hit(
  props: SearchView.IOptions & { readonly hit: SearchHit }
): JSX.Element {
  const { hit, trans } = props;
  const Icon = hit.kind === 'folder' ? folderIcon : fileIcon;
  const path = readablePath(hit.path);
  const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  return (
    <li>
      <button
        type="button"
        className="jp-SciMeshSearch-hit"
        title={
          hit.size === null
            ? path
            : trans.__('%1 (%2)', path, bytesText(hit.size))
        }
        onClick={() => props.open(hit)}
      >
        <Icon.react tag="span" className="jp-SciMeshSearch-icon" />
        <span className="jp-SciMeshSearch-name">
          <Breakable text={hit.name} />
        </span>
        <span className="jp-SciMeshSearch-folder">
          <Breakable text={folder} />
        </span>
      </button>
      {hit.kind === 'file' && (
        <IconButton
          icon={folderIcon}
          label={trans.__('Show %1 in its folder', hit.name)}
          onClick={() => props.reveal(hit)}
        />
      )}
    </li>
  );
}

function statusText(model: SearchModel, trans: TranslationBundle): string {
  const { files, shares } = model.progress;
  const looked = trans.__(
    '%1, %2',
    trans._n('%1 share', '%1 shares', shares),
    trans._n('%2 file', '%2 files', files, files.toLocaleString())
  );
  const found =
    model.hits.length === 0
      ? trans.__('nothing found')
      : trans._n('%1 found', '%1 found', model.hits.length);
  switch (model.state) {
    case 'idle':
      return trans.__(
        'Finds files and folders of all shares by their names; * and ? stand for what you do not know. What is in the files is not searched: no institution offers that for what it shares.'
      );
    case 'searching':
      return trans.__('Searching: %1, %2', looked, found);
    case 'ended':
      return trans.__('Searched %1: %2', looked, found);
    case 'cancelled':
      return trans.__('Stopped: %1, %2', looked, found);
    case 'failed':
      return '';
  }
}
