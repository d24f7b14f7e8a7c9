import * as React from 'react';
import type { CompanionStatus } from '../../companion/status';
import { TextButton } from '../../elements/button';
import { bytesText } from '../../transfers/wording';
import type { IPartProps } from './part';
import { countTasks } from './sweep';

/**
 * The strip at the top, always in sight: what would be submitted, the button
 * that does it, and why it cannot be pressed.
 *
 * #### Notes
 * At the bottom, notifications would cover the button.
 */
export function SubmitBar(
  props: IPartProps & {
    readonly status: CompanionStatus;
    readonly submit: () => Promise<void>;
  }
): JSX.Element {
  const { draft, model, status, submit, trans } = props;
  const { dryRun, failure, hindrance, isBusy } = model;
  const id = React.useId();
  const trouble = failure ?? dryRun.failure;
  const tasks = countTasks(draft.sweep);
  return (
    <div className="jp-SciMeshActionBar">
      {trouble && (
        <p className="jp-SciMeshActionBar-failure" role="alert">
          {trouble.message}
          <TextButton
            small
            onClick={() =>
              failure ? model.dismissFailure() : void model.lookAgain()
            }
          >
            {failure ? trans.__('Dismiss') : trans.__('Try again')}
          </TextButton>
        </p>
      )}
      <div className="jp-SciMeshActionBar-line">
        <p className="jp-SciMeshActionBar-summary" id={id} role="status">
          {isBusy
            ? trans.__('Submitting…')
            : (hindrance ?? (
                <>
                  {trans._n(
                    '%1 task on %2',
                    '%1 tasks on %2',
                    tasks,
                    model.site?.name ?? draft.siteId
                  )}
                  {dryRun.check && (
                    <span className="jp-SciMeshMuted">
                      {dryRun.isUnderWay
                        ? trans.__('looking at it…')
                        : trans._n(
                            '%1 file, %2',
                            '%1 files, %2',
                            dryRun.check.inputFiles,
                            bytesText(dryRun.check.inputBytes)
                          )}
                    </span>
                  )}
                </>
              ))}
        </p>
        <div className="jp-SciMeshActionBar-buttons">
          {!status.isRunning && (
            <TextButton onClick={() => void status.restart()}>
              {trans.__('Try again')}
            </TextButton>
          )}
          <TextButton
            kind="accept"
            aria-describedby={id}
            disabled={isBusy || hindrance !== null}
            onClick={() => void submit()}
          >
            {trans.__('Submit')}
          </TextButton>
        </div>
      </div>
    </div>
  );
}
