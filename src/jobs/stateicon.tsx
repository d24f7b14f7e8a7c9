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
import { goneIcon, pendingIcon, unreachableIcon, warningIcon } from '../icons';
import { stateWord } from './wording';

/**
 * The state of a job as a picture, which says its word on hover and to screen
 * readers.
 */
export function StateIcon(props: StateIcon.IProps): JSX.Element {
  const { state, trans } = props;
  const Icon = stateIcon(state);
  return (
    <span
      className={`jp-SciMeshJobState jp-mod-${state}`}
      role="img"
      aria-label={stateWord(trans, state)}
      title={stateWord(trans, state)}
    >
      <Icon.react tag="span" elementPosition="center" />
    </span>
  );
}

/**
 * The namespace for `StateIcon` statics.
 */
export namespace StateIcon {
  /**
   * The properties of the component.
   */
  export interface IProps {
    readonly state: JobState;
    readonly trans: TranslationBundle;
  }
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
