import * as React from 'react';

/**
 * A small control with its name above it.
 */
export function Labelled(props: Labelled.IProps): JSX.Element {
  const { children, control, label } = props;
  return (
    <span className="jp-SciMeshPublishField jp-mod-member">
      <label htmlFor={control}>{label}</label>
      {children}
    </span>
  );
}

/**
 * The namespace for `Labelled` statics.
 */
export namespace Labelled {
  /**
   * The properties of the component.
   */
  export interface IProps {
    readonly children: React.ReactNode;

    /**
     * Identifier of the control.
     */
    readonly control: string;
    readonly label: string;
  }
}
