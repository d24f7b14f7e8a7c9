import type { TranslationBundle } from '@jupyterlab/translation';
import { copyIcon } from '@jupyterlab/ui-components';
import type { Finding, Transfer, TransferFile } from 'sciencemesh-contract';
import * as React from 'react';
import type { Tone } from '../elements/banner';
import { Banner } from '../elements/banner';
import { IconButton, TextButton } from '../elements/button';
import { ExternalLink } from '../elements/link';
import { warningIcon } from '../icons';
import { isRunning } from '../transfers/model';
import { endTitle } from '../transfers/wording';
import type { PackageActions } from './actions';
import type { PackageModel } from './model';
import { Section } from './section';

/**
 * How the last transfer ended: what is missing, and what to know before the
 * notebook is run.
 */
export function Ending(props: Ending.IProps): JSX.Element | null {
  const { actions, model, trans } = props;
  const { transfer } = model;
  if (!transfer || isRunning(transfer)) {
    return null;
  }
  return (
    <>
      <Banner
        tone={tone(transfer)}
        title={
          transfer.state === 'done' && model.leftovers.hasSkipped
            ? trans.__('The working copy is there, without what was left out')
            : endTitle(transfer, trans)
        }
        actions={
          <>
            {canRetry(transfer) && !model.isBrokenOff && (
              <TextButton
                small
                disabled={model.isBusy}
                onClick={() => void model.retry()}
              >
                {transfer.state === 'cancelled'
                  ? trans.__('Go on')
                  : trans.__('Retry')}
              </TextButton>
            )}
            <TextButton
              small
              onClick={() => void actions.showFolder(transfer.folder)}
            >
              {trans.__('Show folder')}
            </TextButton>
          </>
        }
      >
        <p>{where(transfer, trans)}</p>
        <Failures
          files={model.leftovers.failed}
          transfer={transfer}
          trans={trans}
        />
      </Banner>
      {transfer.preflight && (
        <Findings findings={transfer.preflight.findings} trans={trans} />
      )}
    </>
  );
}

/**
 * The namespace for `Ending` statics.
 */
export namespace Ending {
  /**
   * The properties of the component.
   */
  export interface IProps {
    readonly actions: PackageActions;
    readonly model: PackageModel;
    readonly trans: TranslationBundle;
  }
}

function tone(transfer: Transfer): Tone {
  switch (transfer.state) {
    case 'done':
      return 'success';
    case 'incomplete':
      return 'warning';
    case 'failed':
      return 'error';
    case 'cancelled':
    case 'queued':
    case 'running':
      return 'info';
  }
}

function where(transfer: Transfer, trans: TranslationBundle): string {
  switch (transfer.state) {
    case 'done':
      return trans.__('It is in the folder %1.', transfer.folder);
    case 'incomplete':
      return trans.__('The rest is in the folder %1.', transfer.folder);
    case 'failed':
    case 'cancelled':
    case 'queued':
    case 'running':
      return (
        transfer.message ??
        trans.__('What has arrived is in the folder %1.', transfer.folder)
      );
  }
}

function canRetry(transfer: Transfer): boolean {
  return transfer.state !== 'done';
}

function Failures(props: {
  readonly files: readonly TransferFile[];
  readonly transfer: Transfer;
  readonly trans: TranslationBundle;
}): JSX.Element | null {
  const { files, transfer, trans } = props;
  if (files.length === 0) {
    return null;
  }
  const more = transfer.filesFailed - files.length;
  return (
    <ul className="jp-SciMeshFailures">
      {files.map(file => (
        <li key={file.path} data-code={file.code ?? ''}>
          <span className="jp-SciMeshFailures-path">
            {file.url === null ? (
              file.path
            ) : (
              <ExternalLink url={file.url}>{file.path}</ExternalLink>
            )}
          </span>
          <span>
            {file.message ?? trans.__('It could not be fetched. Try again.')}
          </span>
        </li>
      ))}
      {more > 0 && <li>{trans._n('And %1 more.', 'And %1 more.', more)}</li>}
    </ul>
  );
}

function Findings(props: {
  readonly findings: readonly Finding[];
  readonly trans: TranslationBundle;
}): JSX.Element | null {
  const { findings, trans } = props;
  return findings.length === 0 ? null : (
    <Section
      title={trans.__('Before you run it')}
      note={trans.__('Nothing here is done for you.')}
    >
      <ul className="jp-SciMeshNotices">
        {findings.map((finding, index) => (
          <li key={index} data-code={finding.code}>
            <warningIcon.react tag="span" className="jp-SciMeshNotices-icon" />
            <div>
              <p>{finding.message}</p>
              {finding.offer && <Offer command={finding.offer} trans={trans} />}
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/**
 * A command that the person may run; it is copied, never run from here.
 */
function Offer(props: {
  readonly command: string;
  readonly trans: TranslationBundle;
}): JSX.Element {
  const { command, trans } = props;
  return (
    <div className="jp-SciMeshOffer">
      <code>{command}</code>
      <IconButton
        icon={copyIcon}
        label={trans.__('Copy the command')}
        onClick={() => void navigator.clipboard.writeText(command)}
      />
    </div>
  );
}
