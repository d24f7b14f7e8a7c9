import * as React from 'react';
import { TextButton } from '../../../elements/button';
import { Placeholder, Waiting } from '../../../elements/placeholder';
import { publishIcon, warningIcon } from '../../../icons';
import { AddRepository } from '../../repositories/add';
import type { IStepProps } from '../stepprops';
import { RepositoryCard } from './card';
import { loadOf } from './fit';
import { VersionChoice } from './versionchoice';

/**
 * Where it is published, and whether it fits there.
 */
export function TargetStep(props: IStepProps): JSX.Element {
  const { form, model, trans } = props;
  const { publications, repository } = model;
  const { repositories, repositoriesFailure } = publications;
  const [isAdding, setAdding] = React.useState(false);
  const group = React.useId();
  const files = model.files?.files ?? null;
  const load = React.useMemo(
    () => (files === null ? null : loadOf(files, form.excluded)),
    [files, form.excluded]
  );
  const choose = (repositoryId: string): void => {
    model.change({ repositoryId, previous: null });
    const chosen = publications.repository(repositoryId);
    if (chosen && (chosen.state === 'unchecked' || chosen.abilities === null)) {
      void publications.look(repositoryId);
    }
  };
  if (repositories === null) {
    return repositoriesFailure === null ? (
      <Waiting label={trans.__('Looking for repositories…')} />
    ) : (
      <Placeholder
        icon={warningIcon}
        title={trans.__('The repositories could not be listed')}
        actions={
          <TextButton onClick={() => void publications.refresh()}>
            {trans.__('Try again')}
          </TextButton>
        }
      >
        <p role="alert">{repositoriesFailure.message}</p>
      </Placeholder>
    );
  }
  return (
    <>
      {!model.open.target && (
        <p className="jp-SciMeshMuted">
          {trans.__(
            'The draft is there, so that its repository stays. To publish elsewhere, discard the draft or begin again.'
          )}
        </p>
      )}
      {repositories.length === 0 && (
        <Placeholder
          icon={publishIcon}
          title={trans.__('No repository is known yet')}
        >
          <p>
            {trans.__(
              'Add one by its address, or ask the administrator to name some in the configuration of ScienceMesh.'
            )}
          </p>
        </Placeholder>
      )}
      <div
        className="jp-SciMeshPublishCards"
        role="radiogroup"
        aria-label={trans.__('Repositories')}
      >
        {repositories.map(one => (
          <RepositoryCard
            key={one.id}
            choose={() => choose(one.id)}
            group={group}
            isChosen={form.repositoryId === one.id}
            isDisabled={!model.open.target}
            load={load}
            policy={form.folders}
            publications={publications}
            repository={one}
            trans={trans}
          />
        ))}
      </div>
      {isAdding ? (
        <AddRepository
          publications={publications}
          trans={trans}
          onDone={({ id }) => {
            setAdding(false);
            choose(id);
          }}
        />
      ) : (
        model.open.target && (
          <div>
            <TextButton small onClick={() => setAdding(true)}>
              {trans.__('Another repository…')}
            </TextButton>
          </div>
        )
      )}
      {repository !== null && repository.kind !== 'bundle' && (
        <VersionChoice key={repository.id} {...props} repository={repository} />
      )}
    </>
  );
}
