import { FormComponent } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReadonlyJSONObject } from '@lumino/coreutils';
import type { IChangeEvent } from '@rjsf/core';
import type {
  FieldTemplateProps,
  RJSFValidationError,
  UiSchema
} from '@rjsf/utils';
import type { JobFinding } from 'sciencemesh-contract';
import * as React from 'react';
import { useFormValidator } from '../../elements/formvalidator';
import { Waiting } from '../../elements/placeholder';
import { Row } from './notes';

/**
 * What stands beside a field of the form.
 */
export interface IFieldNotes {
  readonly findings: readonly JobFinding[];
  readonly reason: string | null;

  /**
   * What stands in place of the field.
   */
  readonly instead?: React.ReactNode;

  /**
   * What stands after the field.
   */
  readonly after?: React.ReactNode;
}

/**
 * A form of a JSON schema, with notes beside its fields.
 */
export function SchemaForm(props: SchemaForm.IProps): JSX.Element {
  const { data, notes, onChange, prefix, schema, trans, uiSchema } = props;
  const validator = useFormValidator();
  // A new object would make the form compile its schema with every key.
  const key = JSON.stringify(schema);
  const kept = React.useMemo(() => schema, [key]);
  return validator ? (
    <FieldNotes.Provider value={{ notes, prefix }}>
      <FormComponent
        schema={kept}
        uiSchema={uiSchema ?? {}}
        formData={data}
        validator={validator}
        templates={TEMPLATES}
        idPrefix={prefix}
        liveValidate={props.isChecked}
        noHtml5Validate
        showErrorList={false}
        tagName="div"
        transformErrors={errors => errors.map(error => inWords(error, trans))}
        onChange={(event: IChangeEvent<ReadonlyJSONObject>) =>
          onChange(event.formData ?? {}, event.errors.length)
        }
      />
    </FieldNotes.Provider>
  ) : (
    <Waiting label={trans.__('Loading the form…')} />
  );
}

/**
 * The namespace for `SchemaForm` statics.
 */
export namespace SchemaForm {
  /**
   * The properties of the component.
   */
  export interface IProps {
    readonly data: ReadonlyJSONObject;

    /**
     * Whether the schema refuses values; else whoever listens does.
     */
    readonly isChecked: boolean;
    readonly notes: (key: string) => IFieldNotes;

    /**
     * @param errors - how many values the schema refuses
     */
    readonly onChange: (data: ReadonlyJSONObject, errors: number) => void;

    /**
     * What identifiers of elements begin with; another one for each form.
     */
    readonly prefix: string;
    readonly schema: ReadonlyJSONObject;
    readonly trans: TranslationBundle;
    readonly uiSchema?: UiSchema<ReadonlyJSONObject>;
  }
}

/**
 * Notes reach the fields beside the form, which does not draw itself again
 * where only they have changed.
 */
const FieldNotes = React.createContext<{
  readonly notes: (key: string) => IFieldNotes;
  readonly prefix: string;
}>({ notes: () => ({ findings: [], reason: null }), prefix: '' });

const TEMPLATES = { FieldTemplate: Field };

function Field(props: FieldTemplateProps): JSX.Element {
  const { children, id, label, rawErrors, schema } = props;
  const { notes, prefix } = React.useContext(FieldNotes);
  if (id === prefix) {
    return <div className="jp-SciMeshJobForm-rows">{children}</div>;
  }
  const { after, findings, instead, reason } = notes(
    id.slice(prefix.length + 1)
  );
  // The check box writes its own name.
  const isLabelled = schema.type !== 'boolean';
  const errors = (rawErrors ?? []).map((message): JobFinding => ({
    level: 'error',
    code: 'schema',
    field: null,
    message
  }));
  return (
    <Row
      label={isLabelled || instead !== undefined ? label : ''}
      {...(instead === undefined && isLabelled ? { control: id } : {})}
      findings={[
        ...new Map(errors.map(e => [e.message, e])).values(),
        ...findings
      ]}
      reason={reason}
      {...(schema.description ? { note: schema.description } : {})}
    >
      {instead ?? children}
      {after}
    </Row>
  );
}

/** The words of the library are for those who know JSON Schema. */
function inWords(
  error: RJSFValidationError,
  trans: TranslationBundle
): RJSFValidationError {
  const { limit } = {
    limit: '',
    ...(error.params as Readonly<Record<string, string>> | undefined)
  };
  switch (error.name) {
    case 'required':
      return { ...error, message: trans.__('Fill this in.') };
    case 'minimum':
      return { ...error, message: trans.__('At least %1.', limit) };
    case 'maximum':
      return { ...error, message: trans.__('At most %1.', limit) };
    case 'type':
      return { ...error, message: trans.__('Write a whole number.') };
    case 'pattern':
      return {
        ...error,
        message: trans.__('Write it in the form that is described.')
      };
    default:
      return error;
  }
}
