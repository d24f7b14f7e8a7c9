import type { TranslationBundle } from '@jupyterlab/translation';
import type { Party, Provider, Share } from 'sciencemesh-contract';
import * as React from 'react';
import { Breakable } from '../elements/breakable';
import { TextButton } from '../elements/button';
import { ExternalLink, isOpenableAtProvider } from '../elements/link';
import { kindLabel, openElsewhere, partyInFull } from './wording';

/**
 * Everything that is known of a share that has no preview of its own.
 */
export function ShareDetails(props: ShareDetails.IProps): JSX.Element {
  const { check, isOneOfSeveral, provider, share, tabIndex, trans } = props;
  const facts: [string, string][] = [
    [trans.__('Kind'), kindLabel(share, trans)],
    [trans.__('Sender'), partyInFull(share.sender, trans)],
    [
      trans.__('Owner'),
      isSame(share.owner, share.sender) ? '' : partyInFull(share.owner, trans)
    ],
    [trans.__('Shared with'), share.recipient],
    [trans.__('Received in'), (isOneOfSeveral && provider?.label) || ''],
    [trans.__('Permissions'), share.permissions.join(', ')],
    [trans.__('Reached by'), share.protocols.join(', ')]
  ];
  return (
    <div className="jp-SciMeshShare-details">
      {share.description && <p>{share.description}</p>}
      <dl>
        {facts
          .filter(([, value]) => value !== '')
          .map(([term, value]) => (
            <React.Fragment key={term}>
              <dt>{term}</dt>
              <dd>
                <Breakable text={value} />
              </dd>
            </React.Fragment>
          ))}
      </dl>
      <div className="jp-SciMeshShare-ways">
        {share.protocols.includes('webdav') && (
          <TextButton small tabIndex={tabIndex} onClick={check}>
            {trans.__('Check this share…')}
          </TextButton>
        )}
        {share.page !== null && isOpenableAtProvider(share.page) && (
          <ExternalLink
            asButton
            atProvider
            small
            tabIndex={tabIndex}
            url={share.page}
          >
            {openElsewhere(provider, trans)}
          </ExternalLink>
        )}
      </div>
    </div>
  );
}

/**
 * The namespace for `ShareDetails` statics.
 */
export namespace ShareDetails {
  /**
   * The properties of the component.
   */
  export interface IProps {
    /**
     * Try each step to the files of the share.
     */
    readonly check: () => void;

    /**
     * Whether shares can be from another provider, too.
     */
    readonly isOneOfSeveral: boolean;

    /**
     * Who brought it; null where that is not known (yet).
     */
    readonly provider: Provider | null;
    readonly share: Share;
    readonly tabIndex: number;
    readonly trans: TranslationBundle;
  }
}

/** Whether a second party tells nothing beyond the first. */
function isSame(second: Party, first: Party): boolean {
  return (
    second.address === first.address &&
    (second.displayName === null || second.displayName === first.displayName)
  );
}
