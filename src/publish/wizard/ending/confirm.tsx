import type { TranslationBundle } from '@jupyterlab/translation';
import type { Publication } from 'sciencemesh-contract';
import * as React from 'react';
import { bytesText } from '../../../transfers/wording';

/**
 * Asks for the name of the repository: what follows cannot be taken back.
 */
export function ConfirmPublish(props: ConfirmPublish.IProps): JSX.Element {
  const { isBusy, name, publication, publish, trans } = props;
  const { doi, fileCount, size, title } = publication;
  const [typed, setTyped] = React.useState('');
  const id = React.useId();
  const isRight = typed.trim().toLowerCase() === name.toLowerCase();
  return (
    <form
      className="jp-SciMeshPublishConfirm"
      onSubmit={event => {
        event.preventDefault();
        if (isRight && !isBusy) {
          publish(name);
        }
      }}
    >
      <p>
        <strong>{trans.__('This cannot be undone.')}</strong>{' '}
        {trans._n(
          '“%2” with %1 file (%3) becomes public at %4%5.',
          '“%2” with %1 files (%3) becomes public at %4%5.',
          fileCount,
          title,
          bytesText(size),
          name,
          doi === null ? '' : trans.__(' under the DOI %1', doi)
        )}
      </p>
      <label htmlFor={id}>{trans.__('Type “%1” to confirm', name)}</label>
      <div className="jp-SciMeshPublishDeeds">
        <input
          id={id}
          type="text"
          className="jp-SciMeshPublishConfirm-name"
          autoComplete="off"
          autoFocus
          spellCheck={false}
          disabled={isBusy}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
        <button
          type="submit"
          className="jp-SciMeshButton jp-mod-accept"
          disabled={isBusy || !isRight}
        >
          <span className="jp-SciMeshButton-label">
            {trans.__('Publish at %1', name)}
          </span>
        </button>
      </div>
    </form>
  );
}

/**
 * The namespace for `ConfirmPublish` statics.
 */
export namespace ConfirmPublish {
  /**
   * The properties of the component.
   */
  export interface IProps {
    readonly isBusy: boolean;

    /**
     * Of the repository.
     */
    readonly name: string;
    readonly publication: Publication;
    readonly publish: (confirmation: string) => void;
    readonly trans: TranslationBundle;
  }
}
