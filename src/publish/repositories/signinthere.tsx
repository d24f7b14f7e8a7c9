import * as React from 'react';
import { TextButton } from '../../elements/button';
import { ExternalLink, isOpenable } from '../../elements/link';
import { loginWord } from '../wording';
import type { SignIn } from './signin';

/**
 * Sends the person to a page of the repository, in a tab of its own, and waits
 * until the companion tells what has come of it.
 */
export function SignInThere(props: SignIn.IProps): JSX.Element {
  const { onDone, publications, repository, trans } = props;
  const { id, login, lookedAt, message, name } = repository;
  const [isBusy, setBusy] = React.useState(false);
  const [failure, setFailure] = React.useState<string | null>(null);
  const [wait, setWait] = React.useState<IWait | null>(null);
  const state = login?.state ?? 'missing';
  const isTold = wait !== null && lookedAt !== wait.lookedAt;
  const isDone = isTold && state === 'good';
  React.useEffect(() => {
    if (isDone) {
      setWait(null);
      onDone?.();
    }
    // Once for each time that it is done, whatever `onDone` is by now.
  }, [isDone]);
  const signIn = async (): Promise<void> => {
    // Opened while the click counts: browsers keep back what comes later.
    const tab = window.open('', '_blank');
    setBusy(true);
    setFailure(null);
    const answer = await publications.client.beginSignIn(id);
    setBusy(false);
    if (!answer.ok) {
      tab?.close();
      setFailure(answer.failure.message);
      return;
    }
    const { url } = answer.value;
    if (tab !== null) {
      // The page there is a stranger's and gets no handle on this window.
      tab.opener = null;
      tab.location.replace(url);
    }
    setWait({ url, lookedAt });
  };
  const reason =
    failure ??
    (isTold && state !== 'good' ? (message ?? loginWord(trans, state)) : null);
  return (
    <>
      <div className="jp-SciMeshSignIn-field">
        <TextButton
          kind="accept"
          disabled={isBusy}
          onClick={() => void signIn()}
        >
          {trans.__('Sign in at %1', name)}
        </TextButton>
        {props.onCancel && (
          <TextButton disabled={isBusy} onClick={props.onCancel}>
            {trans.__('Cancel')}
          </TextButton>
        )}
      </div>
      {wait !== null && !isTold && (
        <p role="status">
          {trans.__(
            'Go on at %1, in the tab that has opened. This page notices when you are signed in.',
            name
          )}{' '}
          {isOpenable(wait.url) && (
            <ExternalLink url={wait.url}>
              {trans.__('Open the page again')}
            </ExternalLink>
          )}
        </p>
      )}
      {reason !== null && (
        <p className="jp-SciMeshSignIn-failure" role="alert">
          {reason}
        </p>
      )}
      <p className="jp-SciMeshMuted">
        {trans.__(
          'You allow it on a page of %1, which opens in a new tab. What it gives is kept sealed on your Jupyter server and sent to %1 alone; signing out deletes it here.',
          name
        )}
      </p>
    </>
  );
}

/**
 * Somebody is at the page of the repository.
 */
interface IWait {
  readonly url: string;

  /**
   * When the repository was asked before.
   */
  readonly lookedAt: string | null;
}
