import { Clipboard } from '@jupyterlab/apputils';
import { copyIcon } from '@jupyterlab/ui-components';
import * as React from 'react';
import { TextButton } from '../../elements/button';
import { Waiting } from '../../elements/placeholder';
import type { IPageProps } from './parts';

/**
 * The text that was submitted.
 */
export function SubmittedScript(props: IPageProps): JSX.Element {
  const { model, trans } = props;
  const { script } = model;
  if (script === null) {
    return <Waiting label={trans.__('Looking for the script…')} />;
  }
  return (
    <>
      <TextButton
        small
        icon={copyIcon}
        onClick={() => Clipboard.copyToSystem(script.script)}
      >
        {trans.__('Copy')}
      </TextButton>
      <pre
        className="jp-SciMeshScript"
        tabIndex={0}
        aria-label={trans.__('Submitted script')}
      >
        {script.script}
      </pre>
    </>
  );
}
