import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { IFailure } from '../companion/outcome';
import type { CompanionStatus } from '../companion/status';
import { warningIcon } from '../icons';
import { CompanionAbsence } from './absence';
import { Banner } from './banner';
import { TextButton } from './button';
import { Placeholder, Waiting } from './placeholder';

/**
 * What stands in place of content that was not loaded yet: waiting, or why
 * there is none.
 */
export function Unready(props: Unready.IProps): JSX.Element {
  const { failure, status, title, trans, tryAgain, waiting } = props;
  if (!status.isRunning) {
    return <CompanionAbsence status={status} trans={trans} />;
  }
  return failure === null ? (
    <Waiting label={waiting} />
  ) : (
    <Placeholder
      icon={warningIcon}
      title={title}
      actions={
        <TextButton onClick={() => void tryAgain()}>
          {trans.__('Try again')}
        </TextButton>
      }
    >
      <p role="alert">{failure.message}</p>
    </Placeholder>
  );
}

/**
 * The namespace for `Unready` statics.
 */
export namespace Unready {
  /**
   * The properties of the component.
   */
  export interface IProps extends OutOfDate.IProps {
    readonly status: CompanionStatus;

    /**
     * What is said while it is on its way.
     */
    readonly waiting: string;
  }
}

/**
 * Says above content that it could not be loaded again; nothing where it was.
 */
export function OutOfDate(props: OutOfDate.IProps): JSX.Element | null {
  const { failure, title, trans, tryAgain } = props;
  return failure === null ? null : (
    <Banner
      tone="warning"
      title={title}
      actions={
        <TextButton small onClick={() => void tryAgain()}>
          {trans.__('Try again')}
        </TextButton>
      }
    >
      <p role="alert">{failure.message}</p>
    </Banner>
  );
}

/**
 * The namespace for `OutOfDate` statics.
 */
export namespace OutOfDate {
  /**
   * The properties of the component.
   */
  export interface IProps {
    readonly failure: IFailure | null;

    /**
     * What the failure means to the person.
     */
    readonly title: string;
    readonly trans: TranslationBundle;
    readonly tryAgain: () => Promise<unknown>;
  }
}
