import { createHash } from 'node:crypto';

import type { Invenio, Person } from '../index.ts';

/** What tests look at in answers; each has some of it. */
export interface Body {
  id: string;
  message?: string;
  /** Of content that was not taken; of fields it is a list. */
  errors?: string | object[];
  status?: string;
  checksum?: string;
  entries: { key: string; checksum?: string }[];
  pids: { doi: { identifier: string } };
  versions: { index: number };
  parent: { id: string };
  metadata: {
    title: string;
    creators: { name?: string; person_or_org?: object }[];
  };
  custom_fields: Record<string, { id: string }[]>;
  hits: { total: number };
}

export interface Answer {
  status: number;
  body: Body;
}

export interface Request {
  json?: unknown;
  bytes?: string;
  token?: string;
  accept?: string;
}

/** The least that a record needs everywhere. */
export const metadata = {
  access: { record: 'public', files: 'public' },
  files: { enabled: true },
  metadata: {
    resource_type: { id: 'dataset' },
    title: 'Dimuon spectrum, once more',
    publication_date: '2026-11-22',
    publisher: 'Example',
    creators: [
      {
        person_or_org: {
          type: 'personal',
          given_name: 'Josiah',
          family_name: 'Carberry',
          identifiers: [{ scheme: 'orcid', identifier: '0000-0002-1825-0097' }]
        },
        affiliations: [{ id: '01ggx4157' }]
      }
    ],
    rights: [{ id: 'cc-by-4.0' }]
  }
};

/** Requests to InvenioRDM, as one of the people. */
export class Client {
  private readonly invenio: Invenio;
  private readonly person: Person;

  constructor(invenio: Invenio, person: Person = 'alice') {
    this.invenio = invenio;
    this.person = person;
  }

  /** @param path - below `/api` */
  async call(
    method: string,
    path: string,
    { json, bytes, token, accept }: Request = {}
  ): Promise<Answer> {
    const type = bytes === undefined ? 'json' : 'octet-stream';
    const bearer = token ?? this.invenio.people[this.person].token;
    const answer = await fetch(this.invenio.api + path, {
      method,
      headers: {
        accept: accept ?? 'application/vnd.inveniordm.v1+json',
        authorization: `Bearer ${bearer}`,
        'content-type': `application/${type}`
      },
      body: bytes ?? (json === undefined ? null : JSON.stringify(json))
    });
    const text = await answer.text();
    const body = (text.startsWith('{') ? JSON.parse(text) : {}) as Body;
    return { status: answer.status, body };
  }

  /** A new draft; resolves to its identifier. */
  async draft(): Promise<string> {
    const { body } = await this.call('POST', '/records', { json: metadata });
    return body.id;
  }

  /** Sends a file; resolves to what the server says of it in the end. */
  async upload(id: string, key: string, bytes: string): Promise<Answer> {
    const files = `/records/${id}/draft/files`;
    await this.call('POST', files, { json: [{ key }] });
    await this.call('PUT', `${files}/${key}/content`, { bytes });
    return this.call('POST', `${files}/${key}/commit`);
  }
}

/** A checksum as InvenioRDM writes it. */
export function checksum(bytes: string): string {
  return `md5:${createHash('md5').update(bytes).digest('hex')}`;
}
