import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { CompanionStatus } from '../companion/status';
import { scienceMeshIcon, warningIcon } from '../icons';
import { TextButton } from './button';
import { Placeholder, Waiting } from './placeholder';

/**
 * What stands in place of content while the companion cannot be asked.
 */
export function CompanionAbsence(
  props: CompanionAbsence.IProps
): JSX.Element | null {
  const { status, trans } = props;
  const { state } = status;
  switch (state.kind) {
    case 'running':
      return null;
    case 'unknown':
    case 'starting':
      return (
        <>
          <Waiting label={trans.__('ScienceMesh is starting…')} />
          {state.kind === 'starting' && state.message !== '' && (
            <p className="jp-SciMeshWaiting-words">{state.message}</p>
          )}
        </>
      );
    case 'down':
      return (
        <Placeholder
          icon={warningIcon}
          title={trans.__('ScienceMesh is not running')}
          actions={
            <TextButton onClick={() => void status.restart()}>
              {trans.__('Try again')}
            </TextButton>
          }
        >
          <p role="alert">{state.failure.message}</p>
        </Placeholder>
      );
    case 'missing':
      return (
        <Placeholder
          icon={scienceMeshIcon}
          title={trans.__('ScienceMesh is not installed on the server')}
          actions={
            <TextButton onClick={() => void status.refresh()}>
              {trans.__('Look again')}
            </TextButton>
          }
        >
          <p role="alert">{state.failure.message}</p>
        </Placeholder>
      );
  }
}

/**
 * The namespace for `CompanionAbsence` statics.
 */
export namespace CompanionAbsence {
  /**
   * The properties of the component.
   */
  export interface IProps {
    readonly status: CompanionStatus;
    readonly trans: TranslationBundle;
  }
}
