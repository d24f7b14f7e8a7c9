import type { PublicationFinding } from 'sciencemesh-contract';
import * as React from 'react';
import { TextButton } from '../../../elements/button';
import { infoIcon, warningIcon } from '../../../icons';
import { fieldWords } from '../describe/schema';
import type { IStepProps } from '../stepprops';

/**
 * What was found, the worst first, each with what can be done about it.
 */
export function FindingList(props: FindingList.IProps): JSX.Element | null {
  const { findings, fixes, model, trans } = props;
  if (findings.length === 0) {
    return null;
  }
  return (
    <ul
      className="jp-SciMeshPublishFindings"
      aria-label={trans.__('What was found')}
    >
      {bySeverity(findings).map((finding, index) => {
        const { fix, message, severity } = finding;
        const Icon = severity === 'note' ? infoIcon : warningIcon;
        return (
          <li key={`${index} ${message}`} className={`jp-mod-${severity}`}>
            <Icon.react tag="span" className="jp-SciMeshPublishNotes-icon" />
            <span className="jp-SciMeshPublishFindings-text">
              {finding.field !== null && fix === null && (
                <strong>
                  {trans.__(
                    '%1:',
                    fieldWords(finding.field, model.repository, trans)
                  )}{' '}
                </strong>
              )}
              {message}
            </span>
            {fix && fixes.isPossible(finding, model) && (
              <TextButton
                small
                onClick={() => void fixes.apply(finding, model)}
              >
                {fix.label}
              </TextButton>
            )}
            {finding.field !== null && fix === null && (
              <TextButton
                small
                onClick={() => model.trail.showField(finding.field ?? '')}
              >
                {trans.__('Show the field')}
              </TextButton>
            )}
          </li>
        );
      })}
    </ul>
  );
}

/**
 * The namespace for `FindingList` statics.
 */
export namespace FindingList {
  /**
   * The properties of the component.
   */
  export interface IProps extends Pick<
    IStepProps,
    'fixes' | 'model' | 'trans'
  > {
    readonly findings: readonly PublicationFinding[];
  }
}

/**
 * Errors, then warnings, then notes.
 */
function bySeverity(
  findings: readonly PublicationFinding[]
): PublicationFinding[] {
  return ORDER.flatMap(severity =>
    findings.filter(finding => finding.severity === severity)
  );
}

const ORDER: readonly PublicationFinding['severity'][] = [
  'error',
  'warning',
  'note'
];
