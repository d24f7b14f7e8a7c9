import * as React from 'react';
import { Banner } from '../../elements/banner';
import { TextButton } from '../../elements/button';
import type { Repository } from 'sciencemesh-contract';
import { isOver } from '../model';
import { loginWord } from '../wording';
import type { PublicationsView } from './view';

/**
 * Says which repositories keep publications from going on, and what can be
 * done about it. Those that nothing waits for are kept quiet about.
 */
export function RepositoryBanners(
  props: PublicationsView.IOptions
): JSX.Element {
  const { publications, showRepositories, trans } = props;
  const waiting = new Set(
    (publications.publications ?? [])
      .filter(({ state }) => state !== 'form' && !isOver(state))
      .map(({ form }) => form.repositoryId)
  );
  return (
    <>
      {(publications.repositories ?? [])
        .filter(({ id }) => waiting.has(id))
        .map(repository => {
          const { id, login, message, name, state } = repository;
          switch (state) {
            case 'ready':
            case 'unchecked':
              return null;
            case 'sign-in':
              return (
                <Banner
                  key={id}
                  tone="warning"
                  title={
                    login?.state === 'missing'
                      ? trans.__('Sign in at %1', name)
                      : trans.__('Sign in again at %1', name)
                  }
                  actions={
                    <TextButton small onClick={() => showRepositories(id)}>
                      {trans.__('Sign in…')}
                    </TextButton>
                  }
                >
                  <p>
                    {message ?? loginWord(trans, login?.state ?? 'missing')}
                  </p>
                </Banner>
              );
            case 'unreachable':
            case 'closed':
              return <Trouble key={id} {...props} repository={repository} />;
          }
        })}
    </>
  );
}

interface ITroubleProps extends PublicationsView.IOptions {
  readonly repository: Repository;
}

function Trouble(props: ITroubleProps): JSX.Element {
  const { publications, repository, trans } = props;
  const { id, message, name, state } = repository;
  const [isLooking, setLooking] = React.useState(false);
  const look = async (): Promise<void> => {
    setLooking(true);
    await publications.look(id);
    setLooking(false);
  };
  return (
    <Banner
      tone="warning"
      title={
        state === 'closed'
          ? trans.__('%1 takes no deposits from you', name)
          : trans.__('%1 cannot be reached', name)
      }
      actions={
        <TextButton small disabled={isLooking} onClick={() => void look()}>
          {trans.__('Try again')}
        </TextButton>
      }
    >
      <p>
        {message ??
          trans.__('What was begun goes on by itself once it answers.')}
      </p>
    </Banner>
  );
}
