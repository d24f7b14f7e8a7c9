import type { LabIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

/**
 * What stands where there is nothing to show: an empty list, an error.
 */
export function Placeholder(props: Placeholder.IProps): JSX.Element {
  const { actions, children, icon: Icon, title } = props;
  return (
    <div className="jp-SciMeshPlaceholder">
      {Icon && <Icon.react tag="span" className="jp-SciMeshPlaceholder-icon" />}
      <p className="jp-SciMeshPlaceholder-title">{title}</p>
      {children}
      {actions && (
        <div className="jp-SciMeshPlaceholder-actions">{actions}</div>
      )}
    </div>
  );
}

/**
 * The namespace for `Placeholder` statics.
 */
export namespace Placeholder {
  /**
   * The properties of the component.
   */
  export interface IProps {
    readonly actions?: React.ReactNode;
    readonly children?: React.ReactNode;
    readonly icon?: LabIcon;
    readonly title: string;
  }
}

/**
 * Says that something is on its way.
 */
export function Waiting(props: { readonly label: string }): JSX.Element {
  return (
    <div className="jp-SciMeshWaiting" role="status">
      <span className="jp-SciMeshWaiting-spinner" aria-hidden="true" />
      {props.label}
    </div>
  );
}
