import { expect } from '@playwright/test';

import type { Dataverse } from '../../peers/dataverse/index.ts';
import { Laboratory } from './laboratory.ts';

/** What the repository is called. */
export const REPOSITORY = 'Data of the lab';

const json = { 'content-type': 'application/json' };

/** A publication as the companion's API tells it, as far as journeys look. */
interface ToldPublication {
  id: string;
  form: { metadata: Record<string, unknown> };
  state: string;
}

/** A laboratory that knows one repository, which is there to try things. */
export function startDataverseLaboratory(
  dataverse: Dataverse
): Promise<Laboratory> {
  return Laboratory.start({
    // The loopback internet of the federation does not lead there.
    environment: { NO_PROXY: '127.0.0.1' },
    secrets: () => [dataverse.token('alice')],
    companion: {
      outbound: { plainHttp: ['127.0.0.1'], privateHosts: ['127.0.0.1'] },
      publish: {
        known: 'hide',
        repositories: [
          {
            id: 'lab',
            kind: 'dataverse',
            name: REPOSITORY,
            sandbox: true,
            url: dataverse.url
          }
        ]
      }
    }
  });
}

/** What the page of a publication does, without the page. */
export class Publishing {
  private readonly laboratory: Laboratory;

  constructor(laboratory: Laboratory) {
    this.laboratory = laboratory;
  }

  /** Begins to publish files, described as the repository wants it. */
  async begin(title: string, paths: readonly string[]): Promise<string> {
    const { id, form } = await this.call('POST', 'publications', {
      key: `key-of-${title}`,
      subject: { paths }
    });
    await this.call('PUT', `publications/${id}/form`, {
      ...form,
      repositoryId: 'lab',
      metadata: {
        ...form.metadata,
        title,
        creators: [{ kind: 'person', family: 'Example', given: 'Marie' }],
        contact: { name: 'Marie Example', email: 'marie@example.org' },
        description: 'Heights of dunes.',
        licences: [{ spdx: 'CC0-1.0' }],
        subjects: ['Earth and Environmental Sciences']
      }
    });
    return id;
  }

  /** Does something with a publication, and waits until it stands so. */
  async act(
    id: string,
    deed: string,
    state: string,
    body: Record<string, unknown> = {}
  ): Promise<void> {
    await this.call('POST', `publications/${id}/${deed}`, body);
    await expect
      .poll(async () => (await this.call('GET', `publications/${id}`)).state, {
        timeout: 60_000
      })
      .toBe(state);
  }

  private async call(
    method: string,
    path: string,
    body?: Record<string, unknown>
  ): Promise<ToldPublication> {
    const answer = await this.laboratory.lab.fetch(`sciencemesh/api/${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: json, body: JSON.stringify(body) })
    });
    if (!answer.ok) {
      throw new Error(`${method} ${path} was answered ${await answer.text()}`);
    }
    return (await answer.json()) as ToldPublication;
  }
}
