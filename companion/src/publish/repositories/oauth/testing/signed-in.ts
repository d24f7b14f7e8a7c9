/**
 * The service of repositories beside one where people sign in.
 */
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { RepositoryConfig, SignInAnswer } from 'sciencemesh-contract';
import {
  CLIENT,
  OAuthRepository,
  type OAuthRepositoryOptions
} from '../../../../../../peers/oauth/index.ts';
import { emptyFolder } from '../../../../store/testing/folder.ts';
import {
  createRepositories,
  type TestRepositories
} from '../../testing/repositories.ts';

export const USER = 'marie';
export const REDIRECT =
  'https://hub.example.org/user/marie/sciencemesh/oauth/callback';

/** A file as administrators make it. */
export function secretFile(
  test: TestContext,
  text: string = CLIENT.secret,
  mode = 0o600
): string {
  const path = join(emptyFolder(test), 'client-secret');
  writeFileSync(path, `${text}\n`);
  chmodSync(path, mode);
  return path;
}

export async function startRepository(
  test: TestContext,
  options: Partial<OAuthRepositoryOptions> = {}
): Promise<OAuthRepository> {
  const repository = await OAuthRepository.start({
    redirects: [REDIRECT],
    ...options
  });
  test.after(() => repository.stop());
  return repository;
}

/** @param oauth in place of how it is set up rightly */
export function configOf(
  test: TestContext,
  id: string,
  url: string,
  oauth: Partial<RepositoryConfig['oauth']> = {}
): RepositoryConfig {
  return {
    id,
    kind: 'invenio-rdm',
    name: `Repository ${id}`,
    url,
    oauth: {
      clientId: CLIENT.id,
      clientSecretFile: secretFile(test),
      scopes: ['deposit:write', 'user:email'],
      ...oauth
    }
  };
}

export interface Beside extends TestRepositories {
  repository: OAuthRepository;
  /** Goes there in a browser, up to where it sends the person back. */
  goThere: () => Promise<SignInAnswer>;
}

/** One repository, known as `lab`. */
export async function beside(
  test: TestContext,
  options: Partial<OAuthRepositoryOptions> = {},
  oauth: Partial<RepositoryConfig['oauth']> = {}
): Promise<Beside> {
  const repository = await startRepository(test, options);
  const created = createRepositories(test, {
    configured: [configOf(test, 'lab', repository.url, oauth)]
  });
  return {
    ...created,
    repository,
    goThere: async () => {
      const page = await created.repositories.beginSignIn('lab', {
        user: USER,
        redirect: REDIRECT
      });
      return answerIn(await repository.visit(page));
    }
  };
}

/** What the bridge reads from the address that somebody comes back to. */
export function answerIn({ searchParams }: URL): SignInAnswer {
  const code = searchParams.get('code');
  const error = searchParams.get('error');
  const iss = searchParams.get('iss');
  return {
    state: searchParams.get('state') ?? '',
    ...(code === null ? {} : { code }),
    ...(error === null ? {} : { error }),
    ...(iss === null ? {} : { iss })
  };
}

/** An error and what caused it, as far as a log could tell. */
export function told(error: unknown): string {
  return error instanceof Error
    ? `${error.stack} ${JSON.stringify(error)} ${told(error.cause)}`
    : JSON.stringify(error ?? null);
}
