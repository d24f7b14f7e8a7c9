import * as React from 'react';
import { Banner } from '../../../elements/banner';
import { TextButton } from '../../../elements/button';
import { Waiting } from '../../../elements/placeholder';
import type { IStepProps } from '../stepprops';
import { MatchBanner } from '../verifystep';
import { ConfirmPublish } from './confirm';

/**
 * What becomes of the draft.
 */
export function FinishStep(props: IStepProps): JSX.Element {
  const { model, publication, trans } = props;
  const { message, state } = publication;
  const name = model.repository?.name ?? trans.__('the repository');
  if (state === 'finishing') {
    return (
      <>
        <Waiting label={trans.__('%1 finishes the record…', name)} />
        <p className="jp-SciMeshPublishCalm">
          {trans.__(
            'You may close this page. What came of it is asked again, never assumed.'
          )}
        </p>
      </>
    );
  }
  return (
    <>
      <MatchBanner {...props} />
      {state === 'declined' && (
        <Banner
          tone="warning"
          title={trans.__('Those who review have declined it')}
        >
          <p>
            {message ??
              trans.__(
                'Look at the draft at %1 for their reasons, mend it, and submit it again.',
                name
              )}
          </p>
        </Banner>
      )}
      {state !== 'declined' && message !== null && (
        <Banner tone="warning" title={trans.__('It is not finished')}>
          <p>{message}</p>
        </Banner>
      )}
      {(state === 'verified' || state === 'declined') && <Ends {...props} />}
    </>
  );
}

function Ends(props: IStepProps): JSX.Element {
  const { form, model, publication, trans } = props;
  const [isAsking, setAsking] = React.useState(false);
  const { repository } = model;
  const name = repository?.name ?? trans.__('the repository');
  const review = repository?.abilities?.review ?? 'none';
  const isBundle = repository?.kind === 'bundle';
  const canReview =
    review === 'required' || (review === 'optional' && form.community !== null);
  return (
    <>
      <SenderChoice {...props} />
      <ul className="jp-SciMeshPublishEnds">
        <End
          note={trans.__(
            'It stays at %1, where only you can see it. You can come back to it here or there.',
            name
          )}
        >
          <TextButton
            disabled={model.deeds.isBusy}
            onClick={() => void model.deeds.end({ how: 'keep' })}
          >
            {trans.__('Keep as draft')}
          </TextButton>
        </End>
        {review !== 'none' && (
          <End
            note={
              canReview
                ? trans.__(
                    'Somebody there looks at it, and publishes or declines it. You can still take it back.'
                  )
                : trans.__(
                    'For that, choose a community in the step “Describe”.'
                  )
            }
          >
            <TextButton
              disabled={model.deeds.isBusy || !canReview}
              onClick={() => void model.deeds.end({ how: 'review' })}
            >
              {trans.__('Submit for review')}
            </TextButton>
          </End>
        )}
        <End
          note={
            review === 'required'
              ? trans.__(
                  '%1 publishes nothing that was not reviewed. Submit it for review.',
                  name
                )
              : isBundle
                ? trans.__('The archive is written into your files.')
                : trans.__(
                    'For good: the files and the DOI stay, and cannot be taken back.'
                  )
          }
        >
          {isBundle ? (
            <TextButton
              kind="accept"
              disabled={model.deeds.isBusy}
              onClick={() =>
                void model.deeds.end({ how: 'publish', confirmation: name })
              }
            >
              {trans.__('Make the archive')}
            </TextButton>
          ) : (
            <TextButton
              kind="accept"
              aria-expanded={isAsking}
              disabled={
                model.deeds.isBusy ||
                review === 'required' ||
                repository === null
              }
              onClick={() => setAsking(!isAsking)}
            >
              {trans.__('Publish…')}
            </TextButton>
          )}
        </End>
      </ul>
      {isAsking && (
        <ConfirmPublish
          isBusy={model.deeds.isBusy}
          name={name}
          publication={publication}
          publish={confirmation =>
            void model.deeds.end({ how: 'publish', confirmation })
          }
          trans={trans}
        />
      )}
    </>
  );
}

function End(props: {
  readonly children: React.ReactNode;
  readonly note: string;
}): JSX.Element {
  const { children, note } = props;
  return (
    <li>
      {children}
      <span className="jp-SciMeshMuted">{note}</span>
    </li>
  );
}

/** Only who got something from somebody can tell them what came of it. */
function SenderChoice(props: IStepProps): JSX.Element | null {
  const { form, model, trans } = props;
  return model.hasSender ? (
    <div className="jp-SciMeshPublishChoices">
      <label>
        <input
          type="checkbox"
          checked={form.senderIsTold}
          disabled={!model.open.metadata}
          onChange={({ target }) =>
            model.change({ senderIsTold: target.checked })
          }
        />
        <span>
          {trans.__(
            'Tell who shared this with me, with the title and the DOI, once it is published'
          )}
        </span>
      </label>
    </div>
  ) : null;
}
