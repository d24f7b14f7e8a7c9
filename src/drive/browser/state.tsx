import type { TranslationBundle } from '@jupyterlab/translation';
import { folderIcon, ReactWidget } from '@jupyterlab/ui-components';
import * as React from 'react';
import type { CompanionStatus } from '../../companion/status';
import { CompanionAbsence } from '../../elements/absence';
import { Banner } from '../../elements/banner';
import { TextButton } from '../../elements/button';
import { Placeholder, Waiting } from '../../elements/placeholder';
import { scienceMeshIcon, warningIcon } from '../../icons';
import { detailsOf } from '../entry';
import type { DriveListing } from '../listing/listing';
import type { DriveFolder } from './folder';

/**
 * What stands below the rows: that more are on their way, that there are none,
 * or why the folder cannot be shown.
 */
export class FolderState extends ReactWidget {
  constructor(options: FolderState.IOptions) {
    super();
    this._options = options;
    this.addClass('jp-SciMeshDrive-state');
    const { folder, listing, status } = options;
    folder.refreshed.connect(this._onChanged, this);
    listing.rowsChanged.connect(this._onChanged, this);
    status.changed.connect(this._onChanged, this);
  }

  protected override render(): JSX.Element {
    return <State {...this._options} />;
  }

  private _onChanged(): void {
    const { folder, listing, status } = this._options;
    const isAlone =
      listing.rowCount === 0 || folder.failure !== null || !status.isRunning;
    this.toggleClass('jp-mod-alone', isAlone);
    if (isAlone) {
      // Where there is little room it scrolls, by keyboard too.
      this.node.tabIndex = 0;
    } else {
      this.node.removeAttribute('tabindex');
    }
    this.update();
  }

  private readonly _options: FolderState.IOptions;
}

/**
 * The namespace for `FolderState` statics.
 */
export namespace FolderState {
  /**
   * Options of the constructor, and properties of the component.
   */
  export interface IOptions {
    readonly folder: DriveFolder;

    /**
     * Put a share out of the drive.
     */
    readonly hide: (shareId: string) => Promise<void>;
    readonly listing: DriveListing;
    readonly status: CompanionStatus;
    readonly trans: TranslationBundle;
  }
}

function State(props: FolderState.IOptions): JSX.Element | null {
  const { folder, listing, status, trans } = props;
  if (!status.isRunning) {
    return <CompanionAbsence status={status} trans={trans} />;
  }
  if (folder.failure) {
    return (
      <Placeholder
        icon={warningIcon}
        title={trans.__('The folder cannot be shown')}
        actions={<Retry {...props} />}
      >
        <p role="alert">{folder.failure.message}</p>
      </Placeholder>
    );
  }
  return (
    <>
      <Reach {...props} />
      {listing.rowCount === 0 && <Nothing {...props} />}
      <Count {...props} />
    </>
  );
}

/**
 * How many rows there are; while they arrive, that more will come.
 */
function Count(props: FolderState.IOptions): JSX.Element {
  const { folder, listing, trans } = props;
  const { arriving } = folder;
  const isArriving = arriving !== null && arriving > 0;
  return (
    <p
      className={isArriving ? 'jp-SciMeshDrive-count' : 'jp-SciMeshHidden'}
      role="status"
    >
      {isArriving
        ? trans.__(
            '%1 items so far; more are on their way…',
            arriving.toLocaleString()
          )
        : trans._n('%1 item', '%1 items', listing.rowCount)}
    </p>
  );
}

/**
 * Why there are no rows.
 */
function Nothing(props: FolderState.IOptions): JSX.Element | null {
  const { folder, trans } = props;
  if (folder.arriving !== null || folder.folder === null) {
    return <Waiting label={trans.__('Opening the folder…')} />;
  }
  if (folder.entries.some(entry => folder.isShown(entry))) {
    return <Placeholder title={trans.__('Nothing here matches the filter')} />;
  }
  const { isOwn, name } = folder.drive;
  if (isOwn && folder.path === folder.rootPath) {
    return (
      <Placeholder icon={folderIcon} title={trans.__('No files here yet')}>
        <p>
          {trans.__(
            'What you have at %1 is here once you are signed in there.',
            name
          )}
        </p>
      </Placeholder>
    );
  }
  if (folder.path === folder.rootPath) {
    return (
      <Placeholder
        icon={scienceMeshIcon}
        title={trans.__('No shared folders yet')}
      >
        <p>
          {trans.__(
            'Folders and files that others share with you are here once you have accepted them in Shares.'
          )}
        </p>
      </Placeholder>
    );
  }
  const isWelcome = folder.deeds.hindranceHere() === null;
  return (
    <Placeholder icon={folderIcon} title={trans.__('This folder is empty')}>
      {isWelcome && (
        <p>
          {isOwn
            ? trans.__('Drop files here to upload them.')
            : trans.__(
                'Drop files here to add them for everybody who shares it.'
              )}
        </p>
      )}
    </Placeholder>
  );
}

/**
 * The server of the share does not answer; what is known of it is shown.
 */
function Reach(props: FolderState.IOptions): JSX.Element | null {
  const { folder, trans } = props;
  if (folder.interruption) {
    return (
      <Banner
        tone="warning"
        title={trans.__('This is what was last seen')}
        actions={<Retry {...props} />}
      >
        <p role="alert">{folder.interruption.message}</p>
      </Banner>
    );
  }
  const details = folder.folder && detailsOf(folder.folder);
  if (typeof details?.shareId !== 'string') {
    return null;
  }
  const { isOwn, name } = folder.drive;
  const host = details.provider ?? (isOwn ? name : trans.__('Its server'));
  switch (details.reach) {
    case 'ready':
    case 'waiting':
      return null;
    case 'unreachable':
      return (
        <Banner
          tone="warning"
          title={trans.__('%1 cannot be reached at the moment', host)}
          actions={<Retry {...props} />}
        >
          <p>
            {trans.__(
              'This is what was last seen there. What you save is kept here, and sent later.'
            )}
          </p>
        </Banner>
      );
    case 'failing':
      return (
        <Banner
          tone="warning"
          title={trans.__('%1 has trouble at the moment', host)}
          actions={<Retry {...props} />}
        >
          <p>
            {trans.__(
              'Some of what you do here may fail. What you save is kept here, and sent later.'
            )}
          </p>
        </Banner>
      );
    case 'refused':
      return isOwn || details.byLogin ? (
        <Banner
          tone="error"
          title={trans.__('%1 does not let you in at the moment', host)}
          actions={<Retry {...props} />}
        >
          <p>
            {trans.__(
              'Sign in there again. What you save is kept here, and sent then.'
            )}
          </p>
        </Banner>
      ) : (
        <Banner
          tone="error"
          title={trans.__('%1 no longer takes the key of this share', host)}
          actions={<Retry {...props} />}
        >
          <p>{trans.__('Ask its owner to share it with you again.')}</p>
        </Banner>
      );
    case 'gone':
      return (
        <Banner
          tone="error"
          title={trans.__('Revoked or gone')}
          actions={!isOwn && <Remove {...props} shareId={details.shareId} />}
        >
          <p>{trans.__('This is what was last seen of it.')}</p>
        </Banner>
      );
  }
}

function Remove(
  props: FolderState.IOptions & { readonly shareId: string }
): JSX.Element {
  const { folder, hide, shareId, trans } = props;
  const remove = async (): Promise<void> => {
    await hide(shareId);
    await folder.cd('/');
  };
  return (
    <TextButton small onClick={() => void remove()}>
      {trans.__('Remove from drive')}
    </TextButton>
  );
}

function Retry(props: FolderState.IOptions): JSX.Element {
  const { folder, trans } = props;
  return (
    <TextButton small onClick={() => void folder.refresh()}>
      {trans.__('Try again')}
    </TextButton>
  );
}
