import type { TranslationBundle } from '@jupyterlab/translation';
import { UseSignal } from '@jupyterlab/ui-components';
import type { Job, JobState } from 'sciencemesh-contract';
import * as React from 'react';
import { TextButton } from '../../elements/button';
import { Waiting } from '../../elements/placeholder';
import type { WaitingReasons } from './reasons';

/**
 * What the site says about a job that does not run, for who unfolds it.
 */
export function Explanation(props: Explanation.IProps): JSX.Element | null {
  const { job, reasons, trans } = props;
  if (!IDLE.includes(job.state)) {
    return null;
  }
  return (
    <details
      className="jp-SciMeshExplanation"
      onToggle={({ currentTarget }) => {
        if (currentTarget.open && reasons.text === null) {
          void reasons.ask();
        }
      }}
    >
      <summary>{question(job.state, trans)}</summary>
      <UseSignal signal={reasons.changed}>
        {() => <Answer {...props} />}
      </UseSignal>
    </details>
  );
}

/**
 * The namespace for `Explanation` statics.
 */
export namespace Explanation {
  /**
   * The properties of the component.
   */
  export interface IProps {
    readonly job: Job;
    readonly reasons: WaitingReasons;
    readonly trans: TranslationBundle;
  }
}

function Answer({ job, reasons, trans }: Explanation.IProps): JSX.Element {
  const { failure, isAsking, text } = reasons;
  return (
    <div aria-live="polite" aria-busy={isAsking}>
      {text !== null && (
        // Batch systems line their tables up with spaces.
        <pre tabIndex={0} aria-label={trans.__('Answer of %1', job.siteName)}>
          {text}
        </pre>
      )}
      {failure !== null && <p role="alert">{failure.message}</p>}
      {isAsking ? (
        <Waiting label={trans.__('%1 is being asked…', job.siteName)} />
      ) : (
        <TextButton small onClick={() => void reasons.ask()}>
          {trans.__('Ask again')}
        </TextButton>
      )}
    </div>
  );
}

function question(state: JobState, trans: TranslationBundle): string {
  switch (state) {
    case 'held':
      return trans.__('Why is it held?');
    case 'suspended':
      return trans.__('Why is it suspended?');
    default:
      return trans.__('Why is it waiting?');
  }
}

/** States in which a site can tell what is missing. */
const IDLE: readonly JobState[] = ['waiting', 'held', 'suspended'];
