/**
 * Licences as an installation has them, at the moment of a request.
 */
import { at, objectOf, type Json } from '../http/answers.ts';
import type { DepositClient } from '../http/deposit-client.ts';
import type { FieldError } from '../repository.ts';
import { asInstalled, offered } from './licences.ts';

/** The version of a body, with the licence as the installation writes it. */
export async function versionBody(
  client: DepositClient,
  body: Json,
  signal: AbortSignal
): Promise<Json> {
  const version = objectOf(body.datasetVersion);
  const { license } = version;
  const known =
    license === undefined
      ? null
      : asInstalled(license, await installedAt(client, signal));
  return known === null ? version : { ...version, license: known };
}

/** What to choose instead of a licence that it does not have. */
export async function licenceErrors(
  client: DepositClient,
  body: Json,
  signal: AbortSignal
): Promise<FieldError[]> {
  const { license } = objectOf(body.datasetVersion);
  if (license === undefined) {
    return [];
  }
  const installed = await installedAt(client, signal);
  if (asInstalled(license, installed) !== null) {
    return [];
  }
  const names = offered(installed).map(({ name }) => name);
  return [
    {
      field: '/licences/0',
      message: `${client.host} does not offer this licence. Choose one of these: ${names.join(', ')}.`
    }
  ];
}

async function installedAt(
  client: DepositClient,
  signal: AbortSignal
): Promise<unknown> {
  return at(await client.call('GET', 'licenses', { signal }), 'data');
}
