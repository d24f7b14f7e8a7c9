import { Clipboard } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { copyIcon } from '@jupyterlab/ui-components';
import type { Job, Site } from 'sciencemesh-contract';
import * as React from 'react';
import { Banner } from '../elements/banner';
import { IconButton, TextButton } from '../elements/button';
import { Instant } from '../elements/instant';
import { isActive } from './model';

/**
 * Says that a site cannot be asked, and what the person can do about it.
 */
export function SiteBanner(props: SiteBanner.IProps): JSX.Element | null {
  const { knownAt, look, site, trans } = props;
  const [isLooking, setLooking] = React.useState(false);
  if (site.state === 'ready' || site.state === 'unknown') {
    return null;
  }
  const again = async (): Promise<void> => {
    setLooking(true);
    await look(site.id);
    setLooking(false);
  };
  return (
    <Banner
      tone="warning"
      title={title(site, trans)}
      actions={
        <TextButton small disabled={isLooking} onClick={() => void again()}>
          {trans.__('Try again')}
        </TextButton>
      }
    >
      {site.message !== null && <p>{site.message}</p>}
      {site.signIn !== null && (
        <div className="jp-SciMeshAddress">
          <code>{site.signIn}</code>
          <IconButton
            icon={copyIcon}
            label={trans.__('Copy the command')}
            onClick={() => Clipboard.copyToSystem(site.signIn ?? '')}
          />
        </div>
      )}
      {knownAt !== null && (
        <p>
          {trans.__('Its jobs are shown as they were')} <Instant at={knownAt} />
          .
        </p>
      )}
    </Banner>
  );
}

/**
 * The namespace for `SiteBanner` statics.
 */
export namespace SiteBanner {
  /**
   * The properties of the component.
   */
  export interface IProps {
    /**
     * When the site last told about the jobs that are shown.
     */
    readonly knownAt: string | null;

    /**
     * Ask the site again.
     */
    readonly look: (siteId: string) => Promise<void>;
    readonly site: Site;
    readonly trans: TranslationBundle;
  }
}

/**
 * The sites that jobs are at and that cannot be asked, each with when it last
 * told anything.
 */
export function awaySites(
  sites: readonly Site[],
  jobs: readonly Job[]
): readonly { readonly site: Site; readonly knownAt: string | null }[] {
  const latest = new Map<string, string | null>();
  for (const { siteId, knownAt, state } of jobs) {
    if (isActive({ state })) {
      const known = latest.get(siteId) ?? null;
      latest.set(
        siteId,
        known === null || (knownAt !== null && knownAt > known)
          ? knownAt
          : known
      );
    }
  }
  return sites
    .filter(({ id, state }) => latest.has(id) && AWAY.includes(state))
    .map(site => ({ site, knownAt: latest.get(site.id) ?? null }));
}

const AWAY: readonly Site['state'][] = ['signed-out', 'unreachable', 'broken'];

function title(site: Site, trans: TranslationBundle): string {
  switch (site.state) {
    case 'signed-out':
      return trans.__('Sign in again at %1', site.name);
    case 'broken':
      return trans.__('%1 cannot be used', site.name);
    case 'unreachable':
    case 'ready':
    case 'unknown':
      return trans.__('%1 cannot be reached', site.name);
  }
}
