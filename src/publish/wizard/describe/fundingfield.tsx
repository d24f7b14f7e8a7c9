import type { FieldProps } from '@rjsf/utils';
import type { Funding, Organisation } from 'sciencemesh-contract';
import * as React from 'react';
import { Combobox } from './combobox';
import { Labelled } from './labelled';
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
  return (
    <div className="jp-SciMeshPublishAgent-line">
      <Labelled control={`${id}_funder`} label={trans.__('Funder')}>
        <Combobox
          id={`${id}_funder`}
          kind="funder"
          label={trans.__('Funder')}
          placeholder=""
          isDisabled={isDisabled}
          text={funder?.name ?? ''}
          trans={trans}
          onType={name => change({ funder: { name } })}
          onChoose={({ value }) => change({ funder: value as Organisation })}
        />
      </Labelled>
      <Labelled control={`${id}_awardTitle`} label={trans.__('Award')}>
        <Combobox
          id={`${id}_awardTitle`}
          kind="award"
          label={trans.__('Award')}
          placeholder=""
          isDisabled={isDisabled}
          text={awardTitle ?? ''}
          trans={trans}
          onType={typed => change({ awardTitle: typed || undefined })}
          onChoose={({ value }) => change(value as Partly)}
        />
      </Labelled>
      <Labelled control={`${id}_awardNumber`} label={trans.__('Its number')}>
        <input
          id={`${id}_awardNumber`}
          type="text"
          disabled={isDisabled}
          value={awardNumber ?? ''}
          onChange={({ target }) =>
            change({ awardNumber: target.value || undefined })
          }
        />
      </Labelled>
    </div>
  );
}
