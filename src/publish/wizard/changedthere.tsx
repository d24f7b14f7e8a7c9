import * as React from 'react';
import { Banner } from '../../elements/banner';
import { TextButton } from '../../elements/button';
import { ExternalLink } from '../../elements/link';
import type { IStepProps } from './stepprops';

/**
 * Asks what holds where somebody has changed the draft on the pages of the
 * repository; afterwards it says what stays as it is there.
 */
export function ChangedThere(props: IStepProps): JSX.Element | null {
  const { model, publication, trans } = props;
  const { changedThere, leftThere, recordUrl } = publication;
  const name = model.repository?.name ?? trans.__('the repository');
  const useForm = (
    <TextButton
      small
      disabled={model.deeds.isBusy}
      onClick={() => void model.deeds.choose('form')}
    >
      {trans.__('Use the form')}
    </TextButton>
  );
  if (changedThere.length > 0) {
    return (
      <Banner
        tone="warning"
        title={trans.__('The draft was changed at %1', name)}
        actions={
          <>
            <TextButton
              small
              disabled={model.deeds.isBusy}
              onClick={() => void model.deeds.choose('repository')}
            >
              {trans.__('Keep what is there')}
            </TextButton>
            {useForm}
          </>
        }
      >
        <p>
          {trans.__(
            'Changed there since this form was sent: %1. Nothing of it is written over until you say which holds.',
            changedThere.join(', ')
          )}
        </p>
        {recordUrl !== null && (
          <ExternalLink url={recordUrl}>
            {trans.__('Look at it there')}
          </ExternalLink>
        )}
      </Banner>
    );
  }
  return leftThere.length > 0 ? (
    <Banner
      tone="info"
      title={trans.__('As it was changed at %1', name)}
      actions={useForm}
    >
      <p>
        {trans.__(
          'Whatever the form says, this stays as it is there: %1.',
          leftThere.join(', ')
        )}
      </p>
    </Banner>
  ) : null;
}
