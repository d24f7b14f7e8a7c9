/**
 * What asking a repository has found, and what a refusal says about the token.
 */
import type {
  LoginState,
  Repository as ContractRepository,
  RepositoryLogin,
  RepositoryState
} from 'sciencemesh-contract';
import type { Renewal, RepositoryLook } from '../../store/repositories.ts';
import type { Repository, RepositoryError } from '../repository.ts';
import {
  loginOf,
  type HostDefinition,
  type RepositoryDefinition
} from './definitions.ts';

type Probe = Awaited<ReturnType<Repository['probe']>>;

/** What the repository has told of itself and of the token. */
export function lookFromProbe(
  definition: RepositoryDefinition,
  { abilities, login: told }: Probe,
  before: RepositoryLook | null
): RepositoryLook {
  if (definition.kind === 'bundle') {
    return { ...now(), state: 'ready', message: null, login: null, abilities };
  }
  const login: RepositoryLogin = {
    ...told,
    state: stateOf(told.state, before?.login ?? null),
    tokensAt: definition.tokensAt,
    scopes: loginOf(definition, true).scopes
  };
  return { ...now(), ...judged(definition, login), login, abilities };
}

/** What is left of what is known when a repository did not answer. */
export function lookFromFailure(
  definition: HostDefinition,
  error: RepositoryError,
  before: RepositoryLook | null
): RepositoryLook {
  return (
    lookFromRefusal(definition, error, before) ?? {
      ...now(),
      state: 'unreachable',
      message: error.message,
      login: before?.login ?? null,
      abilities: before?.abilities ?? null
    }
  );
}

/** Null: the refusal says nothing about the token. */
export function lookFromRefusal(
  definition: HostDefinition,
  { code }: RepositoryError,
  before: RepositoryLook | null
): RepositoryLook | null {
  const told = REFUSALS[code];
  if (told === undefined) {
    return null;
  }
  return withLogin(definition, before, stateOf(told, before?.login ?? null));
}

/** The repository does not renew the token any more. */
export function lookFromEnd(
  definition: HostDefinition,
  before: RepositoryLook | null
): RepositoryLook {
  return withLogin(definition, before, 'expired');
}

/** What is known stays, but for the login. */
function withLogin(
  definition: HostDefinition,
  before: RepositoryLook | null,
  state: LoginState
): RepositoryLook {
  const login: RepositoryLogin = {
    ...(before?.login ?? loginOf(definition, true)),
    state
  };
  return {
    lookedAt: before?.lookedAt ?? now().lookedAt,
    ...judged(definition, login),
    login,
    abilities: before?.abilities ?? null
  };
}

const REFUSALS: Partial<Record<RepositoryError['code'], LoginState>> = {
  'login-missing': 'missing',
  'login-refused': 'refused'
};

/** As the person's page sees it. */
export function describe(
  definition: RepositoryDefinition,
  look: RepositoryLook | null,
  hasToken: boolean
): ContractRepository {
  const { id, kind, name } = definition;
  const common = {
    id,
    name,
    abilities: look?.abilities ?? null,
    lookedAt: look?.lookedAt ?? null
  };
  if (definition.kind === 'bundle') {
    return {
      ...common,
      kind,
      flavour: null,
      url: null,
      sandbox: false,
      own: false,
      oauth: false,
      state: 'ready',
      message: null,
      login: null
    };
  }
  const { flavour, own, sandbox, url } = definition;
  const login =
    hasToken && look?.login ? look.login : loginOf(definition, hasToken);
  const judgement =
    look === null || !hasToken ? judged(definition, login) : look;
  const { message, state } = judgement;
  return {
    ...common,
    kind,
    flavour,
    url,
    sandbox,
    own,
    oauth: definition.oauth !== null,
    state,
    message,
    login
  };
}

/** A token that cannot be renewed: the person may want to know until when. */
export function untilItEnds(
  repository: ContractRepository,
  renewal: Renewal | null
): ContractRepository {
  const { login } = repository;
  const endsAt = renewal?.refreshToken === null ? renewal.endsAt : null;
  return login === null || endsAt === null
    ? repository
    : {
        ...repository,
        login: { ...login, expiresAt: new Date(endsAt).toISOString() }
      };
}

/** Why nothing can be done there without another token; null: it can. */
export function whySignIn(
  definition: HostDefinition,
  { state }: Pick<RepositoryLogin, 'state'>
): string | null {
  const { name, oauth } = definition;
  const again =
    oauth === null ? 'Make a new one there and enter it.' : 'Sign in again.';
  switch (state) {
    case 'missing':
      return oauth === null
        ? `Enter a token of ${name}. Its page for tokens makes one.`
        : `Sign in at ${name}.`;
    case 'refused':
      return `${name} does not take the token. ${again}`;
    case 'expired':
      return `${name} does not take the token any more: it has expired or was deleted there. ${again}`;
    // Perhaps in another collection; the repository will say.
    case 'scope':
    case 'unchecked':
    case 'good':
      return null;
  }
}

function judged(
  definition: HostDefinition,
  login: RepositoryLogin
): { state: RepositoryState; message: string | null } {
  const reason = whySignIn(definition, login);
  if (reason !== null) {
    return { state: 'sign-in', message: reason };
  }
  switch (login.state) {
    case 'scope':
      return {
        state: 'closed',
        message: `${definition.name} takes the token, and does not let its account deposit here. Ask there for the right to, or name another collection.`
      };
    case 'good':
      return { state: 'ready', message: null };
    default:
      return { state: 'unchecked', message: null };
  }
}

/** No host tells a token that ended from one that never was; we may know. */
function stateOf(told: LoginState, before: RepositoryLogin | null): LoginState {
  const worked =
    before?.state === 'good' ||
    before?.state === 'scope' ||
    before?.state === 'expired';
  return told === 'refused' && worked ? 'expired' : told;
}

function now(): Pick<RepositoryLook, 'lookedAt'> {
  return { lookedAt: new Date().toISOString() };
}
