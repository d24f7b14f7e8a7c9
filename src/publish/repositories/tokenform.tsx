import * as React from 'react';
import { Breakable } from '../../elements/breakable';
import { TextButton } from '../../elements/button';
import { ExternalLink } from '../../elements/link';
import { loginWord } from '../wording';
import { scopeReason } from './scopes';
import type { SignIn } from './signin';

/**
 * Takes the token of a person for a repository, and says where one is made,
 * what it has to be allowed, and where it is kept.
 */
export function TokenForm(props: TokenForm.IProps): JSX.Element | null {
  const { className, onDone, publications, repository, trans } = props;
  const { id, login, name } = repository;
  const [token, setToken] = React.useState('');
  const [isBusy, setBusy] = React.useState(false);
  const [failure, setFailure] = React.useState<string | null>(null);
  const field = React.useId();
  if (login === null) {
    return null;
  }
  const signIn = async (): Promise<void> => {
    setBusy(true);
    setFailure(null);
    const answer = await publications.signIn(id, token.trim());
    setBusy(false);
    if (!answer.ok) {
      setFailure(answer.failure.message);
      return;
    }
    const { login: after, message } = answer.value;
    if (after === null || after.state === 'good') {
      // It is kept by the companion, and nowhere on this page.
      setToken('');
      onDone?.();
    } else {
      setFailure(message ?? loginWord(trans, after.state));
    }
  };
  return (
    <form
      className={className}
      onSubmit={event => {
        event.preventDefault();
        void signIn();
      }}
    >
      <Steps repository={repository} trans={trans} />
      <div className="jp-SciMeshSignIn-field">
        <label htmlFor={field}>{trans.__('Token of %1', name)}</label>
        <input
          id={field}
          className="jp-mod-styled"
          type="password"
          autoComplete="off"
          spellCheck={false}
          aria-describedby={`${field}-kept`}
          aria-invalid={failure !== null}
          disabled={isBusy}
          value={token}
          onChange={event => setToken(event.target.value)}
        />
        <button
          type="submit"
          className="jp-SciMeshButton jp-mod-accept"
          disabled={isBusy || token.trim() === ''}
        >
          <span className="jp-SciMeshButton-label">
            {isBusy ? trans.__('Trying it…') : trans.__('Sign in')}
          </span>
        </button>
        {props.onCancel && (
          <TextButton disabled={isBusy} onClick={props.onCancel}>
            {trans.__('Cancel')}
          </TextButton>
        )}
      </div>
      {failure !== null && (
        <p className="jp-SciMeshSignIn-failure" role="alert">
          {failure}
        </p>
      )}
      <p className="jp-SciMeshMuted" id={`${field}-kept`}>
        {trans.__(
          'The token is kept sealed on your Jupyter server and sent to %1 alone. It is never shown again; signing out deletes it here.',
          name
        )}
      </p>
    </form>
  );
}

/**
 * The namespace for `TokenForm` statics.
 */
export namespace TokenForm {
  /**
   * The properties of the component.
   */
  export interface IProps extends SignIn.IProps {
    readonly className: string;
  }
}

/**
 * How the person comes by a token.
 */
function Steps(
  props: Pick<TokenForm.IProps, 'repository' | 'trans'>
): JSX.Element {
  const { repository, trans } = props;
  const { login, name } = repository;
  const { scopes = [], tokensAt = null } = login ?? {};
  return (
    <ol className="jp-SciMeshSignIn-steps">
      <li>
        {tokensAt === null ? (
          trans.__('Make a token in the settings of your account at %1.', name)
        ) : (
          <>
            {trans.__('Make a token:')}{' '}
            <ExternalLink url={tokensAt}>
              <Breakable text={tokensAt} />
            </ExternalLink>
          </>
        )}
      </li>
      {scopes.length > 0 && (
        <li>
          {trans._n(
            'Allow it this, and no more: what a token may not do, nobody can do with it if it is lost.',
            'Allow it these, and no more: what a token may not do, nobody can do with it if it is lost.',
            scopes.length
          )}
          <ul>
            {scopes.map(scope => {
              const reason = scopeReason(trans, scope);
              return (
                <li key={scope}>
                  <code>{scope}</code>
                  {reason === null ? '' : ` ${reason}`}
                </li>
              );
            })}
          </ul>
        </li>
      )}
      <li>{trans.__('Paste it here.')}</li>
    </ol>
  );
}
