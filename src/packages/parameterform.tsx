import { FormComponent } from '@jupyterlab/ui-components';
import type { ReadonlyJSONObject } from '@lumino/coreutils';
import type { IChangeEvent } from '@rjsf/core';
import * as React from 'react';
import { useFormValidator } from '../elements/formvalidator';
import { Waiting } from '../elements/placeholder';
import { ParameterField } from './parameterfield';
import type { PackageModel } from './model';
import { formSchema, initialFormData } from './parameters';
import type { IPartProps } from './section';
import { Section } from './section';

/**
 * The parameters of the package, as a form.
 */
export function Parameters(
  props: IPartProps & { readonly model: PackageModel }
): JSX.Element | null {
  const { model, preview, trans } = props;
  const { parameters } = preview;
  const validator = useFormValidator(parameters.length > 0);
  // A new object would make the form compile its schema with every key.
  const key = JSON.stringify(parameters);
  const [schema, initial] = React.useMemo(
    () => [formSchema(parameters), initialFormData(parameters)],
    [key]
  );
  if (parameters.length === 0) {
    return null;
  }
  return (
    <Section
      title={trans.__('Parameters')}
      note={trans.__('What you change here is written into the notebook.')}
    >
      {validator ? (
        <div className="jp-SciMeshParameters">
          <FormComponent
            schema={schema}
            formData={model.choices.formData}
            formContext={{ defaultFormData: initial }}
            validator={validator}
            templates={{ FieldTemplate: ParameterField }}
            idPrefix="jp-scimesh-parameter"
            liveValidate
            noHtml5Validate
            showErrorList={false}
            tagName="div"
            onChange={(event: IChangeEvent<ReadonlyJSONObject>) =>
              model.fill(event.formData ?? {}, event.errors.length)
            }
          />
        </div>
      ) : (
        <Waiting label={trans.__('Loading the form…')} />
      )}
    </Section>
  );
}
