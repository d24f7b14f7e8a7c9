import * as React from 'react';

/**
 * A thin bar that tells how far something is.
 */
export function ProgressLine(props: ProgressLine.IProps): JSX.Element {
  const { fraction, label, tone = 'plain' } = props;
  const percentage = Math.round(100 * Math.min(1, Math.max(0, fraction)));
  return (
    <span
      className={`jp-SciMeshProgressLine jp-mod-${tone}`}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percentage}
    >
      <span
        className="jp-SciMeshProgressLine-part"
        style={{ inlineSize: `${percentage}%` }}
      />
    </span>
  );
}

/**
 * The namespace for `ProgressLine` statics.
 */
export namespace ProgressLine {
  /**
   * The properties of the component.
   */
  export interface IProps {
    /**
     * From 0 to 1; what lies beyond is drawn as the end.
     */
    readonly fraction: number;
    readonly label: string;

    /**
     * `full` for what comes near its limit.
     */
    readonly tone?: 'plain' | 'full';
  }
}
