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
 * At the bottom, notifications would cover the button. Nothing that appears
 * while somebody is about to press it may move it, and a press is never lost:
 * the button is not `disabled`, so that a press leads to what hinders it.
 */
export function SubmitBar(
  props: IPartProps & {
    readonly status: CompanionStatus;
    readonly submit: () => Promise<void>;
  }
): JSX.Element {
  const { model, status, submit, trans } = props;
  const { dryRun, failure, hindrance, isBusy } = model;
  const id = React.useId();
  const bar = React.useRef<HTMLDivElement>(null);
  const trouble = failure ?? dryRun.failure;
  const press = (): void => {
    if (hindrance === null || dryRun.isUnderWay) {
      void submit();
    } else {
      showHindrance(bar.current);
    }
  };
  return (
    <div className="jp-SciMeshActionBar" ref={bar}>
      <div className="jp-SciMeshActionBar-line">
        <p className="jp-SciMeshActionBar-summary" id={id} role="status">
          {hindrance === null || isBusy ? <Summary {...props} /> : hindrance}
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
            aria-disabled={isBusy || hindrance !== null}
            onClick={press}
          >
            {trans.__('Submit')}
          </TextButton>
        </div>
      </div>
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
    </div>
  );
}

/**
 * What would be submitted, or is.
 */
function Summary(props: IPartProps): JSX.Element {
  const { draft, model, trans } = props;
  const { dryRun, isBusy, isSubmitting, site } = model;
  if (isBusy) {
    return (
      <>
        {isSubmitting ? trans.__('Submitting…') : trans.__('Filling the form…')}
      </>
    );
  }
  return (
    <>
      {trans._n(
        '%1 task on %2',
        '%1 tasks on %2',
        countTasks(draft.sweep),
        site?.name ?? draft.siteId
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
  );
}

/**
 * Lead the person to the first thing that is to be mended.
 */
function showHindrance(bar: HTMLElement | null): void {
  const wrong = bar?.parentElement?.querySelector<HTMLElement>(
    '.jp-SciMeshJobForm-row.jp-mod-wrong, .jp-SciMeshJobForm-findings .jp-mod-error, .jp-SciMeshJobForm-note.jp-mod-wrong'
  );
  const field = wrong?.querySelector<HTMLElement>('input, select, textarea');
  if (field) {
    field.focus();
  } else {
    wrong?.scrollIntoView({ block: 'center' });
  }
}
