import type { FieldProps } from '@rjsf/utils';
import * as React from 'react';
import { Combobox } from './combobox';
import { FormNotes } from './notes';

/**
 * Where in the repository it goes: a community, or a collection.
 */
export function CommunityField(props: FieldProps<string>): JSX.Element {
  const { formData, idSchema, onChange, uiSchema } = props;
  const { isDisabled, trans } = React.useContext(FormNotes);
  const [chosen, setChosen] = React.useState({ id: '', label: '' });
  const isCollection = uiSchema?.['ui:options']?.['isCollection'] === true;
  const id = formData ?? '';
  return (
    <Combobox
      id={idSchema.$id}
      kind={isCollection ? 'collection' : 'community'}
      label={
        isCollection
          ? trans.__('Collection; empty for the usual one')
          : trans.__('Community; empty for none')
      }
      isDisabled={isDisabled}
      text={chosen.id === id && id !== '' ? chosen.label : id}
      trans={trans}
      onType={typed => {
        onChange(typed || undefined);
      }}
      onChoose={({ label, value }) => {
        const picked = typeof value === 'string' ? value : label;
        setChosen({ id: picked, label });
        onChange(picked);
      }}
    />
  );
}
