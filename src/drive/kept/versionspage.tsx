import { PathExt } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';
import {
  downloadIcon,
  ReactWidget,
  refreshIcon,
  UseSignal
} from '@jupyterlab/ui-components';
import type { Version } from 'sciencemesh-contract';
import * as React from 'react';
import type { CompanionStatus } from '../../companion/status';
import { Banner } from '../../elements/banner';
import { IconButton, TextButton } from '../../elements/button';
import { Instant, useMinutes } from '../../elements/instant';
import { Placeholder } from '../../elements/placeholder';
import { OutOfDate, Unready } from '../../elements/unready';
import { versionIcon } from '../../icons';
import { bytesText } from '../../transfers/wording';
import { readablePath } from '../paths';
import type { VersionsModel } from './versions';

/**
 * The earlier states of a file, with what can be done with each.
 */
export class VersionsPage extends ReactWidget {
  constructor(options: VersionsPage.IOptions) {
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

  private readonly _options: VersionsPage.IOptions;
}

/**
 * The namespace for `VersionsPage` statics.
 */
export namespace VersionsPage {
  /**
   * Options of the constructor, and properties of the component.
   */
  export interface IOptions {
    readonly model: VersionsModel;

    /**
     * Open an address outside of JupyterLab.
     */
    readonly open: (url: string) => void;

    /**
     * Who keeps them, as the person knows it.
     */
    readonly provider: string;
    readonly status: CompanionStatus;
    readonly trans: TranslationBundle;
  }
}

function Page(props: VersionsPage.IOptions): JSX.Element {
  const { model, provider, status, trans } = props;
  const { failure, versions } = model;
  const name = PathExt.basename(model.path);
  useMinutes();
  return (
    <section
      aria-label={trans.__('Earlier versions of %1', name)}
      aria-busy={model.restoring !== null}
      className="jp-SciMeshKept-page"
    >
      <header className="jp-SciMeshKept-head">
        <h2>{name}</h2>
        <span className="jp-SciMeshKept-path">{readablePath(model.path)}</span>
        <IconButton
          icon={refreshIcon}
          label={trans.__('Load the list again')}
          onClick={() => void model.load()}
        />
      </header>
      {versions.state === 'ready' && status.isRunning ? (
        <>
          <p>
            {trans.__(
              '%1 keeps these. Restoring one makes it the present state; what is there now becomes a version, so that you can go back.',
              provider
            )}
          </p>
          <OutOfDate
            failure={failure}
            title={trans.__('That did not work')}
            trans={trans}
            tryAgain={() => model.load()}
          />
          <Outcome {...props} />
          {versions.value.length === 0 ? (
            <Placeholder
              icon={versionIcon}
              title={trans.__('No earlier versions')}
            >
              <p>
                {trans.__(
                  '%1 makes one each time the file is saved over.',
                  provider
                )}
              </p>
            </Placeholder>
          ) : (
            <List {...props} versions={versions.value} />
          )}
        </>
      ) : (
        <Unready
          failure={versions.state === 'failed' ? versions.failure : null}
          status={status}
          title={trans.__('Earlier versions cannot be listed')}
          trans={trans}
          tryAgain={() => model.load()}
          waiting={trans.__('Looking for earlier versions…')}
        />
      )}
    </section>
  );
}

/** What a restore came to. */
function Outcome({ model, trans }: VersionsPage.IOptions): JSX.Element {
  const { restored, restoring } = model;
  const name = PathExt.basename(model.path);
  return (
    <div role="status">
      {restoring && (
        <p>{trans.__('Restoring the version of %1…', saidOf(restoring))}</p>
      )}
      {restored && (
        <Banner
          tone={restored.documents === 'unsaved' ? 'warning' : 'success'}
          title={trans.__(
            '“%1” is again as it was on %2',
            name,
            saidOf(restored.version)
          )}
        >
          <p>
            {trans.__(
              'What was there until now is in the list as well: restore that to go back.'
            )}
            {restored.documents === 'unsaved' &&
              ` ${trans.__(
                'The open document has changes that are not saved, and keeps them; when you save, you are asked which of the two shall stay.'
              )}`}
          </p>
        </Banner>
      )}
    </div>
  );
}

function List(
  props: VersionsPage.IOptions & { readonly versions: readonly Version[] }
): JSX.Element {
  const { model, open, trans, versions } = props;
  return (
    <table className="jp-SciMeshKept-table">
      <thead>
        <tr>
          <th scope="col">{trans.__('From')}</th>
          <th scope="col">{trans.__('Size')}</th>
          <th scope="col">
            <span className="jp-SciMeshHidden">{trans.__('Actions')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {versions.map(version => {
          const said = saidOf(version);
          return (
            <tr key={version.id}>
              <td>
                {version.modified === null ? (
                  trans.__('Unknown')
                ) : (
                  <>
                    <Instant at={version.modified} />
                    <span className="jp-SciMeshKept-exact">{said}</span>
                  </>
                )}
              </td>
              <td>{version.size === null ? '' : bytesText(version.size)}</td>
              <td className="jp-SciMeshKept-actions">
                <TextButton
                  small
                  aria-label={trans.__('Open the version of %1', said)}
                  title={trans.__('Read it in a tab of the browser')}
                  onClick={() => open(model.address(version, false))}
                >
                  {trans.__('Open')}
                </TextButton>
                <a
                  className="jp-SciMeshButton jp-mod-small"
                  href={model.address(version, true)}
                  download={PathExt.basename(model.path)}
                  aria-label={trans.__('Download the version of %1', said)}
                >
                  <downloadIcon.react
                    tag="span"
                    className="jp-SciMeshButton-icon"
                  />
                  {trans.__('Download')}
                </a>
                <TextButton
                  small
                  disabled={model.restoring !== null}
                  aria-label={trans.__('Restore the version of %1', said)}
                  onClick={() => void model.restore(version)}
                >
                  {trans.__('Restore')}
                </TextButton>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** The exact time, which tells one from the next. */
function saidOf({ id, modified }: Version): string {
  return modified === null
    ? id
    : new Date(modified).toLocaleString(document.documentElement.lang || 'en', {
        dateStyle: 'medium',
        timeStyle: 'medium'
      });
}
