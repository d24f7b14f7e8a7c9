import type { TranslationBundle } from '@jupyterlab/translation';
import type { LabIcon } from '@jupyterlab/ui-components';
import {
  checkIcon,
  editIcon,
  pauseIcon,
  stopIcon
} from '@jupyterlab/ui-components';
import type { PublicationState } from 'sciencemesh-contract';
import * as React from 'react';
import {
  goneIcon,
  pendingIcon,
  publishedIcon,
  refusedIcon,
  reviewIcon,
  unreachableIcon,
  uploadingIcon
} from '../icons';
import { stateWord } from './wording';

/**
 * The state of a publication as a picture, which says its words on hover and
 * to screen readers.
 */
export function StateIcon(props: StateIcon.IProps): JSX.Element {
  const { state, trans } = props;
  const Icon = stateIcon(state);
  return (
    <span
      className={`jp-SciMeshPublicationState jp-mod-${state}`}
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
    readonly state: PublicationState;
    readonly trans: TranslationBundle;
  }
}

/**
 * The icon of a state.
 */
export function stateIcon(state: PublicationState): LabIcon {
  switch (state) {
    case 'form':
    case 'draft':
      return editIcon;
    case 'creating':
    case 'finishing':
      return pendingIcon;
    case 'unsure':
      return unreachableIcon;
    case 'uploading':
      return uploadingIcon;
    case 'paused':
      return pauseIcon;
    case 'verified':
      return checkIcon;
    case 'review':
      return reviewIcon;
    case 'declined':
      return refusedIcon;
    case 'published':
      return publishedIcon;
    case 'discarded':
      return stopIcon;
    case 'gone':
      return goneIcon;
  }
}
