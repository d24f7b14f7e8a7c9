import type { AdoptableDraft } from 'sciencemesh-contract';
import * as React from 'react';
import type { Loadable } from '../../companion/outcome';
import { Banner } from '../../elements/banner';
import { TextButton } from '../../elements/button';
import { Instant } from '../../elements/instant';
import { ExternalLink } from '../../elements/link';
import { Waiting } from '../../elements/placeholder';
import type { IStepProps } from './stepprops';

/**
 * Asks which draft is the publication's, where an answer of the repository was
 * lost: guessing could make two, or write over somebody's work.
 */
export function Adoption(props: IStepProps): JSX.Element {
  const { model, publication, trans } = props;
  const { id } = publication;
  const name = model.repository?.name ?? trans.__('the repository');
  const [drafts, setDrafts] = React.useState<
    Loadable<readonly AdoptableDraft[]>
  >({ state: 'loading' });
  const [turn, setTurn] = React.useState(0);
  const { client } = model.publications;
  React.useEffect(() => {
    let isMounted = true;
    setDrafts({ state: 'loading' });
    void client.candidates(id).then(answer => {
      if (isMounted) {
        setDrafts(
          answer.ok
            ? { state: 'ready', value: answer.value.items }
            : { state: 'failed', failure: answer.failure }
        );
      }
    });
    return () => {
      isMounted = false;
    };
  }, [client, id, turn]);
  return (
    <>
      <Banner
        tone="warning"
        title={trans.__('The answer of %1 was lost', name)}
      >
        <p>
          {publication.message ??
            trans.__(
              'It may have made the draft or not. Say which of your drafts there is this one, so that there are never two.'
            )}
        </p>
      </Banner>
      {drafts.state === 'loading' && (
        <Waiting label={trans.__('Looking for drafts at %1…', name)} />
      )}
      {drafts.state === 'failed' && (
        <p className="jp-SciMeshPublishTrouble" role="alert">
          {drafts.failure.message}
          <TextButton small onClick={() => setTurn(turn + 1)}>
            {trans.__('Try again')}
          </TextButton>
        </p>
      )}
      {drafts.state === 'ready' && (
        <>
          <ul className="jp-SciMeshPublishDrafts">
            {drafts.value.map(draft => (
              <Candidate key={draft.recordId} {...props} draft={draft} />
            ))}
          </ul>
          {drafts.value.length === 0 && (
            <p>
              {trans.__(
                '%1 has no draft of yours that could be this one.',
                name
              )}
            </p>
          )}
          <div className="jp-SciMeshPublishDeeds">
            <TextButton
              disabled={model.deeds.isBusy}
              onClick={() => void model.deeds.adopt(null)}
            >
              {drafts.value.length === 0
                ? trans.__('Make a new draft')
                : trans.__('None of these: make a new draft')}
            </TextButton>
            <TextButton onClick={() => setTurn(turn + 1)}>
              {trans.__('Look again')}
            </TextButton>
          </div>
        </>
      )}
    </>
  );
}

function Candidate(
  props: IStepProps & { readonly draft: AdoptableDraft }
): JSX.Element {
  const { draft, model, trans } = props;
  const { createdAt, recordId, title, url } = draft;
  return (
    <li>
      <span className="jp-SciMeshPublishDrafts-text">
        <strong>{title}</strong>
        <span className="jp-SciMeshMuted">
          {recordId}
          {createdAt !== null && (
            <>
              {' · '}
              <Instant at={createdAt} />
            </>
          )}
        </span>
        {url !== null && (
          <ExternalLink url={url}>{trans.__('Look at it')}</ExternalLink>
        )}
      </span>
      <TextButton
        small
        disabled={model.deeds.isBusy}
        aria-label={trans.__('Take the draft %1', recordId)}
        onClick={() => void model.deeds.adopt(recordId)}
      >
        {trans.__('This is it')}
      </TextButton>
    </li>
  );
}
