import type { TranslationBundle } from '@jupyterlab/translation';
import type { LabIcon } from '@jupyterlab/ui-components';
import {
  checkIcon,
  downloadIcon,
  pauseIcon,
  runIcon,
  stopIcon
} from '@jupyterlab/ui-components';
import type { JobState } from 'sciencemesh-contract';
import * as React from 'react';
import { StateIcon } from '../elements/stateicon';
import { goneIcon, pendingIcon, unreachableIcon, warningIcon } from '../icons';
import { stateWord } from './wording';

/**
 * The state of a job as a picture.
 */
export function JobStateIcon(props: {
  readonly state: JobState;
  readonly trans: TranslationBundle;
}): JSX.Element {
  const { state, trans } = props;
  return (
    <StateIcon
      icon={stateIcon(state)}
      kind="Job"
      state={state}
      word={stateWord(trans, state)}
    />
  );
}

/**
 * The icon of a state.
 */
export function stateIcon(state: JobState): LabIcon {
  switch (state) {
    case 'preparing':
    case 'submitting':
    case 'waiting':
      return pendingIcon;
    case 'unsure':
      return unreachableIcon;
    case 'held':
    case 'suspended':
      return pauseIcon;
    case 'running':
      return runIcon;
    case 'collecting':
      return downloadIcon;
    case 'done':
      return checkIcon;
    case 'failed':
      return warningIcon;
    case 'cancelled':
      return stopIcon;
    case 'lost':
      return goneIcon;
  }
}
