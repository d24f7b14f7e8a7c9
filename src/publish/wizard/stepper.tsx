import { checkIcon } from '@jupyterlab/ui-components';
import * as React from 'react';
import type { Step } from './steps';
import { hindranceOf, isPast, stepLabel, STEPS } from './steps';
import type { IStepProps } from './stepprops';

/**
 * All steps: which are behind the person, which is in front, and why one
 * cannot be shown yet.
 */
export function Stepper(props: IStepProps): JSX.Element {
  const { model, publication, trans } = props;
  return (
    <nav
      className="jp-SciMeshPublishSteps"
      aria-label={trans.__('Steps of the publication')}
    >
      <ol>
        {STEPS.map((step, index) => {
          const isCurrent = step === model.trail.step;
          const why = hindranceOf(step, publicationNow(props), trans);
          const isDone = isPast(step, publication.state);
          return (
            <li
              key={step}
              className={[
                isCurrent ? 'jp-mod-current' : '',
                isDone ? 'jp-mod-done' : ''
              ].join(' ')}
            >
              <button
                type="button"
                aria-current={isCurrent ? 'step' : undefined}
                // It stays in reach of keyboards, which hear why.
                aria-disabled={why !== null}
                title={why ?? undefined}
                onClick={() => {
                  if (why === null) {
                    model.trail.step = step;
                  }
                }}
              >
                <span
                  className="jp-SciMeshPublishSteps-mark"
                  aria-hidden="true"
                >
                  {isDone ? (
                    <checkIcon.react
                      className="jp-SciMeshPublishSteps-check"
                      tag="span"
                      elementPosition="center"
                    />
                  ) : (
                    index + 1
                  )}
                </span>
                {stepLabel(step, trans)}
                <StepNote {...props} step={step} />
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

/** How many things on a step have to be mended. */
function StepNote(
  props: IStepProps & { readonly step: Step }
): JSX.Element | null {
  const { model, step, trans } = props;
  const errors = (model.planner?.plan?.findings ?? []).filter(
    ({ field, severity }) =>
      severity === 'error' &&
      (step === 'select' ? field === null : step === 'describe' && field)
  ).length;
  return errors === 0 || !model.open.metadata ? null : (
    <span
      className="jp-SciMeshPublishSteps-errors"
      title={trans._n('%1 error', '%1 errors', errors)}
    >
      <span aria-hidden="true">{errors}</span>
      <span className="jp-SciMeshHidden">
        {trans._n('%1 error', '%1 errors', errors)}
      </span>
    </span>
  );
}

/** With what was chosen a moment ago and is not kept yet. */
function publicationNow({
  form,
  publication
}: IStepProps): IStepProps['publication'] {
  return { ...publication, form };
}
