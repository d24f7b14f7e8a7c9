import * as React from 'react';
import { TextButton } from '../../elements/button';
import { isDiscardable, isForgettable } from '../actions';
import { SandboxMark } from '../repositories/marks';
import { stateWord } from '../wording';
import { PublicationStateIcon } from '../stateicon';
import { hindranceOf, STEPS, stepLabel } from './steps';
import type { IStepProps } from './stepprops';

/**
 * What is published, how it stands, whether it is kept, and the way on.
 *
 * #### Notes
 * At the bottom, notifications would cover the buttons.
 */
export function WizardHeader(props: IStepProps): JSX.Element {
  const { form, model, publication, trans } = props;
  const { state } = publication;
  const { repository } = model;
  return (
    <div className="jp-SciMeshActionBar jp-SciMeshPublishHeader">
      <div className="jp-SciMeshActionBar-line">
        <div className="jp-SciMeshPublishHeader-text">
          <h1>{form.metadata.title ?? publication.title}</h1>
          <p className="jp-SciMeshPublishHeader-facts">
            <PublicationStateIcon state={state} trans={trans} />
            <span>{stateWord(trans, state)}</span>
            {repository !== null && <span>{repository.name}</span>}
            {repository?.sandbox === true && <SandboxMark trans={trans} />}
            <Saved {...props} />
          </p>
        </div>
        <div className="jp-SciMeshActionBar-buttons">
          <MoreDeeds {...props} />
          <Ways {...props} />
        </div>
      </div>
      {model.deeds.failure && (
        <p className="jp-SciMeshActionBar-failure" role="alert">
          {model.deeds.failure.message}
          <TextButton small onClick={() => model.deeds.dismiss()}>
            {trans.__('Dismiss')}
          </TextButton>
        </p>
      )}
      <SaveTrouble {...props} />
    </div>
  );
}

/** One step back, one step on. */
function Ways(props: IStepProps): JSX.Element {
  const { form, model, publication, trans } = props;
  const place = STEPS.indexOf(model.trail.step);
  const before = STEPS[place - 1];
  const next = STEPS[place + 1];
  const why =
    next === undefined
      ? null
      : hindranceOf(next, { ...publication, form }, trans);
  return (
    <>
      {before !== undefined && (
        <TextButton
          onClick={() => {
            model.trail.step = before;
          }}
        >
          {trans.__('Back')}
        </TextButton>
      )}
      {next !== undefined && (
        <TextButton
          kind={OWN_BUTTON.includes(model.trail.step) ? 'plain' : 'accept'}
          disabled={why !== null}
          title={why ?? undefined}
          onClick={() => {
            model.trail.step = next;
          }}
        >
          {trans.__('Next: %1', stepLabel(next, trans))}
        </TextButton>
      )}
    </>
  );
}

/** Steps on which something else is the thing to do. */
const OWN_BUTTON: readonly string[] = ['draft', 'upload', 'finish'];

function MoreDeeds(props: IStepProps): JSX.Element {
  const { actions, model, publication, trans } = props;
  return (
    <>
      {isDiscardable(publication) && model.trail.step !== 'upload' && (
        <TextButton
          disabled={model.deeds.isBusy}
          onClick={() => void actions.discard(publication)}
        >
          {trans.__('Discard draft…')}
        </TextButton>
      )}
      {isForgettable(publication) && publication.state !== 'published' && (
        <TextButton
          disabled={model.deeds.isBusy}
          onClick={() => void actions.forget(publication)}
        >
          {trans.__('Take off the list…')}
        </TextButton>
      )}
    </>
  );
}

/** Whether what was typed is kept. */
function Saved({ model, trans }: IStepProps): JSX.Element | null {
  const { open, saver } = model;
  if (saver === null || !(open.metadata || open.files)) {
    return null;
  }
  return (
    <span className="jp-SciMeshMuted" role="status">
      {saver.state === 'saved'
        ? saver.isComplete
          ? trans.__('Saved')
          : trans.__('Saved, but for what is half typed')
        : saver.state === 'saving'
          ? trans.__('Saving…')
          : trans.__('Not saved')}
    </span>
  );
}

/** Why what was typed is not kept, and what to do. */
function SaveTrouble({ model, trans }: IStepProps): JSX.Element | null {
  const { saver } = model;
  if (saver?.state === 'conflict') {
    return (
      <p className="jp-SciMeshActionBar-failure" role="alert">
        <span>
          {trans.__(
            'This publication was changed in another window while you typed here. One of the two is kept.'
          )}
        </span>
        <span className="jp-SciMeshPublishDeeds">
          <TextButton small onClick={() => saver.settle(true)}>
            {trans.__('Keep mine')}
          </TextButton>
          <TextButton small onClick={() => saver.settle(false)}>
            {trans.__('Take the other')}
          </TextButton>
        </span>
      </p>
    );
  }
  return saver?.failure ? (
    <p className="jp-SciMeshActionBar-failure" role="alert">
      {trans.__('Not saved: %1', saver.failure.message)}
      <TextButton small onClick={() => void saver.flush()}>
        {trans.__('Try again')}
      </TextButton>
    </p>
  ) : null;
}
