import type { JobFinding } from 'sciencemesh-contract';
import * as React from 'react';
import { infoIcon, warningIcon } from '../../icons';

/**
 * What a dry run found, beside what it is about.
 */
export function Findings(props: {
  readonly id?: string;
  readonly findings: readonly JobFinding[];
}): JSX.Element | null {
  const { findings, id } = props;
  if (findings.length === 0) {
    return null;
  }
  return (
    <ul className="jp-SciMeshJobForm-findings" id={id}>
      {findings.map(({ code, level, message }, index) => {
        const Icon = level === 'note' ? infoIcon : warningIcon;
        return (
          <li key={`${code} ${index}`} className={`jp-mod-${level}`}>
            <Icon.react tag="span" className="jp-SciMeshJobForm-findingIcon" />
            <span>{message}</span>
          </li>
        );
      })}
    </ul>
  );
}

/**
 * Where a value is from.
 */
export function Reason(props: {
  readonly reason: string | null;
}): JSX.Element | null {
  const { reason } = props;
  return reason === null ? null : (
    <span className="jp-SciMeshJobForm-reason">{reason}</span>
  );
}

/**
 * A question with its answer, where the answer is from, and what is wrong with
 * it.
 */
export function Row(props: Row.IProps): JSX.Element {
  const { children, control, findings = [], label, note, reason } = props;
  const isWrong = findings.some(({ level }) => level === 'error');
  return (
    <div className={`jp-SciMeshJobForm-row${isWrong ? ' jp-mod-wrong' : ''}`}>
      {control === undefined ? (
        <span className="jp-SciMeshJobForm-label">{label}</span>
      ) : (
        <label className="jp-SciMeshJobForm-label" htmlFor={control}>
          {label}
        </label>
      )}
      <div className="jp-SciMeshJobForm-answer">
        <div className="jp-SciMeshJobForm-line">
          {children}
          <Reason reason={reason ?? null} />
        </div>
        {note !== undefined && <p className="jp-SciMeshJobForm-note">{note}</p>}
        <Findings findings={findings} />
      </div>
    </div>
  );
}

/**
 * The namespace for `Row` statics.
 */
export namespace Row {
  /**
   * The properties of the component.
   */
  export interface IProps {
    readonly children: React.ReactNode;

    /**
     * Identifier of the one control that the label is for; left out where
     * there are several, which have names of their own.
     */
    readonly control?: string;
    readonly findings?: readonly JobFinding[];
    readonly label: React.ReactNode;
    readonly note?: React.ReactNode;
    readonly reason?: string | null;
  }
}
