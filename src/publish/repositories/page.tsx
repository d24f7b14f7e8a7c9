import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import { Signal } from '@lumino/signaling';
import * as React from 'react';
import type { CompanionStatus } from '../../companion/status';
import { CompanionAbsence } from '../../elements/absence';
import { useMinutes } from '../../elements/instant';
import { Waiting } from '../../elements/placeholder';
import { OutOfDate } from '../../elements/unready';
import type { PublicationsModel } from '../model';
import { AddRepository } from './add';
import { RepositoryRow } from './row';

/**
 * The repositories, where the person signs in to them.
 */
export class RepositoriesPage extends ReactWidget {
  constructor(options: RepositoriesPage.IOptions) {
    super();
    this._options = options;
    this.addClass('jp-SciMeshRepositories');
  }

  /**
   * Ask for the token of a repository.
   */
  signIn(id: string): void {
    this._wanted = { id };
    this._wantedChanged.emit();
  }

  protected render(): JSX.Element {
    const { publications, status } = this._options;
    return (
      <UseSignal signal={publications.repositoriesChanged}>
        {() => (
          <UseSignal signal={status.changed}>
            {() => (
              <UseSignal signal={this._wantedChanged}>
                {() => (
                  <Repositories {...this._options} wanted={this._wanted} />
                )}
              </UseSignal>
            )}
          </UseSignal>
        )}
      </UseSignal>
    );
  }

  private readonly _options: RepositoriesPage.IOptions;
  private _wanted: IWanted | null = null;
  private readonly _wantedChanged = new Signal<this, void>(this);
}

/**
 * The namespace for `RepositoriesPage` statics.
 */
export namespace RepositoriesPage {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly publications: PublicationsModel;
    readonly status: CompanionStatus;
    readonly trans: TranslationBundle;
  }
}

interface IProps extends RepositoriesPage.IOptions {
  readonly wanted: IWanted | null;
}

/**
 * The repository whose token is asked for; one object each time it is.
 */
interface IWanted {
  readonly id: string;
}

/**
 * The repositories, or why there are none to show.
 */
export function Repositories(props: IProps): JSX.Element {
  const { publications, status, trans, wanted } = props;
  const [open, setOpen] = React.useState(wanted?.id ?? null);
  React.useEffect(() => setOpen(wanted?.id ?? null), [wanted]);
  useMinutes();
  const { repositories, repositoriesFailure } = publications;
  if (!status.isRunning) {
    return <CompanionAbsence status={status} trans={trans} />;
  }
  return (
    <>
      <h1>{trans.__('Repositories')}</h1>
      <p>
        {trans.__(
          'Where your files can be published. Each repository asks for a token of yours once; nothing is sent to any of them before you begin to publish.'
        )}
      </p>
      <OutOfDate
        failure={repositoriesFailure}
        title={
          repositories === null
            ? trans.__('The repositories cannot be shown')
            : trans.__('The list may be out of date')
        }
        trans={trans}
        tryAgain={() => publications.refresh()}
      />
      {repositories === null && repositoriesFailure === null && (
        <Waiting label={trans.__('Looking for repositories…')} />
      )}
      {repositories !== null && (
        <ul aria-label={trans.__('Repositories')}>
          {repositories.map(repository => (
            <RepositoryRow
              key={repository.id}
              isSignInOpen={open === repository.id}
              publications={publications}
              repository={repository}
              setSignInOpen={isOpen => setOpen(isOpen ? repository.id : null)}
              trans={trans}
            />
          ))}
        </ul>
      )}
      {repositories !== null && (
        <section aria-label={trans.__('Another repository')}>
          <h2>{trans.__('Another repository')}</h2>
          <p>
            {trans.__(
              'Any that runs InvenioRDM or Dataverse. It is asked what it is; nothing else is sent.'
            )}
          </p>
          <AddRepository
            onDone={({ id }) => setOpen(id)}
            publications={publications}
            trans={trans}
          />
        </section>
      )}
    </>
  );
}
