import { expect } from '@jupyterlab/galata';

import type { Invenio } from '../../peers/invenio/index.ts';
import { Laboratory } from './laboratory.ts';

/** What the repository is called, as a person types it to publish. */
export const REPOSITORY = 'Example Repository';

const id = 'example';

/** A laboratory that knows one repository: a real InvenioRDM on this machine. */
export function startPublishLaboratory(invenio: Invenio): Promise<Laboratory> {
  return Laboratory.start({
    // The loopback internet of the federation does not lead there.
    environment: { NO_PROXY: '127.0.0.1' },
    secrets: () => [invenio.people.alice.token],
    companion: {
      outbound: { plainHttp: ['127.0.0.1'], privateHosts: ['127.0.0.1'] },
      publish: {
        known: 'hide',
        repositories: [
          {
            id,
            kind: 'invenio-rdm',
            flavour: 'plain',
            name: REPOSITORY,
            url: invenio.url
          }
        ]
      }
    }
  });
}

/** Lets the companion have a token, as the page would. */
export async function signIn(
  { lab }: Laboratory,
  token: string
): Promise<void> {
  await expect(async () => {
    const answer = await lab.fetch(`sciencemesh/api/repositories/${id}/token`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token })
    });
    expect(answer.status, await answer.text()).toBe(200);
  }).toPass();
}

/** Lets the companion forget the token, if it has one. */
export async function signOut({ lab }: Laboratory): Promise<void> {
  await lab.fetch(`sciencemesh/api/repositories/${id}/token`, {
    method: 'DELETE',
    headers: { 'content-type': 'application/json' },
    body: '{}'
  });
}
