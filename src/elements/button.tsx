import type { LabIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

/**
 * A button with a word on it.
 */
export function TextButton(props: TextButton.IProps): JSX.Element {
  const { children, icon: Icon, kind = 'plain', small, ...others } = props;
  return (
    <button
      {...others}
      type="button"
      className={[
        'jp-SciMeshButton',
        kind === 'accept' ? 'jp-mod-accept' : '',
        small ? 'jp-mod-small' : ''
      ].join(' ')}
    >
      {Icon && <Icon.react tag="span" className="jp-SciMeshButton-icon" />}
      <span className="jp-SciMeshButton-label">{children}</span>
    </button>
  );
}

/**
 * The namespace for `TextButton` statics.
 */
export namespace TextButton {
  /**
   * The properties of the component.
   */
  export interface IProps extends Omit<
    React.ButtonHTMLAttributes<HTMLButtonElement>,
    'className'
  > {
    readonly children: React.ReactNode;
    readonly icon?: LabIcon;

    /**
     * `accept` for the one thing that most people come for.
     */
    readonly kind?: 'accept' | 'plain';
    readonly small?: boolean;
  }
}

/**
 * A button with an icon on it; its label is for screen readers and on hover.
 */
export function IconButton(props: IconButton.IProps): JSX.Element {
  const { icon: Icon, label, ...others } = props;
  return (
    <button
      {...others}
      type="button"
      className="jp-SciMeshIconButton"
      aria-label={label}
      title={label}
    >
      <Icon.react tag="span" elementPosition="center" />
    </button>
  );
}

/**
 * The namespace for `IconButton` statics.
 */
export namespace IconButton {
  /**
   * The properties of the component.
   */
  export interface IProps extends Omit<
    React.ButtonHTMLAttributes<HTMLButtonElement>,
    'aria-label' | 'className' | 'title'
  > {
    readonly icon: LabIcon;
    readonly label: string;
  }
}
