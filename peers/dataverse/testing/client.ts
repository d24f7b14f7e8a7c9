import { createHash } from 'node:crypto';

import type { Field } from '../fields.ts';
import type { Dataverse } from '../index.ts';
import type { Data } from './answers.ts';

/** What was answered. */
export interface Reply {
  status: number;
  /** `data` of the envelope. */
  data: Data;
  /** `data` of the envelope, where it is a list. */
  list: Data[];
  body: Record<string, unknown>;
  message: string;
}

/** A file to be added. */
export interface Sent {
  name: string;
  content: string | Buffer;
  type?: string;
}

/** Somebody who calls an installation; with no name, the guest. */
export class Client {
  private readonly dataverse: Dataverse;
  private readonly username: string | null;

  constructor(dataverse: Dataverse, username: string | null = 'alice') {
    this.dataverse = dataverse;
    this.username = username;
  }

  async call(
    method: string,
    path: string,
    {
      json,
      form,
      headers = {}
    }: {
      json?: unknown;
      form?: FormData;
      headers?: Record<string, string>;
    } = {}
  ): Promise<Reply> {
    const type =
      json === undefined ? {} : { 'content-type': 'application/json' };
    const key =
      this.username === null
        ? {}
        : { 'X-Dataverse-key': this.dataverse.token(this.username) };
    const answer = await fetch(`${this.dataverse.url}/api${path}`, {
      method,
      headers: { ...type, ...key, ...headers },
      body: form ?? (json === undefined ? null : JSON.stringify(json))
    });
    const text = await answer.text();
    const body = JSON.parse(text || '{}') as Record<string, unknown>;
    return {
      status: answer.status,
      data: body.data as Data,
      list: body.data as Data[],
      body,
      message: typeof body.message === 'string' ? body.message : ''
    };
  }

  /** A draft in the root collection; its DOI. */
  async create(dataset: unknown = described()): Promise<string> {
    const { data } = await this.call('POST', '/dataverses/root/datasets', {
      json: dataset
    });
    return data.persistentId;
  }

  /** Something about a dataset. */
  about(
    method: string,
    doi: string,
    path: string,
    options: Parameters<Client['call']>[2] = {}
  ): Promise<Reply> {
    const [place, query = ''] = path.split('?');
    const whole = `/datasets/:persistentId${place}?persistentId=${doi}&${query}`;
    return this.call(method, whole, options);
  }

  add(doi: string, file: Sent, jsonData?: object): Promise<Reply> {
    return this.about('POST', doi, '/add', { form: formOf(file, jsonData) });
  }

  register(doi: string, files: object[]): Promise<Reply> {
    const form = formOf(null, files);
    return this.about('POST', doi, '/addFiles', { form });
  }

  /** Names of the files of a version, with their folders. */
  async files(doi: string, version = ':draft'): Promise<string[]> {
    const { data } = await this.about('GET', doi, `/versions/${version}`);
    return data.files.map(file =>
      [file.directoryLabel, file.label].filter(Boolean).join('/')
    );
  }

  /** Reasons of the locks; looking once. */
  async locks(doi: string): Promise<string[]> {
    const { list } = await this.about('GET', doi, '/locks');
    return list.map(lock => lock.lockType);
  }

  /** Looks until nothing is locked any more. */
  async unlocked(doi: string): Promise<void> {
    while ((await this.locks(doi)).length > 0);
  }

  publish(doi: string, type = 'major', more = ''): Promise<Reply> {
    return this.about('POST', doi, `/actions/:publish?type=${type}${more}`);
  }
}

/** A multipart form as the guides show it. */
export function formOf(file: Sent | null, jsonData?: object): FormData {
  const form = new FormData();
  if (file) {
    const { name, content, type = 'text/plain' } = file;
    const bytes = new Uint8Array(Buffer.from(content));
    form.append('file', new Blob([bytes], { type }), name);
  }
  if (jsonData) {
    form.append('jsonData', JSON.stringify(jsonData));
  }
  return form;
}

/** MD5 in hexadecimal. */
export function md5(content: string | Buffer): string {
  return createHash('md5').update(content).digest('hex');
}

/** A field with one value, or several. */
export function primitive(typeName: string, value: unknown): Field {
  const multiple = Array.isArray(value);
  return { typeName, typeClass: 'primitive', multiple, value };
}

/** A field with fields inside. */
export function compound(
  typeName: string,
  ...values: Record<string, string>[]
): Field {
  const value = values.map(each =>
    Object.fromEntries(
      Object.entries(each).map(([name, text]) => [name, primitive(name, text)])
    )
  );
  return { typeName, typeClass: 'compound', multiple: true, value };
}

/** The subject, from its vocabulary. */
export function subject(...value: string[]): Field {
  return {
    typeName: 'subject',
    typeClass: 'controlledVocabulary',
    multiple: true,
    value
  };
}

/** The fields that a dataset has to have. */
export function requiredFields(): Field[] {
  return [
    primitive('title', 'Muons in pairs'),
    compound('author', { authorName: 'Curie, Marie' }),
    compound('datasetContact', { datasetContactEmail: 'marie@example.org' }),
    compound('dsDescription', { dsDescriptionValue: 'Masses of pairs.' }),
    subject('Physics')
  ];
}

/** A dataset as it is created. */
export function described(
  fields: Field[] = requiredFields(),
  license: unknown = {
    name: 'CC0 1.0',
    uri: 'http://creativecommons.org/publicdomain/zero/1.0'
  }
) {
  return {
    datasetVersion: { license, metadataBlocks: { citation: { fields } } }
  };
}
