/**
 * A person with JupyterLab: uses shares through the drive of our node, by the
 * interface that its pages use.
 */
import assert from 'node:assert/strict';
import type { ContentModel, ContentReach } from 'sciencemesh-contract';

import { SECRET } from '../../../companion/src/command-line/testing/process.ts';
import type { Node } from './node.ts';

/** What came back. */
export interface Reply {
  status: number;
  headers: Headers;
  body: string;
}

export class Drive {
  /** What requests of our own have to show. */
  readonly credentials = { authorization: `Bearer ${SECRET}` };
  private readonly node: Pick<Node, 'companion' | 'find'>;

  constructor(node: Pick<Node, 'companion' | 'find'>) {
    this.node = node;
  }

  /** Accepts a share and tells its name in the drive. */
  async accept(provider: string, providerId: string): Promise<string> {
    const share = await this.node.find(provider, providerId);
    assert.ok(share, `${provider} ${providerId} has not arrived`);
    const { status, body } = await this.ask(
      'PATCH',
      `/api/shares/${share.id}`,
      { json: { state: 'accepted' } }
    );
    assert.equal(status, 200, body);
    const { content } = await this.contents('');
    const model = content.find(
      ({ sciencemesh }) => sciencemesh?.shareId === share.id
    );
    assert.ok(model, 'it is not in the drive');
    return model.name;
  }

  /** A file or folder; folders with all that is in them. */
  async contents(
    path: string,
    query = 'hash=1'
  ): Promise<ContentModel & { content: ContentModel[] }> {
    const { status, body } = await this.ask(
      'GET',
      `/api/contents/${encoded(path)}?${query}`
    );
    assert.equal(status, 200, body);
    return JSON.parse(body) as ContentModel & { content: ContentModel[] };
  }

  /** Names in a folder, sorted. */
  async names(path: string): Promise<string[]> {
    const { content } = await this.contents(path);
    return content.map(({ name }) => name).sort();
  }

  /** How the server of a share was last seen, as the root shows it. */
  async reach(name: string): Promise<ContentReach | undefined> {
    const { content } = await this.contents('');
    return content.find(one => one.name === name)?.sciencemesh?.reach;
  }

  read(path: string, range?: string): Promise<Reply> {
    return this.ask('GET', `/api/raw/${encoded(path)}`, {
      headers: range === undefined ? {} : { range }
    });
  }

  /** Saves; the condition is a header such as `{ 'if-match': '"1"' }`. */
  save(
    path: string,
    text: string,
    condition: Record<string, string> = {}
  ): Promise<Reply> {
    return this.ask('PUT', `/api/raw/${encoded(path)}`, {
      headers: {
        'content-type': 'application/octet-stream',
        'x-sciencemesh-upload': '1',
        ...condition
      },
      body: text
    });
  }

  rename(from: string, to: string): Promise<Reply> {
    return this.ask('PATCH', `/api/contents/${encoded(from)}`, {
      json: { path: to }
    });
  }

  makeFolder(path: string): Promise<Reply> {
    return this.ask('PUT', `/api/contents/${encoded(path)}`, {
      json: { type: 'directory' }
    });
  }

  delete(path: string): Promise<Reply> {
    return this.ask('DELETE', `/api/contents/${encoded(path)}`, { json: {} });
  }

  /** Asks any route of our own. */
  async ask(
    method: string,
    path: string,
    {
      headers = {},
      body,
      json
    }: {
      headers?: Record<string, string>;
      body?: string;
      json?: object;
    } = {}
  ): Promise<Reply> {
    const answer = await fetch(`${this.node.companion.listen}${path}`, {
      method,
      headers: {
        ...this.credentials,
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      ...(body === undefined ? {} : { body })
    });
    return {
      status: answer.status,
      headers: answer.headers,
      body: await answer.text()
    };
  }
}

function encoded(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
