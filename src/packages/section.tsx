import type { TranslationBundle } from '@jupyterlab/translation';
import type { PackagePreview } from 'sciencemesh-contract';
import * as React from 'react';

/**
 * The properties of the parts that show something of the preview.
 */
export interface IPartProps {
  readonly preview: PackagePreview;
  readonly trans: TranslationBundle;
}

/**
 * A part of the preview with a heading of its own.
 */
export function Section(props: Section.IProps): JSX.Element {
  const { children, note, title } = props;
  const id = React.useId();
  return (
    <section className="jp-SciMeshSection" aria-labelledby={id}>
      <div className="jp-SciMeshSection-head">
        <h2 id={id}>{title}</h2>
        {note && <span className="jp-SciMeshSection-note">{note}</span>}
      </div>
      {children}
    </section>
  );
}

/**
 * The namespace for `Section` statics.
 */
export namespace Section {
  /**
   * The properties of the component.
   */
  export interface IProps {
    readonly children: React.ReactNode;

    /**
     * A few words beside the heading.
     */
    readonly note?: React.ReactNode;
    readonly title: string;
  }
}
