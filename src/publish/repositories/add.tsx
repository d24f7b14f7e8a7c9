import type { TranslationBundle } from '@jupyterlab/translation';
import type { Repository } from 'sciencemesh-contract';
import * as React from 'react';
import { TextButton } from '../../elements/button';
import type { PublicationsModel } from '../model';
import { kindWord } from '../wording';

/**
 * Takes the address of a repository that the administrator has not named.
 */
export function AddRepository(props: AddRepository.IProps): JSX.Element {
  const { onDone, publications, trans } = props;
  const [address, setAddress] = React.useState('');
  const [name, setName] = React.useState('');
  const [kind, setKind] = React.useState<Kind>('ask');
  const [failure, setFailure] = React.useState<string | null>(null);
  const [question, setQuestion] = React.useState<AbortController | null>(null);
  const fields = React.useId();
  // Nobody waits for the answer any more.
  React.useEffect(() => () => question?.abort(), [question]);
  const isBusy = question !== null;
  const add = async (): Promise<void> => {
    const asked = new AbortController();
    setQuestion(asked);
    setFailure(null);
    const answer = await publications.addRepository(
      {
        url: withProtocol(address.trim()),
        ...(name.trim() === '' ? {} : { name: name.trim() }),
        ...(kind === 'ask' ? {} : { kind })
      },
      asked.signal
    );
    if (asked.signal.aborted) {
      return;
    }
    setQuestion(null);
    if (answer.ok) {
      setAddress('');
      setName('');
      setKind('ask');
      onDone?.(answer.value);
    } else {
      setFailure(answer.failure.message);
    }
  };
  return (
    <form
      className="jp-SciMeshAddRepository"
      onSubmit={event => {
        event.preventDefault();
        void add();
      }}
    >
      <div className="jp-SciMeshAddRepository-fields">
        <label htmlFor={`${fields}-address`}>{trans.__('Address')}</label>
        <input
          id={`${fields}-address`}
          className="jp-mod-styled"
          type="text"
          inputMode="url"
          spellCheck={false}
          placeholder={trans.__('https://repository.example.org')}
          aria-invalid={failure !== null}
          disabled={isBusy}
          value={address}
          onChange={event => setAddress(event.target.value)}
        />
        <label htmlFor={`${fields}-name`}>{trans.__('Name')}</label>
        <input
          id={`${fields}-name`}
          className="jp-mod-styled"
          type="text"
          placeholder={trans.__('as the repository calls itself')}
          disabled={isBusy}
          value={name}
          onChange={event => setName(event.target.value)}
        />
        <label htmlFor={`${fields}-kind`}>{trans.__('Software')}</label>
        <select
          id={`${fields}-kind`}
          className="jp-mod-styled"
          disabled={isBusy}
          value={kind}
          onChange={event => {
            const chosen = KINDS.find(one => one === event.target.value);
            setKind(chosen ?? 'ask');
          }}
        >
          <option value="ask">{trans.__('ask the repository')}</option>
          {KINDS.map(one => (
            <option key={one} value={one}>
              {kindWord(trans, { kind: one })}
            </option>
          ))}
        </select>
      </div>
      {failure !== null && (
        <p className="jp-SciMeshSignIn-failure" role="alert">
          {failure}
        </p>
      )}
      <div className="jp-SciMeshAddRepository-buttons">
        <button
          type="submit"
          className="jp-SciMeshButton"
          disabled={isBusy || address.trim() === ''}
        >
          <span className="jp-SciMeshButton-label">
            {isBusy ? trans.__('Asking it…') : trans.__('Add repository')}
          </span>
        </button>
        {question !== null && (
          <TextButton
            onClick={() => {
              question.abort();
              setQuestion(null);
            }}
          >
            {trans.__('Cancel')}
          </TextButton>
        )}
      </div>
    </form>
  );
}

/**
 * The namespace for `AddRepository` statics.
 */
export namespace AddRepository {
  /**
   * The properties of the component.
   */
  export interface IProps {
    /**
     * The repository is on the list.
     */
    readonly onDone?: (repository: Repository) => void;
    readonly publications: PublicationsModel;
    readonly trans: TranslationBundle;
  }
}

const KINDS = ['invenio-rdm', 'dataverse'] as const;

type Kind = (typeof KINDS)[number] | 'ask';

/** People type `zenodo.org`. */
function withProtocol(address: string): string {
  return /^[a-z]+:\/\//i.test(address) ? address : `https://${address}`;
}
