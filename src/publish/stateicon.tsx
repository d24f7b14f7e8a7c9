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
import { StateIcon } from '../elements/stateicon';
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
 * The state of a publication as a picture.
 */
export function PublicationStateIcon(props: {
  readonly state: PublicationState;
  readonly trans: TranslationBundle;
}): JSX.Element {
  const { state, trans } = props;
  return (
    <StateIcon
      icon={stateIcon(state)}
      kind="Publication"
      state={state}
      word={stateWord(trans, state)}
    />
  );
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
