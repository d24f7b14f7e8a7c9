/**
 * The repositories that are sent to: a real InvenioRDM, and the stand-in for a
 * Dataverse.
 */
import type { Profile as Known } from '../../companion/src/publish/invenio-rdm/profile.ts';
import type { Dataverse } from '../../peers/dataverse/index.ts';
import { Client as DataverseClient } from '../../peers/dataverse/testing/client.ts';
import {
  Invenio,
  type InvenioOptions,
  type Profile
} from '../../peers/invenio/index.ts';
import {
  Client,
  metadata,
  type Answer,
  type Request
} from '../../peers/invenio/testing/client.ts';

/** Where a contender sends to. */
export interface Target {
  kind: 'invenio-rdm' | 'dataverse';
  flavour: Profile | null;
  url: string;
  token: string;
  requestsPerMinute: number | null;
  /** Which files go in which parts to InvenioRDM, if not those that would. */
  parts?: Known['parts'];
}

export class InvenioServer {
  readonly profile: Profile;
  private readonly invenio: Invenio;
  private readonly client: Client;

  private constructor(invenio: Invenio) {
    this.profile = invenio.profile;
    this.invenio = invenio;
    this.client = new Client(invenio);
  }

  static async start(
    profile: Profile,
    options: InvenioOptions = {}
  ): Promise<InvenioServer> {
    return new InvenioServer(await Invenio.start(profile, options));
  }

  get url(): string {
    return this.invenio.url;
  }

  get api(): string {
    return this.invenio.api;
  }

  get token(): string {
    return this.invenio.people.alice.token;
  }

  target(requestsPerMinute: number | null = null): Target {
    const { profile, url, token } = this;
    return {
      kind: 'invenio-rdm',
      flavour: profile,
      url,
      token,
      requestsPerMinute
    };
  }

  /** A new draft with all that it needs. */
  async draft(): Promise<string> {
    return this.client.draft();
  }

  call(method: string, path: string, request: Request = {}): Promise<Answer> {
    return this.client.call(method, path, request);
  }

  /** @throws Error unless so many files are there, and whole */
  async checkFiles(id: string, count: number): Promise<void> {
    const { body } = await this.call('GET', `/records/${id}/draft/files`);
    const whole = body.entries.filter(entry =>
      entry.checksum?.startsWith('md5:')
    );
    if (whole.length !== count) {
      throw new Error(`${whole.length} of ${count} files arrived.`);
    }
  }

  stop(): Promise<void> {
    return this.invenio.stop();
  }
}

export const record = metadata;

export function dataverseTarget(dataverse: Dataverse): Target {
  return {
    kind: 'dataverse',
    flavour: null,
    url: dataverse.url,
    token: dataverse.token('alice'),
    requestsPerMinute: null
  };
}

/** A dataset for programs that make none; with the one token that may. */
export async function datasetFor(
  dataverse: Dataverse
): Promise<{ url: string; token: string; doi: string }> {
  const doi = await new DataverseClient(dataverse).create();
  return { url: dataverse.url, token: dataverse.token('alice'), doi };
}
