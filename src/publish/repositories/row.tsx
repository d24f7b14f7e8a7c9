import type { TranslationBundle } from '@jupyterlab/translation';
import type { Repository } from 'sciencemesh-contract';
import * as React from 'react';
import type { Outcome } from '../../companion/outcome';
import { TextButton } from '../../elements/button';
import { Instant } from '../../elements/instant';
import { ExternalLink } from '../../elements/link';
import type { PublicationsModel } from '../model';
import { kindWord, repositoryWord } from '../wording';
import { abilityWords } from './abilities';
import { SandboxMark } from './marks';
import { SignIn } from './signin';

/**
 * One repository: what it is, how it stands, and what can be done about it.
 */
export function RepositoryRow(props: RepositoryRow.IProps): JSX.Element {
  const { isSignInOpen, publications, repository, setSignInOpen, trans } =
    props;
  const { abilities, id, login, message, name, url } = repository;
  const [isBusy, setBusy] = React.useState(false);
  const [failure, setFailure] = React.useState<string | null>(null);
  const run = async (action: Promise<Outcome<unknown>>): Promise<void> => {
    setBusy(true);
    setFailure(null);
    const answer = await action;
    setBusy(false);
    if (!answer.ok) {
      setFailure(answer.failure.message);
    }
  };
  const hasToken = login !== null && login.state !== 'missing';
  const words = signInWords(trans, repository, hasToken);
  return (
    <li
      className="jp-SciMeshRepository"
      data-repository-id={id}
      aria-busy={isBusy}
    >
      <div className="jp-SciMeshRepository-line">
        <div className="jp-SciMeshRepository-text">
          <h2>
            {name}
            {repository.sandbox && <SandboxMark trans={trans} />}
          </h2>
          <p className="jp-SciMeshMuted">
            {kindWord(trans, repository)}
            {url !== null && (
              <>
                {' · '}
                <ExternalLink url={url}>
                  {url.replace(/^https?:\/\//, '')}
                </ExternalLink>
              </>
            )}
            {repository.own && ` · ${trans.__('added by you')}`}
          </p>
          <Standing repository={repository} trans={trans} />
          {message !== null && !isSignInOpen && login?.state !== 'missing' && (
            <p>{message}</p>
          )}
          {abilities !== null && (
            <p className="jp-SciMeshMuted">
              {abilityWords(trans, abilities).join(' · ')}
            </p>
          )}
        </div>
        <div className="jp-SciMeshRepository-buttons">
          {login !== null && (
            <TextButton
              small
              kind={hasToken ? 'plain' : 'accept'}
              aria-expanded={isSignInOpen}
              aria-label={words.label}
              onClick={() => setSignInOpen(!isSignInOpen)}
            >
              {words.text}
            </TextButton>
          )}
          <TextButton
            small
            disabled={isBusy}
            aria-label={trans.__('Check %1 again', name)}
            onClick={() => void run(publications.look(id))}
          >
            {isBusy ? trans.__('Asking it…') : trans.__('Check again')}
          </TextButton>
          {hasToken && (
            <TextButton
              small
              disabled={isBusy}
              aria-label={trans.__('Sign out of %1', name)}
              onClick={() => void run(publications.signOut(id))}
            >
              {trans.__('Sign out')}
            </TextButton>
          )}
          {repository.own && (
            <TextButton
              small
              disabled={isBusy}
              aria-label={trans.__('Remove %1 from the list', name)}
              onClick={() => void run(publications.removeRepository(id))}
            >
              {trans.__('Remove')}
            </TextButton>
          )}
        </div>
      </div>
      {failure !== null && (
        <p className="jp-SciMeshSignIn-failure" role="alert">
          {failure}
        </p>
      )}
      {isSignInOpen && (
        <SignIn
          onCancel={() => setSignInOpen(false)}
          onDone={() => setSignInOpen(false)}
          publications={publications}
          repository={repository}
          trans={trans}
        />
      )}
    </li>
  );
}

/**
 * The namespace for `RepositoryRow` statics.
 */
export namespace RepositoryRow {
  /**
   * The properties of the component.
   */
  export interface IProps {
    readonly isSignInOpen: boolean;
    readonly publications: PublicationsModel;
    readonly repository: Repository;
    readonly setSignInOpen: (isOpen: boolean) => void;
    readonly trans: TranslationBundle;
  }
}

/**
 * What the button says that opens and closes the ways to sign in.
 */
function signInWords(
  trans: TranslationBundle,
  { name, oauth }: Repository,
  hasToken: boolean
): { readonly label: string; readonly text: string } {
  if (!hasToken) {
    return {
      // There is a button that does it in what opens.
      label: oauth
        ? trans.__('Ways to sign in at %1', name)
        : trans.__('Sign in at %1', name),
      text: trans.__('Sign in…')
    };
  }
  return oauth
    ? {
        label: trans.__('Sign in again at %1', name),
        text: trans.__('Sign in again…')
      }
    : {
        label: trans.__('Replace the token of %1', name),
        text: trans.__('Replace token…')
      };
}

/**
 * How the repository stands: in words, with a coloured mark before them.
 */
function Standing(
  props: Pick<RepositoryRow.IProps, 'repository' | 'trans'>
): JSX.Element {
  const { repository, trans } = props;
  const { login, lookedAt } = repository;
  const { account = null, expiresAt = null } = login ?? {};
  return (
    <p className="jp-SciMeshRepository-standing">
      <span className={`jp-SciMeshTone ${standingTone(repository)}`}>
        {repositoryWord(trans, repository)}
      </span>
      {account !== null && <span>{trans.__('as %1', account)}</span>}
      {expiresAt !== null && (
        <span>
          {trans.__('until %1', new Date(expiresAt).toLocaleDateString())}
        </span>
      )}
      {lookedAt !== null && (
        <span className="jp-SciMeshMuted">
          {trans.__('asked')} <Instant at={lookedAt} />
        </span>
      )}
    </p>
  );
}

/**
 * How good the news of a repository is, as a class.
 */
export function standingTone({ login, state }: Repository): string {
  switch (state) {
    case 'ready':
      return 'jp-mod-good';
    case 'unchecked':
      return '';
    case 'sign-in':
      return login?.state === 'missing' ? '' : 'jp-mod-bad';
    case 'unreachable':
    case 'closed':
      return 'jp-mod-bad';
  }
}
