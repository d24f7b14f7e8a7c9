import * as React from 'react';
import { Unready } from '../elements/unready';
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
    return (
      <Unready
        failure={
          model.loading.state === 'failed' ? model.loading.failure : null
        }
        status={status}
        title={trans.__('This package cannot be shown')}
        trans={trans}
        tryAgain={() => model.refresh()}
        waiting={trans.__('Reading the package…')}
      />
    );
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
          <Header
            isOneOfSeveral={model.isOneOfSeveral}
            preview={preview}
            provider={model.provider}
            share={model.share}
            trans={trans}
          />
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
