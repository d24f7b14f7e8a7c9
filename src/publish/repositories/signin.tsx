import type { TranslationBundle } from '@jupyterlab/translation';
import type { Repository } from 'sciencemesh-contract';
import * as React from 'react';
import type { PublicationsModel } from '../model';
import { SignInThere } from './signinthere';
import { TokenForm } from './tokenform';

/**
 * How a person signs in at a repository: on a page of it where the
 * administrator has set that up, else with a token.
 */
export function SignIn(props: SignIn.IProps): JSX.Element {
  const { repository, trans } = props;
  if (!repository.oauth) {
    return <TokenForm {...props} className="jp-SciMeshSignIn" />;
  }
  return (
    <div className="jp-SciMeshSignIn">
      <SignInThere {...props} />
      <details>
        <summary>{trans.__('Enter a token instead')}</summary>
        <TokenForm
          {...props}
          className="jp-SciMeshSignIn-other"
          onCancel={undefined}
        />
      </details>
    </div>
  );
}

/**
 * The namespace for `SignIn` statics.
 */
export namespace SignIn {
  /**
   * The properties of the component.
   */
  export interface IProps {
    /**
     * Offered where it is given.
     */
    readonly onCancel?: () => void;

    /**
     * The person is signed in.
     */
    readonly onDone?: () => void;
    readonly publications: PublicationsModel;
    readonly repository: Repository;
    readonly trans: TranslationBundle;
  }
}
