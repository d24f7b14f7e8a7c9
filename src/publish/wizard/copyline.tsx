import { Clipboard } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { copyIcon } from '@jupyterlab/ui-components';
import * as React from 'react';
import { TextButton } from '../../elements/button';

/**
 * A button that copies a text, and says that it has.
 */
export function CopyButton(props: CopyButton.IProps): JSX.Element {
  const { label, text, trans } = props;
  const [copied, setCopied] = React.useState<string | null>(null);
  return (
    <TextButton
      small
      icon={copyIcon}
      aria-label={label}
      onClick={() => {
        Clipboard.copyToSystem(text);
        setCopied(text);
      }}
    >
      <span role="status">
        {copied === text ? trans.__('Copied') : trans.__('Copy')}
      </span>
    </TextButton>
  );
}

/**
 * The namespace for `CopyButton` statics.
 */
export namespace CopyButton {
  /**
   * The properties of the component.
   */
  export interface IProps {
    /**
     * What is copied, for screen readers.
     */
    readonly label: string;
    readonly text: string;
    readonly trans: TranslationBundle;
  }
}

/**
 * A DOI that can be copied.
 */
export function DoiLine(props: {
  readonly doi: string;
  readonly label: string;
  readonly trans: TranslationBundle;
}): JSX.Element {
  const { doi, label, trans } = props;
  return (
    <p className="jp-SciMeshPublishDoi">
      <span className="jp-SciMeshPublishDoi-label">{label}</span>
      <code>{doi}</code>
      <CopyButton
        label={trans.__('Copy the DOI %1', doi)}
        text={`https://doi.org/${doi}`}
        trans={trans}
      />
    </p>
  );
}
