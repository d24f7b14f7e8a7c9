import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { IFailure } from '../companion/outcome';
import { Banner } from '../elements/banner';
import { TextButton } from '../elements/button';
import { Waiting } from '../elements/placeholder';

/**
 * What all viewers look like: facts and buttons above, then what went wrong,
 * then the file.
 */
export function ViewerShell(props: ViewerShell.IProps): JSX.Element {
  const { actions, children, facts, failure, isWaiting, retry, trans } = props;
  return (
    <div className="jp-SciMeshViewer-page">
      <div className="jp-SciMeshViewer-bar">
        <ul className="jp-SciMeshViewer-facts" aria-live="polite">
          {facts.map(fact => (
            <li key={fact}>{fact}</li>
          ))}
        </ul>
        <div className="jp-SciMeshViewer-actions">{actions}</div>
      </div>
      {failure && (
        <div className="jp-SciMeshViewer-failure" role="alert">
          <Banner
            tone="error"
            title={trans.__('This file could not be shown')}
            actions={
              <TextButton small onClick={retry}>
                {trans.__('Try again')}
              </TextButton>
            }
          >
            <p>{failure.message}</p>
          </Banner>
        </div>
      )}
      {isWaiting && !failure ? (
        <Waiting label={trans.__('Reading the file…')} />
      ) : (
        children
      )}
    </div>
  );
}

/**
 * The namespace for `ViewerShell` statics.
 */
export namespace ViewerShell {
  /**
   * The properties of the component.
   */
  export interface IProps {
    readonly actions: React.ReactNode;
    readonly children: React.ReactNode;

    /**
     * What is known of the file and of what is shown of it.
     */
    readonly facts: readonly string[];
    readonly failure: IFailure | null;

    /**
     * Whether there is nothing to show yet.
     */
    readonly isWaiting: boolean;
    readonly retry: () => void;
    readonly trans: TranslationBundle;
  }
}
