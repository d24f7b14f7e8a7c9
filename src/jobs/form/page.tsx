import { PathExt } from '@jupyterlab/coreutils';
import * as React from 'react';
import { CompanionAbsence } from '../../elements/absence';
import { TextButton } from '../../elements/button';
import { Placeholder, Waiting } from '../../elements/placeholder';
import { submitIcon, warningIcon } from '../../icons';
import { DataSection } from './datasection';
import { otherFindings } from './findings';
import { Findings } from './notes';
import { ParametersSection } from './parameterssection';
import { ResourcesSection } from './resourcessection';
import { ResultsSection } from './resultssection';
import { ScriptSection } from './scriptsection';
import { SiteSection } from './sitesection';
import { SourceSection } from './sourcesection';
import { SubmitBar } from './submitbar';
import type { JobFormView } from './widget';

/** Members of the draft that a section tells about. */
const SHOWN = [
  'siteId',
  'source',
  'name',
  'kernel',
  'parameters',
  'sweep',
  'resources',
  'environment',
  'inputs',
  'outputs',
  'results',
  'after',
  'script'
];

/**
 * The whole form: what runs, where, with what, and what comes back.
 */
export function JobFormPage(props: JobFormView.IOptions): JSX.Element {
  const { model, trans } = props;
  const { draft } = model;
  if (draft === null) {
    return <Unready {...props} />;
  }
  const part = { draft, model, trans };
  return (
    <>
      <SubmitBar {...part} status={props.status} submit={props.submit} />
      <div className="jp-SciMeshPackage-scroll">
        <div className="jp-SciMeshPackage-page jp-SciMeshJobForm-page">
          <div className="jp-SciMeshHeader">
            <submitIcon.react tag="div" className="jp-SciMeshHeader-icon" />
            <div className="jp-SciMeshHeader-text">
              <h1>
                {trans.__('Submit %1', PathExt.basename(draft.source.path))}
              </h1>
              <p className="jp-SciMeshMuted jp-SciMeshJobForm-intro">
                {model.reason('draft') ??
                  trans.__(
                    'Nothing is sent before you submit; everything is looked at while you fill the form.'
                  )}
              </p>
            </div>
          </div>
          <Findings findings={otherFindings(model.findings, SHOWN)} />
          <SiteSection {...part} />
          <SourceSection {...part} />
          <ParametersSection {...part} />
          <ResourcesSection {...part} />
          <DataSection {...part} />
          <ResultsSection
            {...part}
            chooseFolder={props.chooseFolder}
            named={props.named}
          />
          <ScriptSection {...part} editorServices={props.editorServices} />
        </div>
      </div>
    </>
  );
}

/**
 * What stands in place of the form while there is none.
 */
function Unready(props: JobFormView.IOptions): JSX.Element {
  const { model, status, trans } = props;
  const { loading, sites } = model;
  if (!status.isRunning) {
    return <CompanionAbsence status={status} trans={trans} />;
  }
  if (loading.state !== 'failed') {
    return <Waiting label={trans.__('Filling the form…')} />;
  }
  const again = (
    <TextButton disabled={model.isBusy} onClick={() => void model.load()}>
      {trans.__('Try again')}
    </TextButton>
  );
  return sites.length === 0 ? (
    <Placeholder
      icon={submitIcon}
      title={trans.__('No site takes jobs here yet')}
      actions={again}
    >
      <p>
        {trans.__(
          'HTCondor and Slurm are found by themselves where their commands are on the PATH of the Jupyter server. An administrator can name other sites in the configuration of ScienceMesh.'
        )}
      </p>
    </Placeholder>
  ) : (
    <Placeholder
      icon={warningIcon}
      title={trans.__('This cannot be submitted')}
      actions={again}
    >
      <p role="alert">{loading.failure.message}</p>
    </Placeholder>
  );
}
