import type { FieldProps } from '@rjsf/utils';
import type { Funding, Organisation } from 'sciencemesh-contract';
import * as React from 'react';
import { Combobox } from './combobox';
import { FormNotes } from './notes';

type Partly = Partial<Funding>;

/**
 * Who has paid, and by which award.
 */
export function FundingField(props: FieldProps<Partly>): JSX.Element {
  const { formData = {}, idSchema, onChange } = props;
  const { isDisabled, trans } = React.useContext(FormNotes);
  const id = idSchema.$id;
  const { awardNumber, awardTitle, funder } = formData;
  const change = (members: Partly): void => {
    onChange({ ...formData, ...members });
  };
  const number = trans.__('Number of the award');
  return (
    <div className="jp-SciMeshPublishAgent-line">
      <Combobox
        id={`${id}_funder`}
        kind="funder"
        label={trans.__('Funder')}
        isDisabled={isDisabled}
        text={funder?.name ?? ''}
        trans={trans}
        onType={name => change({ funder: { name } })}
        onChoose={({ value }) => change({ funder: value as Organisation })}
      />
      <Combobox
        id={`${id}_awardTitle`}
        kind="award"
        label={trans.__('Award')}
        isDisabled={isDisabled}
        text={awardTitle ?? ''}
        trans={trans}
        onType={typed => change({ awardTitle: typed || undefined })}
        onChoose={({ value }) => change(value as Partly)}
      />
      <input
        id={`${id}_awardNumber`}
        type="text"
        aria-label={number}
        placeholder={number}
        disabled={isDisabled}
        value={awardNumber ?? ''}
        onChange={({ target }) =>
          change({ awardNumber: target.value || undefined })
        }
      />
    </div>
  );
}
