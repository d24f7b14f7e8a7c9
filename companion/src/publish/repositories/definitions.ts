/**
 * Which repositories there are: those that the administrator names, those that
 * everybody knows, and those that the person has named.
 */
import type {
  OAuthConfig,
  RepositoryConfig,
  RepositoryFlavour,
  RepositoryLogin
} from 'sciencemesh-contract';
import type { OwnRepository } from '../../store/repositories.ts';

/** How people sign in at a repository that knows this service. */
export interface OAuthClient {
  clientId: string;
  /** Path of a file that only its owner may read. */
  clientSecretFile: string;
  authorizeUrl: string;
  tokenUrl: string;
  /** Who the server says that it is (RFC 8414). */
  issuer: { url: string; isConfigured: boolean };
  scopes: readonly string[];
}

/** A repository at a host. */
export interface HostDefinition {
  id: string;
  kind: 'invenio-rdm' | 'dataverse';
  flavour: RepositoryFlavour | null;
  name: string;
  /** Where its pages are; no slash at the end. */
  url: string;
  sandbox: boolean;
  /** Named by the person. */
  own: boolean;
  /** The page on which a token is made. */
  tokensAt: string;
  /** Of a Dataverse: where datasets go unless the person chooses. */
  collection: string | null;
  /** Of one account; null: not known to be limited. */
  requestsPerMinute: number | null;
  /** Null: people enter tokens, and that is the only way. */
  oauth: OAuthClient | null;
}

/** Archives on this server, for places that take no deposits. */
export interface BundleDefinition {
  id: 'bundle';
  kind: 'bundle';
  name: string;
}

export type RepositoryDefinition = HostDefinition | BundleDefinition;

export const BUNDLE: BundleDefinition = {
  id: 'bundle',
  kind: 'bundle',
  name: 'Archive on this server'
};

/**
 * What a token has to be allowed. A Dataverse has one kind of token, which may
 * do whatever its account may.
 */
const SCOPES: Readonly<Record<HostDefinition['kind'], readonly string[]>> = {
  'invenio-rdm': ['deposit:write', 'deposit:actions'],
  dataverse: []
};

const TOKEN_PAGES: Readonly<Record<HostDefinition['kind'], string>> = {
  'invenio-rdm': 'account/settings/applications/tokens/new/',
  dataverse: 'dataverseuser.xhtml?selectTab=apiTokenTab'
};

/** Requests that Zenodo lets an account make, with some to spare. */
const ZENODO_PACE = 90;

/** Need no configuration. Zenodo's limits: developers.zenodo.org. */
const KNOWN: readonly HostDefinition[] = [
  invenio('zenodo', 'Zenodo', 'https://zenodo.org', 'zenodo'),
  invenio(
    'zenodo-sandbox',
    'Zenodo Sandbox',
    'https://sandbox.zenodo.org',
    'zenodo'
  ),
  invenio('cds', 'CDS', 'https://repository.cern', 'cds'),
  invenio('b2share', 'B2SHARE', 'https://b2share.eudat.eu', 'b2share')
];

function invenio(
  id: string,
  name: string,
  url: string,
  flavour: RepositoryFlavour
): HostDefinition {
  return {
    id,
    kind: 'invenio-rdm',
    flavour,
    name,
    url,
    sandbox: isSandbox(url),
    own: false,
    tokensAt: pageOf('invenio-rdm', url),
    collection: null,
    requestsPerMinute: flavour === 'zenodo' ? ZENODO_PACE : null,
    oauth: null
  };
}

/** For trying only, as its name says. */
export function isSandbox(url: string): boolean {
  return /(?:^|[.-])(?:demo|sandbox|test|training|trng)(?=[.-]|$)/u.test(
    new URL(url).hostname
  );
}

/** One spelling of each address, as tokens are kept by it. */
export function addressOf(url: URL): string {
  return `${url.origin}${url.pathname}`.replace(/\/+$/u, '');
}

/** What is offered by the administrator, in order, before the bundle. */
export function offered(
  configured: readonly RepositoryConfig[],
  known: boolean
): HostDefinition[] {
  const named = configured.map(configuredDefinition);
  const others = known
    ? KNOWN.filter(({ id, url }) =>
        named.every(one => one.id !== id && one.url !== url)
      )
    : [];
  return [...named, ...others];
}

function configuredDefinition(config: RepositoryConfig): HostDefinition {
  const { collection, flavour, id, kind, name, tokensAt } = config;
  const url = addressOf(new URL(config.url));
  return {
    id,
    kind,
    flavour: kind === 'invenio-rdm' ? (flavour ?? 'plain') : null,
    name,
    url,
    sandbox: config.sandbox ?? false,
    own: false,
    tokensAt: tokensAt ?? pageOf(kind, url),
    collection: collection ?? null,
    requestsPerMinute:
      config.requestsPerMinute ?? (flavour === 'zenodo' ? ZENODO_PACE : null),
    oauth:
      config.oauth === undefined
        ? null
        : oauthClient(config.oauth, url, flavour ?? 'plain')
  };
}

/**
 * InvenioRDM asks no token for scopes of deposits; Zenodo does. A scope that a
 * server does not know ends the sign-in.
 */
function oauthClient(
  config: OAuthConfig,
  url: string,
  flavour: RepositoryFlavour
): OAuthClient {
  const { clientId, clientSecretFile, issuer, scopes, tokenUrl } = config;
  const authorizeUrl = config.authorizeUrl ?? `${url}/oauth/authorize`;
  return {
    clientId,
    clientSecretFile,
    authorizeUrl,
    tokenUrl: tokenUrl ?? `${url}/oauth/token`,
    issuer: {
      url: issuer ?? new URL(authorizeUrl).origin,
      isConfigured: issuer !== undefined
    },
    scopes: scopes ?? [
      ...(flavour === 'zenodo' ? SCOPES['invenio-rdm'] : []),
      'user:email'
    ]
  };
}

/** A repository as the person has named it. */
export function ownDefinition(own: OwnRepository): HostDefinition {
  return {
    ...own,
    own: true,
    tokensAt: pageOf(own.kind, own.url),
    collection: null,
    requestsPerMinute: own.flavour === 'zenodo' ? ZENODO_PACE : null,
    oauth: null
  };
}

/** What is known of a login before anybody asked. */
export function loginOf(
  { kind, tokensAt }: HostDefinition,
  hasToken: boolean
): RepositoryLogin {
  return {
    state: hasToken ? 'unchecked' : 'missing',
    account: null,
    expiresAt: null,
    tokensAt,
    scopes: [...SCOPES[kind]]
  };
}

function pageOf(kind: HostDefinition['kind'], url: string): string {
  return `${url}/${TOKEN_PAGES[kind]}`;
}
