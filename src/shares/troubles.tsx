import type { TranslationBundle } from '@jupyterlab/translation';
import type { Provider } from 'sciencemesh-contract';
import * as React from 'react';
import type { IFailure } from '../companion/outcome';
import { Banner } from '../elements/banner';
import type { Tone } from '../elements/banner';
import { Breakable } from '../elements/breakable';
import { TextButton } from '../elements/button';
import { Instant } from '../elements/instant';
import { ExternalLink, isOpenableAtProvider } from '../elements/link';
import type { SharesModel } from './model';
import { troubleTitle } from './wording';

/**
 * Says above the list which providers are not as they should be, and what the
 * person can do about it. Several share one strip, and what is more than a word
 * is folded at first where there are shares to be seen.
 */
export function ProviderTroubles(props: ProviderTroubles.IProps): JSX.Element {
  const { model, trans } = props;
  const { troubled } = model.providers;
  const titles = troubled.map(provider => troubleTitle(provider, trans));
  // What was folded by hand stays so until there is other news.
  const news = titles.join('\n');
  const [chosen, setChosen] = React.useState({ isOpen: false, news: '' });
  const [first] = troubled;
  const isAlone = troubled.length === 1;
  const isOpen =
    chosen.news === news ? chosen.isOpen : isAlone && model.size === 0;
  const fold = {
    isOpen,
    toggle: () => setChosen({ isOpen: !isOpen, news })
  };
  return (
    <>
      <p className="jp-SciMeshHidden" role="status">
        {titles.join('. ')}
      </p>
      {isAlone && first && (
        <Banner
          fold={{
            ...fold,
            summary: <Gist model={model} provider={first} trans={trans} />
          }}
          title={troubleTitle(first, trans)}
          tone={toneOf(first)}
          actions={<Actions model={model} provider={first} trans={trans} />}
        >
          <Trouble model={model} provider={first} trans={trans} />
        </Banner>
      )}
      {troubled.length > 1 && (
        <Banner
          fold={{
            ...fold,
            summary: titles.map(title => <p key={title}>{title}</p>)
          }}
          title={trans._n(
            '%1 provider needs attention',
            '%1 providers need attention',
            troubled.length
          )}
          tone={
            troubled.some(one => toneOf(one) === 'warning') ? 'warning' : 'info'
          }
        >
          <ul className="jp-SciMeshTroubles">
            {troubled.map(provider => (
              <li key={provider.id}>
                <strong>{troubleTitle(provider, trans)}</strong>
                <Trouble model={model} provider={provider} trans={trans} />
                <div className="jp-SciMeshBanner-actions">
                  <Actions model={model} provider={provider} trans={trans} />
                </div>
              </li>
            ))}
          </ul>
        </Banner>
      )}
    </>
  );
}

/**
 * The namespace for `ProviderTroubles` statics.
 */
export namespace ProviderTroubles {
  /**
   * The properties of the component.
   */
  export interface IProps {
    readonly model: SharesModel;
    readonly trans: TranslationBundle;
  }
}

interface ITroubleProps extends ProviderTroubles.IProps {
  readonly provider: Provider;
}

/**
 * What the title does not tell, while the rest is folded.
 */
function Gist(props: ITroubleProps): JSX.Element {
  const { model, provider } = props;
  const { id, message, state } = provider;
  return (
    <>
      {message !== null && state === 'limited' && (
        <p className="jp-SciMeshTrouble-gist" title={message}>
          {message}
        </p>
      )}
      <LookFailure failure={model.providers.failure(id)} />
    </>
  );
}

/**
 * Why a provider could not be asked to look again.
 */
function LookFailure(props: {
  readonly failure: IFailure | null;
}): JSX.Element | null {
  const { failure } = props;
  return failure && <p role="alert">{failure.message}</p>;
}

/**
 * What is wrong with a provider, and who can do what.
 */
function Trouble(props: ITroubleProps): JSX.Element {
  const { model, provider, trans } = props;
  const { advice, checkedAt, id, message } = provider;
  return (
    <>
      {message && (
        <p>
          <Breakable text={message} />
        </p>
      )}
      {advice && (
        <p>
          <Breakable text={advice} />
        </p>
      )}
      {checkedAt && (
        <p className="jp-SciMeshMuted">
          {trans.__('Last tried:')} <Instant at={checkedAt} />
        </p>
      )}
      <LookFailure failure={model.providers.failure(id)} />
    </>
  );
}

function Actions(props: ITroubleProps): JSX.Element {
  const { model, provider, trans } = props;
  const { id, label, page, state } = provider;
  return (
    <>
      {state === 'signed-out' && page && isOpenableAtProvider(page) && (
        <ExternalLink asButton atProvider small url={page}>
          {trans.__('Open %1', label)}
        </ExternalLink>
      )}
      <TextButton
        small
        disabled={model.providers.isLooking(id)}
        aria-label={trans.__('Try again: %1', label)}
        onClick={() => void model.look(id)}
      >
        {trans.__('Try again')}
      </TextButton>
    </>
  );
}

function toneOf({ state }: Provider): Tone {
  return state === 'limited' ? 'info' : 'warning';
}
