import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

/**
 * Says that a repository is for trying only.
 */
export function SandboxMark(props: {
  readonly trans: TranslationBundle;
}): JSX.Element {
  const { trans } = props;
  return (
    <span
      className="jp-SciMeshMark jp-mod-sandbox"
      title={trans.__('For trying only: its DOIs lead nowhere')}
    >
      {trans.__('sandbox')}
    </span>
  );
}
