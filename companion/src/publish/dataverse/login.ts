/**
 * Whose token it is, until when, and whether it may deposit.
 */
import type { RepositoryLogin } from 'sciencemesh-contract';
import { at, textOf } from '../http/answers.ts';
import type { DepositClient } from '../http/deposit-client.ts';
import { orNothing } from '../http/found.ts';
import { RepositoryError } from '../repository.ts';
import { collectionPath } from './addresses.ts';

export async function loginAt(
  client: DepositClient,
  collection: string,
  signal: AbortSignal
): Promise<RepositoryLogin> {
  const login: Omit<RepositoryLogin, 'state'> = {
    account: null,
    expiresAt: null,
    tokensAt: client.page('dataverseuser.xhtml?selectTab=apiTokenTab'),
    // A token may do all that its owner may.
    scopes: []
  };
  let account: string | null;
  try {
    const me = await client.call('GET', 'users/:me', { signal });
    account = textOf(at(me, 'data', 'displayName'));
  } catch (error) {
    switch (error instanceof RepositoryError ? error.code : null) {
      case 'login-missing':
        return { ...login, state: 'missing' };
      // A token that has ended is as unknown as one that never was.
      case 'login-refused':
        return { ...login, state: 'refused' };
      default:
        throw error;
    }
  }
  return {
    ...login,
    account,
    expiresAt: await endOfToken(client, signal),
    state: (await mayDeposit(client, collection, signal)) ? 'good' : 'scope'
  };
}

/** Told in a sentence that holds the token, so none of it is kept. */
async function endOfToken(
  client: DepositClient,
  signal: AbortSignal
): Promise<string | null> {
  const answer = await orNothing(client.call('GET', 'users/token', { signal }));
  const words = textOf(at(answer, 'data', 'message')) ?? '';
  const [, day, time] =
    /expires on (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)/u.exec(words) ?? [];
  return day === undefined || time === undefined
    ? null
    : new Date(`${day}T${time}Z`).toISOString();
}

async function mayDeposit(
  client: DepositClient,
  collection: string,
  signal: AbortSignal
): Promise<boolean> {
  const found = await orNothing(
    client.call('GET', collectionPath(collection, ''), { signal })
  );
  if (found === null) {
    throw new RepositoryError(
      'not-found',
      `${client.host} has no collection that is called "${collection}". Check the settings of the repository.`
    );
  }
  // Versions before 6.3 do not tell.
  const permissions = await orNothing(
    client.call('GET', collectionPath(collection, '/userPermissions'), {
      signal
    })
  );
  return at(permissions, 'data', 'canAddDataset') !== false;
}
