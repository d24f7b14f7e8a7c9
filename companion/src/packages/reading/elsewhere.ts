/**
 * Where a package can run instead: links that a person may click.
 *
 * Every link is https. Hosts that the crate names are shown by name, as the
 * crate is not to be trusted about them.
 */
import type { RunElsewhere } from 'sciencemesh-contract';
import { follow, type Crate, type Entity } from '../crate/crate.ts';
import { listOf, textOf, textsOrIdsOf } from '../crate/json-ld.ts';
import { isPrivateHost, readAddress } from './addresses.ts';
import type { Classification } from './classify.ts';
import type { LaunchHints } from './package.ts';
import type { Repository } from './repositories.ts';
import type { Source } from './sources.ts';

const DEFAULT_GALAXY = 'https://usegalaxy.eu/';

/** Public entrances of the platforms (vre_rocrate, `data/vres.json`). */
const PLATFORMS: Readonly<Record<string, RunElsewhere>> = {
  vip: {
    name: 'Virtual Imaging Platform',
    url: 'https://vip.creatis.insa-lyon.fr/'
  },
  scipion: { name: 'Scipion', url: 'https://scipion.i2pc.es/' },
  oscar: { name: 'OSCAR', url: 'https://oscar.vre.eosc-data-commons.eu/' },
  mddash: { name: 'MDDash', url: 'https://mddash.cerit-sc.cz/' },
  knime: { name: 'KNIME Hub', url: 'https://hub.knime.com/' }
};

export function elsewhereOf(
  crate: Crate,
  main: Entity | null,
  classification: Classification,
  source: Source,
  hints: LaunchHints
): RunElsewhere[] {
  const stated = main === null ? null : platformAddress(crate, main);
  const { kind, language, repository } = classification;
  switch (kind) {
    case 'workflow':
      if (language === 'galaxy') {
        return [galaxyLink(source.url, stated)];
      }
      return language === 'knime' ? platform('knime', stated) : [];
    case 'service':
      if (language !== null) {
        return platform(language, stated);
      }
      return own(stated ?? secureUrl(source.url));
    case 'repository':
      return repository === null ? [] : binderLinks(repository, hints, stated);
    case 'notebook':
    case 'script':
    case 'data':
      return [];
    default:
      return kind satisfies never;
  }
}

/** An address that may be shown as a link; null for anything doubtful. */
function secureUrl(text: string | null): URL | null {
  const address = text === null ? null : readAddress(text);
  return address?.type === 'web' &&
    address.parsed.protocol === 'https:' &&
    !isPrivateHost(address.parsed.hostname)
    ? address.parsed
    : null;
}

/** `runtimePlatform` of the tool, or the service that the root runs on. */
function platformAddress(crate: Crate, main: Entity): URL | null {
  const values = [
    ...listOf(main.runtimePlatform),
    ...listOf(crate.root.runsOn),
    ...listOf(main.softwareRequirements)
  ];
  for (const value of values) {
    const addresses = follow(crate, value).flatMap(entity =>
      textsOrIdsOf(entity.url)
    );
    for (const text of [...addresses, textOf(value)]) {
      const url = secureUrl(text);
      if (url !== null) {
        return url;
      }
    }
  }
  return null;
}

function own(url: URL | null): RunElsewhere[] {
  return url === null ? [] : [{ name: url.hostname, url: url.href }];
}

function platform(language: string, stated: URL | null): RunElsewhere[] {
  const known = PLATFORMS[language];
  if (known === undefined) {
    return own(stated);
  }
  return stated === null
    ? [known]
    : [{ name: `${known.name} (${stated.hostname})`, url: stated.href }];
}

/**
 * Galaxy imports a workflow from a registry by one link, as WorkflowHub's
 * "Run on Galaxy" does; other workflows are uploaded by hand.
 */
function galaxyLink(workflow: string | null, stated: URL | null): RunElsewhere {
  const server =
    stated !== null && /galaxy/i.test(stated.hostname)
      ? stated.href
      : DEFAULT_GALAXY;
  const name = `Galaxy (${new URL(server).hostname})`;
  const version =
    /^(https:\/\/.+\/ga4gh\/trs\/v2\/tools\/.+\/versions\/[^/]+)/.exec(
      workflow ?? ''
    )?.[1];
  return version === undefined
    ? { name, url: server }
    : {
        name,
        url: `${server.replace(/\/+$/, '')}/workflows/trs_import?trs_url=${encodeURIComponent(version)}&run_form=true`
      };
}

/** BinderHub's addresses (BinderHub documentation, "Repository providers"). */
function binderLinks(
  repository: Repository,
  hints: LaunchHints,
  stated: URL | null
): RunElsewhere[] {
  const spec = binderSpec(repository, hints.reference ?? 'HEAD');
  if (spec === null) {
    return own(stated);
  }
  // Such a path may be the view of a server (see LaunchHints): no guess here.
  const query =
    hints.notebookPath === null || hints.notebookPath.startsWith('notebooks/')
      ? ''
      : `?urlpath=${encodeURIComponent(`lab/tree/${hints.notebookPath}`)}`;
  const links = [
    {
      name: 'EGI Replay',
      url: `https://replay.notebooks.egi.eu/v2/${spec}${query}`
    },
    { name: 'mybinder.org', url: `https://mybinder.org/v2/${spec}${query}` }
  ];
  const other =
    stated !== null &&
    !/^(?:replay\.notebooks\.egi\.eu|mybinder\.org)$/.test(stated.hostname);
  return other ? [...own(stated), ...links] : links;
}

function binderSpec(repository: Repository, reference: string): string | null {
  const { provider, slug } = repository;
  const version = encodeURIComponent(repository.reference ?? reference);
  switch (provider) {
    case 'github':
      return `gh/${slug}/${version}`;
    case 'gitlab':
      return repository.url.startsWith('https://gitlab.com/')
        ? `gl/${encodeURIComponent(slug)}/${version}`
        : `git/${encodeURIComponent(repository.url)}/${version}`;
    case 'git':
      return `git/${encodeURIComponent(slug)}/${version}`;
    case 'record':
      return /^10\.5281\/zenodo\./.test(slug) ? `zenodo/${slug}/` : null;
    case 'software-heritage':
      return null;
    default:
      return provider satisfies never;
  }
}
