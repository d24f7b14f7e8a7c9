import { FormComponent } from '@jupyterlab/ui-components';
import type { ReadonlyJSONObject } from '@lumino/coreutils';
import type { IChangeEvent } from '@rjsf/core';
import type { RegistryFieldsType, UiSchema } from '@rjsf/utils';
import type { PublicationForm, Repository } from 'sciencemesh-contract';
import * as React from 'react';
import { Waiting } from '../../../elements/placeholder';
import { useFormValidator } from '../../../elements/formvalidator';
import { AgentField } from './agentfield';
import { CommunityField } from './communityfield';
import { FundingField } from './fundingfield';
import { FormNotes } from './notes';
import { metadataSchema } from './schema';
import { TEMPLATES } from './templates';
import { KeywordsField, LicencesField } from './tokenfields';

/**
 * The one form that describes a publication.
 *
 * #### Notes
 * The schema says what there is to fill in. What is wrong with it is told
 * beside the fields by whoever knows: this page, or the repository.
 */
export function MetadataForm(props: MetadataForm.IProps): JSX.Element {
  const { form, onChange, repository } = props;
  const { isDisabled, prefix, trans } = React.useContext(FormNotes);
  const validator = useFormValidator();
  const id = repository?.id;
  const isRestricted = form.metadata.access?.files === 'restricted';
  const kind = repository?.kind;
  // A new object would have the form begin afresh.
  const schema = React.useMemo(
    () => metadataSchema(repository, isRestricted, trans),
    [id, kind, isRestricted, trans]
  );
  const uiSchema = React.useMemo(() => uiSchemaFor(kind), [kind]);
  const data = React.useMemo(() => dataOf(form), [form]);
  if (validator === null) {
    return <Waiting label={trans.__('Loading the form…')} />;
  }
  return (
    <FormComponent
      schema={schema}
      uiSchema={uiSchema}
      formData={data}
      validator={validator}
      templates={TEMPLATES}
      fields={FIELDS}
      idPrefix={prefix}
      disabled={isDisabled}
      noValidate
      noHtml5Validate
      showErrorList={false}
      tagName="div"
      onChange={({ formData }: IChangeEvent<ReadonlyJSONObject>) => {
        const changed = formOf(formData ?? {});
        // It answers to being drawn as well.
        if (JSON.stringify(changed) !== JSON.stringify(formOf(data))) {
          onChange(changed);
        }
      }}
    />
  );
}

/**
 * The namespace for `MetadataForm` statics.
 */
export namespace MetadataForm {
  /**
   * The properties of the component.
   */
  export interface IProps {
    readonly form: PublicationForm;
    readonly onChange: (
      form: Pick<PublicationForm, 'community' | 'metadata'>
    ) => void;
    readonly repository: Repository | null;
  }
}

/** The library types fields by the data of the whole form. */
const FIELDS = {
  agent: AgentField,
  community: CommunityField,
  funding: FundingField,
  keywords: KeywordsField,
  licences: LicencesField
} as unknown as RegistryFieldsType<ReadonlyJSONObject>;

function uiSchemaFor(
  kind: Repository['kind'] | undefined
): UiSchema<ReadonlyJSONObject> {
  const agents = { items: { 'ui:field': 'agent' } };
  return {
    access: { embargoUntil: { 'ui:options': { inputType: 'date' } } },
    community: {
      'ui:field': 'community',
      'ui:options': { isCollection: kind === 'dataverse' }
    },
    contact: { email: { 'ui:options': { inputType: 'email' } } },
    contributors: agents,
    creators: agents,
    description: { 'ui:widget': 'textarea', 'ui:options': { rows: 6 } },
    funding: { items: { 'ui:field': 'funding' } },
    keywords: { 'ui:field': 'keywords' },
    licences: { 'ui:field': 'licences' },
    subjects: { 'ui:widget': 'checkboxes' }
  };
}

function dataOf({ community, metadata }: PublicationForm): ReadonlyJSONObject {
  const data = { ...metadata, ...(community === null ? {} : { community }) };
  // Members that are undefined are none.
  return JSON.parse(JSON.stringify(data)) as ReadonlyJSONObject;
}

function formOf(
  data: ReadonlyJSONObject
): Pick<PublicationForm, 'community' | 'metadata'> {
  const { community, ...metadata } = data;
  return {
    community: typeof community === 'string' ? community : null,
    metadata: Object.fromEntries(
      Object.entries(metadata)
        .filter(([, value]) => !isEmpty(value))
        // The form fills in what it shows, in its own order.
        .sort(([one], [other]) => (one < other ? -1 : 1))
    )
  };
}

/** A field into which nobody has typed. */
function isEmpty(value: unknown): boolean {
  return (
    value === '' ||
    value === undefined ||
    (typeof value === 'object' &&
      value !== null &&
      Object.values(value).every(member => member === undefined))
  );
}
