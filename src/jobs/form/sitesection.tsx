import { Clipboard } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Site } from 'sciencemesh-contract';
import * as React from 'react';
import { Banner } from '../../elements/banner';
import { TextButton } from '../../elements/button';
import { Section } from '../../packages/section';
import { findingsAbout } from './findings';
import { Row } from './notes';
import type { IPartProps } from './part';

/** What the banner about a site says already. */
const SITE_CODES = ['site-signed-out', 'site-unreachable', 'site-broken'];

/**
 * Where the job runs, and whether that can be reached.
 */
export function SiteSection(props: IPartProps): JSX.Element {
  const { draft, model, trans } = props;
  const { findings, site, sites } = model;
  const id = React.useId();
  const about = findingsAbout(findings, 'siteId').filter(
    ({ code }) => !SITE_CODES.includes(code)
  );
  return (
    <Section title={trans.__('Site')}>
      <Row label={trans.__('Runs on')} control={id} findings={about}>
        <select
          id={id}
          disabled={model.isBusy}
          value={draft.siteId}
          onChange={({ target }) => void model.chooseSite(target.value)}
        >
          {sites.map(one => (
            <option key={one.id} value={one.id}>
              {one.name} ({kindWord(one, trans)})
            </option>
          ))}
        </select>
        {site && (
          <span className="jp-SciMeshMuted">{factsOf(site, trans)}</span>
        )}
      </Row>
      {site && site.state !== 'ready' && site.state !== 'unknown' && (
        <SiteTrouble {...props} site={site} />
      )}
    </Section>
  );
}

/**
 * What is the matter with a site, and what to do about it.
 */
function SiteTrouble(props: IPartProps & { readonly site: Site }): JSX.Element {
  const { model, site, trans } = props;
  const { signIn } = site;
  const [isLooking, setLooking] = React.useState(false);
  const look = async (): Promise<void> => {
    setLooking(true);
    await model.lookAgain();
    setLooking(false);
  };
  return (
    <div role="alert">
      <Banner
        tone={site.state === 'unreachable' ? 'warning' : 'error'}
        title={troubleTitle(site, trans)}
        actions={
          <TextButton small disabled={isLooking} onClick={() => void look()}>
            {isLooking ? trans.__('Looking…') : trans.__('Try again')}
          </TextButton>
        }
      >
        {site.message !== null && <p>{site.message}</p>}
        {signIn !== null && (
          <p className="jp-SciMeshJobForm-command">
            {trans.__('In a terminal:')} <code>{signIn}</code>
            <TextButton
              small
              onClick={() => Clipboard.copyToSystem(signIn)}
              title={trans.__('Copy the command')}
            >
              {trans.__('Copy')}
            </TextButton>
          </p>
        )}
      </Banner>
    </div>
  );
}

function troubleTitle(site: Site, trans: TranslationBundle): string {
  switch (site.state) {
    case 'signed-out':
      return trans.__('Sign in to %1 again', site.name);
    case 'unreachable':
      return trans.__('%1 does not answer', site.name);
    default:
      return trans.__('%1 cannot be used', site.name);
  }
}

function kindWord({ kind }: Site, trans: TranslationBundle): string {
  switch (kind) {
    case 'htcondor':
      return trans.__('HTCondor');
    case 'slurm':
    case 'slurmrestd':
      return trans.__('HPC');
    case 'local':
      return trans.__('the Jupyter server');
  }
}

function factsOf(site: Site, trans: TranslationBundle): string {
  const { kind, queues, tested, version } = site;
  // Queues mostly have the same machines, which are not to be counted twice.
  const idle = Math.max(0, ...queues.map(({ idleCpus }) => idleCpus ?? 0));
  return [
    // Of this machine it is the kernel's, which tells nobody anything.
    version === null || kind === 'local'
      ? ''
      : tested
        ? version
        : trans.__('%1, a release that was not tested', version),
    idle > 0 ? trans._n('%1 processor free', '%1 processors free', idle) : ''
  ]
    .filter(Boolean)
    .join(' · ');
}
