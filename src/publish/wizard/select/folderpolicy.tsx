import type { TranslationBundle } from '@jupyterlab/translation';
import type { FolderPolicy as Policy } from 'sciencemesh-contract';
import * as React from 'react';
import type { IStepProps } from '../stepprops';

const POLICIES: readonly Policy[] = ['names', 'zip', 'flat'];

/**
 * How folders are kept at the repository.
 */
export function FolderPolicy(props: IStepProps): JSX.Element {
  const { form, model, trans } = props;
  const id = React.useId();
  const takesFolders = model.repository?.abilities?.folders ?? true;
  return (
    <fieldset className="jp-SciMeshPublishChoices">
      <legend>{trans.__('Folders')}</legend>
      {POLICIES.map(policy => (
        <label key={policy}>
          <input
            type="radio"
            name={id}
            checked={form.folders === policy}
            disabled={!model.open.files}
            onChange={() =>
              model.rearrange(policyLabel(policy, trans), { folders: policy })
            }
          />
          <span>
            {policyLabel(policy, trans)}
            <span className="jp-SciMeshMuted">
              {' '}
              {policyNote(policy, takesFolders, trans)}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/**
 * How folders are kept, in a few words.
 */
export function policyLabel(policy: Policy, trans: TranslationBundle): string {
  switch (policy) {
    case 'names':
      return trans.__('Keep folders');
    case 'zip':
      return trans.__('One archive');
    case 'flat':
      return trans.__('No folders');
  }
}

function policyNote(
  policy: Policy,
  takesFolders: boolean,
  trans: TranslationBundle
): string {
  switch (policy) {
    case 'names':
      return takesFolders
        ? trans.__('Each file stands under its path.')
        : trans.__('This repository keeps no folders: choose another.');
    case 'zip':
      return trans.__(
        'A zip of all, with the notebook and the description beside it.'
      );
    case 'flat':
      return trans.__('File names alone; two of the same name clash.');
  }
}
