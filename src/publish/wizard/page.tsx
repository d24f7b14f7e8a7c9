import * as React from 'react';
import { Unready } from '../../elements/unready';
import { ChangedThere } from './changedthere';
import { DescribeStep } from './describe/describestep';
import { DraftStep } from './draftstep';
import { DoneStep } from './ending/donestep';
import { FinishStep } from './ending/finishstep';
import { WizardHeader } from './header';
import { ReviewStep } from './reviewstep';
import { SelectStep } from './select/selectstep';
import { Stepper } from './stepper';
import type { IStepProps } from './stepprops';
import { stepLabel } from './steps';
import { TargetStep } from './target/targetstep';
import { UploadStep } from './uploadstep';
import { VerifyStep } from './verifystep';
import type { PublishWizard } from './widget';

/**
 * The whole wizard: what is published, the steps, and the one in front.
 */
export function WizardPage(props: PublishWizard.IOptions): JSX.Element {
  const { actions, fixes, model, showFile, trans } = props;
  const { form, publication } = model;
  const { step } = model.trail;
  const heading = React.useRef<HTMLHeadingElement>(null);
  const shown = React.useRef(step);
  React.useEffect(() => {
    // Who goes on by keyboard goes on reading there.
    if (shown.current !== step) {
      shown.current = step;
      if (step !== 'describe') {
        heading.current?.focus();
      }
      heading.current?.scrollIntoView?.({ block: 'nearest' });
    }
  }, [step]);
  if (publication === null || form === null || !props.status.isRunning) {
    return (
      <Unready
        failure={
          model.loading.state === 'failed' ? model.loading.failure : null
        }
        status={props.status}
        title={trans.__('This cannot be published')}
        trans={trans}
        tryAgain={() => model.load()}
        waiting={trans.__(
          'Looking at the files, and at what is said about them…'
        )}
      />
    );
  }
  const part: IStepProps = {
    actions,
    fixes,
    form,
    model,
    publication,
    showFile,
    trans
  };
  return (
    <>
      <WizardHeader {...part} />
      <div className="jp-SciMeshPublish-body">
        <Stepper {...part} />
        <div className="jp-SciMeshPublish-scroll">
          <section className="jp-SciMeshPublish-step">
            <h2 ref={heading} tabIndex={-1}>
              {stepLabel(step, trans)}
            </h2>
            <ChangedThere {...part} />
            <StepBody {...part} />
          </section>
        </div>
      </div>
    </>
  );
}

function StepBody(props: IStepProps): JSX.Element {
  switch (props.model.trail.step) {
    case 'select':
      return <SelectStep {...props} />;
    case 'target':
      return <TargetStep {...props} />;
    case 'describe':
      return <DescribeStep {...props} />;
    case 'review':
      return <ReviewStep {...props} />;
    case 'draft':
      return <DraftStep {...props} />;
    case 'upload':
      return <UploadStep {...props} />;
    case 'verify':
      return <VerifyStep {...props} />;
    case 'finish':
      return <FinishStep {...props} />;
    case 'done':
      return <DoneStep {...props} />;
  }
}
