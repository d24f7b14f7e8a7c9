import type { FieldTemplateProps } from '@rjsf/utils';
import * as React from 'react';

/**
 * One field of the form of parameters.
 *
 * #### Notes
 * The form's own template writes names as headings that belong to no field;
 * here they are labels, which screen readers read and clicks follow.
 */
export function ParameterField(props: FieldTemplateProps): JSX.Element {
  const { children, displayLabel, errors, id, label, schema } = props;
  if (schema.type === 'object') {
    return <div className="jp-SciMeshParameters-fields">{children}</div>;
  }
  const isList = schema.type === 'array';
  // The list and the check box write their own name.
  const isLabelled = displayLabel && !isList && schema.type !== 'boolean';
  return (
    <div className="jp-SciMeshParameters-field">
      {isLabelled && (
        <label htmlFor={id}>
          {label}
          {props.required && <span aria-hidden="true"> *</span>}
        </label>
      )}
      <div className="jp-SciMeshParameters-input">{children}</div>
      {!isList && schema.description && (
        <p className="jp-SciMeshMuted" id={`${id}__description`}>
          {schema.description}
        </p>
      )}
      {(props.rawErrors?.length ?? 0) > 0 && (
        <div className="jp-SciMeshParameters-errors" role="alert">
          {errors}
        </div>
      )}
    </div>
  );
}
