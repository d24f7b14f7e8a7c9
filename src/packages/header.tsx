import type { Provider, Share } from 'sciencemesh-contract';
import * as React from 'react';
import { Instant } from '../elements/instant';
import { ExternalLink, isOpenableAtProvider } from '../elements/link';
import {
  openElsewhere,
  partyInFull,
  partyName,
  senderPhrase
} from '../shares/wording';
import type { IPartProps } from './section';
import { licenseLabel, packageKindIcon, packageKindLabel } from './wording';

/**
 * What the package is called, what it is and where it comes from.
 */
export function Header(props: Header.IProps): JSX.Element {
  const { preview, trans } = props;
  const Icon = packageKindIcon(preview.kind);
  return (
    <div className="jp-SciMeshHeader">
      <Icon.react tag="span" className="jp-SciMeshHeader-icon" />
      <div className="jp-SciMeshHeader-text">
        <h1>{preview.title}</h1>
        <ul className="jp-SciMeshFacts">
          <li>{packageKindLabel(preview.kind, trans)}</li>
          {preview.language && <li>{languageName(preview.language)}</li>}
          {preview.people.length > 0 && <li>{people(props)}</li>}
          {preview.license && (
            <li>
              <ExternalLink url={preview.license}>
                {licenseLabel(preview.license)}
              </ExternalLink>
            </li>
          )}
        </ul>
        <Origin {...props} />
      </div>
    </div>
  );
}

/**
 * The namespace for `Header` statics.
 */
export namespace Header {
  /**
   * The properties of the component.
   */
  export interface IProps extends IPartProps {
    /**
     * Whether the share could have come through another provider.
     */
    readonly isOneOfSeveral: boolean;

    /**
     * Who brought the share; null where that is not known (yet).
     */
    readonly provider: Provider | null;

    /**
     * The share that brought the package; null where none did.
     */
    readonly share: Share | null;
  }
}

function Origin(props: Header.IProps): JSX.Element {
  const { isOneOfSeveral, preview, provider, share, trans } = props;
  const { origin } = preview;
  return (
    <ul className="jp-SciMeshFacts jp-mod-origin">
      {share && (
        <>
          <li title={senderDetails(share, trans)}>
            {sentenceStart(senderPhrase(share, partyName(share.sender), trans))}
          </li>
          <li>{trans.__('through %1', share.provider)}</li>
          {isOneOfSeveral && provider && (
            <li>{trans.__('received in %1', provider.label)}</li>
          )}
          {share.page !== null && isOpenableAtProvider(share.page) && (
            <li>
              <ExternalLink atProvider url={share.page}>
                {openElsewhere(provider, trans)}
              </ExternalLink>
            </li>
          )}
        </>
      )}
      {origin.type === 'file' && (
        <li>{trans.__('From the file %1', origin.path)}</li>
      )}
      {origin.type === 'url' && (
        <li>
          <ExternalLink url={origin.url}>{origin.url}</ExternalLink>
        </li>
      )}
      <li>
        <Instant at={preview.receivedAt} />
      </li>
      {share?.withdrawnAt && (
        <li>
          <span className="jp-SciMeshTone jp-mod-bad">
            {trans.__('Withdrawn by its sender')}
          </span>
        </li>
      )}
    </ul>
  );
}

function senderDetails(share: Share, trans: IPartProps['trans']): string {
  const who = partyInFull(share.sender, trans);
  switch (share.authenticity) {
    case 'claimed':
      return trans.__(
        '%1. The share carries no signature, so nobody has checked who sent it.',
        who
      );
    case 'signed':
      return who;
  }
}

/**
 * The authors, or the first of many.
 */
function people(props: IPartProps): string {
  const { preview, trans } = props;
  const names = preview.people.map(person => person.name);
  const more = names.length - MOST_NAMES;
  const shown = names.slice(0, MOST_NAMES).join(', ');
  return more > 0
    ? trans._n('%2 and %1 other', '%2 and %1 others', more, shown)
    : shown;
}

const MOST_NAMES = 4;

function sentenceStart(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}

/**
 * A language as it writes itself; the companion names it in lower case.
 */
function languageName(language: string): string {
  return LANGUAGES[language.toLowerCase()] ?? sentenceStart(language);
}

const LANGUAGES: Readonly<Record<string, string>> = {
  cwl: 'CWL',
  oscar: 'OSCAR',
  r: 'R',
  vip: 'VIP'
};
