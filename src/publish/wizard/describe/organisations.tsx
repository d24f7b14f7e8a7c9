import { closeIcon } from '@jupyterlab/ui-components';
import type { Organisation } from 'sciencemesh-contract';
import * as React from 'react';
import { IconButton } from '../../../elements/button';
import { Combobox } from './combobox';
import { FormNotes } from './notes';

/**
 * The organisations that somebody belongs to, and a field for the next one.
 */
export function OrganisationList(props: OrganisationList.IProps): JSX.Element {
  const { id, onChange, organisations } = props;
  const { isDisabled, trans } = React.useContext(FormNotes);
  const [text, setText] = React.useState('');
  const add = (organisation: Organisation): void => {
    setText('');
    onChange([...organisations, organisation]);
  };
  const addTyped = (): void => {
    if (text.trim() !== '') {
      add({ name: text.trim() });
    }
  };
  return (
    <div className="jp-SciMeshPublishTokens" onBlur={addTyped}>
      {organisations.map(({ name, ror }, index) => (
        <span
          key={`${index} ${name}`}
          className="jp-SciMeshPublishTokens-token"
          id={`${id}_${index}`}
          title={ror === undefined ? name : `https://ror.org/${ror}`}
        >
          {name}
          {ror !== undefined && (
            <span className="jp-SciMeshMark jp-mod-good">
              {trans.__('ROR')}
            </span>
          )}
          {!isDisabled && (
            <IconButton
              icon={closeIcon}
              label={trans.__('Remove %1', name)}
              onClick={() =>
                onChange(organisations.filter((_, place) => place !== index))
              }
            />
          )}
        </span>
      ))}
      {!isDisabled && (
        <Combobox
          id={id}
          kind="organisation"
          label={trans.__('Affiliation')}
          placeholder={trans.__('Add an affiliation')}
          isDisabled={isDisabled}
          text={text}
          trans={trans}
          onType={setText}
          onEnter={addTyped}
          onChoose={({ value }) => add(value as Organisation)}
        />
      )}
    </div>
  );
}

/**
 * The namespace for `OrganisationList` statics.
 */
export namespace OrganisationList {
  /**
   * The properties of the component.
   */
  export interface IProps {
    readonly id: string;
    readonly onChange: (organisations: Organisation[]) => void;
    readonly organisations: readonly Organisation[];
  }
}
