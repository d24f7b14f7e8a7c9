import type { LabIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

/**
 * A state as a picture, which says its word on hover and to screen readers.
 */
export function StateIcon(props: StateIcon.IProps): JSX.Element {
  const { icon: Icon, kind, state, word } = props;
  return (
    <span
      className={`jp-SciMeshState jp-SciMesh${kind}State jp-mod-${state}`}
      role="img"
      aria-label={word}
      title={word}
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
    readonly icon: LabIcon;

    /**
     * Whose state it is; the style sheets give each state of it a colour.
     */
    readonly kind: 'Job' | 'Publication';
    readonly state: string;
    readonly word: string;
  }
}
