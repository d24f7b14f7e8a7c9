import type { Transfer } from 'sciencemesh-contract';
import * as React from 'react';
import type { CompanionStatus } from '../companion/status';
import { TextButton } from '../elements/button';
import { isRunning } from '../transfers/model';
import { bytesText, progress, progressText } from '../transfers/wording';
import type { PackageActions } from './actions';
import { sizeText } from './files';
import type { PackageModel } from './model';
import type { IPartProps } from './section';
import { openLabel } from './wording';

/**
 * The strip at the top, always in sight: what opening means and the button that
 * does it; while bytes move, how far they are.
 *
 * #### Notes
 * At the bottom, notifications would cover the buttons.
 */
export function ActionBar(props: ActionBar.IProps): JSX.Element {
  const { model, status, trans } = props;
  const { failure, transfer } = model;
  return (
    <div className="jp-SciMeshActionBar">
      {failure && (
        <p className="jp-SciMeshActionBar-failure" role="alert">
          {failure.message}
          <TextButton small onClick={() => model.dismissFailure()}>
            {trans.__('Dismiss')}
          </TextButton>
        </p>
      )}
      <Absence status={status} trans={trans} />
      {transfer && isRunning(transfer) ? (
        <Progress {...props} transfer={transfer} />
      ) : (
        <Offer {...props} />
      )}
    </div>
  );
}

/**
 * The namespace for `ActionBar` statics.
 */
export namespace ActionBar {
  /**
   * The properties of the component.
   */
  export interface IProps extends IPartProps {
    readonly actions: PackageActions;
    readonly model: PackageModel;
    readonly status: CompanionStatus;
  }
}

/**
 * Says why nothing can be opened while the companion is not there.
 */
function Absence(
  props: Pick<ActionBar.IProps, 'status' | 'trans'>
): JSX.Element | null {
  const { status, trans } = props;
  const { state } = status;
  if (state.kind === 'running') {
    return null;
  }
  return 'failure' in state ? (
    <p className="jp-SciMeshActionBar-failure" role="alert">
      {state.failure.message}
      <TextButton small onClick={() => void status.restart()}>
        {trans.__('Try again')}
      </TextButton>
    </p>
  ) : (
    <p className="jp-SciMeshActionBar-note" role="status">
      {trans.__('ScienceMesh is starting…')}
    </p>
  );
}

function Offer(props: ActionBar.IProps): JSX.Element {
  const { actions, model, preview, status, trans } = props;
  const isDisabled = model.isBusy || !status.isRunning;
  const [copy] = preview.workingCopies;
  const canCheck = preview.files.some(file => file.url !== null);
  return (
    <div className="jp-SciMeshActionBar-line">
      <Summary {...props} />
      <div className="jp-SciMeshActionBar-buttons">
        {canCheck && !copy && (
          <TextButton
            disabled={isDisabled}
            title={
              preview.checking
                ? trans.__('What was found so far stays')
                : trans.__(
                    'Ask the hosts whether the files are there and how large they are'
                  )
            }
            onClick={() =>
              void (preview.checking ? model.cancelCheck() : model.check())
            }
          >
            {preview.checking
              ? trans.__('Stop checking')
              : trans.__('Check sources')}
          </TextButton>
        )}
        {model.leftovers.hasSkipped && (
          <TextButton
            disabled={isDisabled}
            onClick={() => void model.fetchSkipped()}
          >
            {trans.__('Fetch what was left out')}
          </TextButton>
        )}
        {copy && (
          <TextButton
            disabled={isDisabled}
            title={trans.__('Run the working copy on HTCondor, HPC or here')}
            onClick={() => void actions.submit(model)}
          >
            {trans.__('Submit job…')}
          </TextButton>
        )}
        {copy && (
          <TextButton
            disabled={isDisabled}
            title={trans.__('Give the working copy a DOI at a repository')}
            onClick={() => void actions.publish(model)}
          >
            {trans.__('Publish…')}
          </TextButton>
        )}
        {copy && (
          <TextButton
            disabled={isDisabled || model.choices.formErrors > 0}
            onClick={() => void actions.open(model, true)}
          >
            {trans.__('Open a fresh copy…')}
          </TextButton>
        )}
        <MainButton {...props} isDisabled={isDisabled} />
      </div>
    </div>
  );
}

/**
 * The one thing that most people want next.
 */
function MainButton(
  props: ActionBar.IProps & { readonly isDisabled: boolean }
): JSX.Element {
  const { actions, isDisabled, model, preview, trans } = props;
  if (model.isBrokenOff) {
    return (
      <TextButton
        kind="accept"
        disabled={isDisabled}
        onClick={() => void model.retry()}
      >
        {model.transfer?.state === 'failed'
          ? trans.__('Retry')
          : trans.__('Go on')}
      </TextButton>
    );
  }
  return preview.workingCopies.length > 0 ? (
    <TextButton
      kind="accept"
      onClick={() => void actions.openWorkingCopy(model)}
    >
      {trans.__('Open working copy')}
    </TextButton>
  ) : (
    <TextButton
      kind="accept"
      disabled={isDisabled || model.choices.formErrors > 0}
      onClick={() => void actions.open(model, false)}
    >
      {openLabel(preview, trans)}
    </TextButton>
  );
}

/**
 * What a click on the button would fetch, and whether there is room for it.
 */
function Summary(props: ActionBar.IProps): JSX.Element {
  const { model, preview, trans } = props;
  const { totals } = model.choices.selection;
  const { freeBytes } = preview;
  const [copy] = preview.workingCopies;
  if (model.choices.formErrors > 0) {
    return (
      <p className="jp-SciMeshActionBar-summary" role="alert">
        <span className="jp-SciMeshTone jp-mod-bad">
          {trans.__('Correct the parameters that are marked above first.')}
        </span>
      </p>
    );
  }
  if (copy) {
    return (
      <p className="jp-SciMeshActionBar-summary" title={copy.path}>
        {trans.__('Working copy in %1', copy.path)}
        {copy.copyTo && (
          <span
            className={
              copy.copyTo.message === null
                ? 'jp-SciMeshMuted'
                : 'jp-SciMeshTone jp-mod-bad'
            }
          >
            {copy.copyTo.message === null
              ? trans.__(
                  'A copy goes to %1 when it is whole',
                  copy.copyTo.folder
                )
              : trans.__(
                  'The copy to %1 waits and is tried again: %2',
                  copy.copyTo.folder,
                  copy.copyTo.message
                )}{' '}
            <TextButton small onClick={() => void model.unwantCopy(copy.path)}>
              {trans.__('Do Not Copy')}
            </TextButton>
          </span>
        )}
      </p>
    );
  }
  const isTooLarge = freeBytes !== null && totals.bytes > freeBytes;
  const size = trans._n(
    '%1 file, %2',
    '%1 files, %2',
    totals.files,
    sizeText(totals, trans)
  );
  return (
    <p className="jp-SciMeshActionBar-summary">
      {totals.files === 0 ? trans.__('No files to fetch') : size}
      {freeBytes !== null &&
        (isTooLarge ? (
          <span className="jp-SciMeshTone jp-mod-bad">
            {trans.__('more than the %1 that are free', bytesText(freeBytes))}
          </span>
        ) : (
          <span className="jp-SciMeshMuted">
            {trans.__('%1 free', bytesText(freeBytes))}
          </span>
        ))}
    </p>
  );
}

function Progress(
  props: ActionBar.IProps & { readonly transfer: Transfer }
): JSX.Element {
  const { model, transfer, trans } = props;
  const part = progress(transfer);
  const text = progressText(transfer, trans);
  return (
    <div className="jp-SciMeshActionBar-line">
      <div className="jp-SciMeshProgress">
        <progress
          aria-label={trans.__('Fetching %1', transfer.title)}
          max={1}
          value={part ?? undefined}
        />
        <p className="jp-SciMeshProgress-text">
          {text}
          {transfer.filesFailed > 0 && (
            <span className="jp-SciMeshTone jp-mod-bad">
              {trans._n('%1 failed', '%1 failed', transfer.filesFailed)}
            </span>
          )}
        </p>
      </div>
      <div className="jp-SciMeshActionBar-buttons">
        <TextButton disabled={model.isBusy} onClick={() => void model.cancel()}>
          {trans.__('Cancel')}
        </TextButton>
      </div>
    </div>
  );
}
