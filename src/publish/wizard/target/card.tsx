import type { TranslationBundle } from '@jupyterlab/translation';
import type { PublicationForm, Repository } from 'sciencemesh-contract';
import * as React from 'react';
import { TextButton } from '../../../elements/button';
import type { PublicationsModel } from '../../model';
import { abilityWords } from '../../repositories/abilities';
import { SandboxMark } from '../../repositories/marks';
import { standingTone } from '../../repositories/row';
import { SignIn } from '../../repositories/signin';
import { kindWord, repositoryWord } from '../../wording';
import type { ILoad } from './fit';
import { misfits } from './fit';

/**
 * One repository that can be chosen: what it takes, whether the files fit, and
 * what it still needs from the person.
 */
export function RepositoryCard(props: RepositoryCard.IProps): JSX.Element {
  const { choose, group, isChosen, isDisabled, load, policy } = props;
  const { publications, repository, trans } = props;
  const { abilities, id, message, name, state, url } = repository;
  const [isLooking, setLooking] = React.useState(false);
  const wrong =
    load && abilities ? misfits(load, policy, abilities, trans) : [];
  const look = async (): Promise<void> => {
    setLooking(true);
    await publications.look(id);
    setLooking(false);
  };
  return (
    <div
      className={`jp-SciMeshPublishCard${isChosen ? ' jp-mod-chosen' : ''}`}
      data-repository-id={id}
    >
      <label className="jp-SciMeshPublishCard-head">
        <input
          type="radio"
          name={group}
          checked={isChosen}
          disabled={isDisabled}
          onChange={choose}
        />
        <span className="jp-SciMeshPublishCard-text">
          <span className="jp-SciMeshPublishCard-name">
            {name}
            {repository.sandbox && <SandboxMark trans={trans} />}
          </span>
          <span className="jp-SciMeshMuted">
            {[kindWord(trans, repository), url?.replace(/^https?:\/\//, '')]
              .filter(Boolean)
              .join(' · ')}
          </span>
          {abilities && (
            <span className="jp-SciMeshMuted">
              {abilityWords(trans, abilities).join(' · ')}
            </span>
          )}
        </span>
        <span className={`jp-SciMeshTone ${standingTone(repository)}`}>
          {repositoryWord(trans, repository)}
        </span>
      </label>
      {abilities && load && (
        <ul className="jp-SciMeshPublishCard-fit">
          {wrong.length === 0 ? (
            <li className="jp-SciMeshTone jp-mod-good">
              {trans.__('The files fit.')}
            </li>
          ) : (
            wrong.map(reason => (
              <li key={reason} className="jp-SciMeshTone jp-mod-bad">
                {reason}
              </li>
            ))
          )}
        </ul>
      )}
      {isChosen && message !== null && <p>{message}</p>}
      {isChosen && state === 'sign-in' && (
        <SignIn
          publications={publications}
          repository={repository}
          trans={trans}
        />
      )}
      {isChosen && state !== 'ready' && state !== 'sign-in' && (
        <p>
          <TextButton small disabled={isLooking} onClick={() => void look()}>
            {isLooking ? trans.__('Asking it…') : trans.__('Ask it now')}
          </TextButton>
        </p>
      )}
    </div>
  );
}

/**
 * The namespace for `RepositoryCard` statics.
 */
export namespace RepositoryCard {
  /**
   * The properties of the component.
   */
  export interface IProps {
    readonly choose: () => void;

    /**
     * Name of the buttons one of which is pressed.
     */
    readonly group: string;
    readonly isChosen: boolean;
    readonly isDisabled: boolean;

    /**
     * What is published; null while the files are not known.
     */
    readonly load: ILoad | null;
    readonly policy: PublicationForm['folders'];
    readonly publications: PublicationsModel;
    readonly repository: Repository;
    readonly trans: TranslationBundle;
  }
}
