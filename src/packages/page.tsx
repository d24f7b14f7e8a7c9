import * as React from 'react';
import { CompanionAbsence } from '../elements/absence';
import { TextButton } from '../elements/button';
import { Placeholder, Waiting } from '../elements/placeholder';
import { warningIcon } from '../icons';
import { About } from './about';
import { ActionBar } from './actionbar';
import { Ending } from './ending';
import { Environment } from './environment';
import { Files } from './files';
import { Header } from './header';
import { Notices } from './notices';
import { Parameters } from './parameterform';
import { Verdict } from './verdict';
import type { PackageView } from './widget';

/**
 * The whole preview: what the package is, may it run, what is in it.
 */
export function PackagePage(props: PackageView.IOptions): JSX.Element {
  const { actions, model, status, trans } = props;
  const { preview } = model;
  if (!preview) {
    return <Unready {...props} />;
  }
  return (
    <>
      <ActionBar
        actions={actions}
        model={model}
        preview={preview}
        status={status}
        trans={trans}
      />
      <div className="jp-SciMeshPackage-scroll">
        <div className="jp-SciMeshPackage-page">
          <Header preview={preview} share={model.share} trans={trans} />
          <Verdict
            kernel={model.transfer?.preflight?.kernel ?? null}
            preview={preview}
            trans={trans}
          />
          <Ending actions={actions} model={model} trans={trans} />
          <About preview={preview} trans={trans} />
          <Files model={model} preview={preview} trans={trans} />
          <Parameters model={model} preview={preview} trans={trans} />
          <Environment preview={preview} trans={trans} />
          <Notices preview={preview} trans={trans} />
          <p>
            <a
              className="jp-SciMeshLink"
              download
              href={model.documentUrl ?? undefined}
            >
              {trans.__('Download the crate document as it was received')}
            </a>
          </p>
        </div>
      </div>
    </>
  );
}

function Unready(props: PackageView.IOptions): JSX.Element {
  const { model, status, trans } = props;
  if (!status.isRunning) {
    return <CompanionAbsence status={status} trans={trans} />;
  }
  return model.loading.state === 'failed' ? (
    <Placeholder
      icon={warningIcon}
      title={trans.__('This package cannot be shown')}
      actions={
        <TextButton onClick={() => void model.refresh()}>
          {trans.__('Try again')}
        </TextButton>
      }
    >
      <p role="alert">{model.loading.failure.message}</p>
    </Placeholder>
  ) : (
    <Waiting label={trans.__('Reading the package…')} />
  );
}
