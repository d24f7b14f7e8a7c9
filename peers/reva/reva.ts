import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { basicOf, people, providersFile, usersFile } from './people.ts';
import type { Person } from './people.ts';
import { logOf, RevadProcess } from './process.ts';

const sharesPath = '/ocs/v1.php/apps/files_sharing/api/v1/shares';
const federated = '6';
/** What `meta.statuscode` says in OCS of version 1 when all went well. */
const ocsSuccess = 100;

/** A day, as Reva has it by itself. */
const usualTokenLife = 86_400;

/** What is different from one site to the other. */
export interface SiteOptions {
  /** For how many seconds a login lasts; default a day. */
  tokenLife?: number;
}

/** How to start a site. */
export interface RevaOptions extends SiteOptions {
  /**
   * Nodes that may be shared with, as `host:port`: they speak plain http and
   * are running already, for Reva reads its list once.
   */
  nodes: readonly string[];
}

/** What to share, with whom and how. */
export interface RevaShareOptions {
  /** A file or a folder of the person, such as `/results`. */
  path: string;
  /** OCM address of the recipient. */
  shareWith: string;
  /** Default `viewer`. */
  role?: 'viewer' | 'editor';
  /** Whether the secret must be exchanged for a token first; default no. */
  mustExchangeToken?: boolean;
  /**
   * The way it is made: by OCS, as the web interface does, or by CS3, which
   * can make files writable and require the exchange of the secret; default
   * OCS where it will do.
   */
  api?: 'ocs' | 'cs3';
  /** Who shares; default `einstein`. */
  by?: Person;
}

/** A share that the recipient's node has accepted. */
export interface RevaShare {
  /** Reva's id of it: `providerId` at the recipient. */
  id: string;
  /** Where the recipient reads and writes. */
  uri: string;
  sharedSecret: string;
  by: Person;
}

interface OcsAnswer {
  ocs?: {
    meta: { statuscode: number; message?: string };
    data?: Record<string, unknown>;
  };
}

/** A site of Reva, the server behind CERNBox, with a few people's files. */
export class Reva {
  private readonly folder: string;
  private readonly process: RevadProcess;

  private constructor(folder: string, process: RevadProcess) {
    this.folder = folder;
    this.process = process;
  }

  /** Starts a site with empty homes in a temporary folder. */
  static async start({ nodes, ...options }: RevaOptions): Promise<Reva> {
    const reva = await Reva.open(options);
    await reva.serve(nodes);
    return reva;
  }

  /**
   * Gives a site its addresses, before it is said who else there is. Whoever
   * asks there waits until it serves.
   */
  static async open({
    tokenLife = usualTokenLife
  }: SiteOptions = {}): Promise<Reva> {
    const folder = await mkdtemp(join(tmpdir(), 'reva-'));
    try {
      await mkdir(join(folder, 'homes'));
      await writeFile(join(folder, 'users.json'), usersFile());
      return new Reva(folder, await RevadProcess.open(folder, tokenLife));
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Serves, once: Reva reads its list of nodes when it starts. */
  async serve(nodes: readonly string[]): Promise<void> {
    await writeFile(join(this.folder, 'providers.json'), providersFile(nodes));
    await this.process.serve();
  }

  /** Host and port: the host part of its people's OCM addresses. */
  get host(): string {
    return this.process.addresses.public;
  }

  get url(): string {
    return `http://${this.host}`;
  }

  /** Host and port of the CS3 API, gRPC without TLS. */
  get gateway(): string {
    return this.process.addresses.gateway;
  }

  /** Logs in with name and password: the token of Reva's own that comes back. */
  async login(person: Person): Promise<string> {
    const answer = await this.request('/graph/v1.0/me', {
      headers: { authorization: basicOf(person) }
    });
    const token = answer.headers.get('x-access-token');
    if (!answer.ok || token === null) {
      throw new Error(
        `Reva lets ${person.username} not in: ${answer.status} ${await answer.text()}`
      );
    }
    return token;
  }

  /** A request to somebody's own files over WebDAV, such as `PUT /results/a`. */
  async files(
    method: string,
    path: string,
    { by = people.einstein, ...init }: RequestInit & { by?: Person } = {}
  ): Promise<Response> {
    const answer = await this.request(`/remote.php/webdav${path}`, {
      ...init,
      method,
      headers: { ...init.headers, authorization: basicOf(by) }
    });
    if (!answer.ok) {
      throw new Error(
        `${method} ${path} answers ${answer.status}: ${await answer.text()}`
      );
    }
    return answer;
  }

  /** Writes a file of somebody's. */
  async put(
    path: string,
    body: RequestInit['body'],
    by?: Person
  ): Promise<void> {
    await this.files('PUT', path, { body, ...(by ? { by } : {}) });
  }

  /** Makes a folder of somebody's. */
  async makeFolder(path: string, by?: Person): Promise<void> {
    await this.files('MKCOL', path, by ? { by } : {});
  }

  /**
   * Lets a person here know somebody elsewhere: Reva shares with nobody else.
   * The invitation is accepted in the name of the recipient's node.
   */
  async meet(address: string, by: Person = people.einstein): Promise<void> {
    const invited = await this.request('/sciencemesh/generate-invite', {
      method: 'POST',
      headers: { authorization: basicOf(by) }
    });
    const { token } = (await invited.json()) as { token: string };
    const [identifier, host] = partsOf(address);
    const accepted = await this.request('/ocm/invite-accepted', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        token,
        recipientProvider: host,
        userID: identifier,
        email: `${identifier}@example.org`,
        name: identifier
      })
    });
    const known = 409;
    if (!accepted.ok && accepted.status !== known) {
      throw new Error(`Reva knows nobody new: ${await accepted.text()}`);
    }
  }

  /**
   * Shares and waits until the recipient's node has answered.
   *
   * @throws Error with Reva's words and the end of its log when it was refused
   */
  async share(options: RevaShareOptions): Promise<RevaShare> {
    const { by = people.einstein, mustExchangeToken = false } = options;
    const { api = mustExchangeToken ? 'cs3' : 'ocs' } = options;
    await this.meet(options.shareWith, by);
    const id = await (api === 'ocs'
      ? this.shareByOcs({ ...options, by })
      : this.shareByCs3({ ...options, by }));
    const { token } = await this.ocs(by, 'GET', `/remote_shares/${id}`);
    return {
      id,
      uri: `${this.url}/remote.php/dav/ocm/${id}`,
      sharedSecret: String(token),
      by
    };
  }

  /** Takes a share back. Reva tells nobody. */
  async revoke({ id, by }: RevaShare): Promise<void> {
    await this.ocs(by, 'DELETE', `/${id}`);
  }

  /** The end of Reva's log. */
  async log(): Promise<string> {
    return logOf(this.folder);
  }

  /** Ends the process, which takes the homes with it. */
  async stop(): Promise<void> {
    await this.process.stop();
  }

  /** The way of the web interface, which knows no requirements. */
  private async shareByOcs(
    options: RevaShareOptions & { by: Person }
  ): Promise<string> {
    const [identifier, host] = partsOf(options.shareWith);
    const body = new URLSearchParams({
      shareType: federated,
      shareWithUser: identifier,
      shareWithProvider: host,
      path: options.path,
      role: options.role ?? 'viewer'
    });
    const { id } = await this.ocs(options.by, 'POST', '', body);
    return String(id);
  }

  private async shareByCs3(
    options: RevaShareOptions & { by: Person }
  ): Promise<string> {
    const [identifier, host] = partsOf(options.shareWith);
    const { id } = (await this.process.ask('share', {
      gateway: this.gateway,
      user: options.by.username,
      password: options.by.password,
      path: `/home${options.path}`,
      identifier,
      host,
      role: options.role ?? 'viewer',
      requirements: options.mustExchangeToken ? ['must-exchange-token'] : []
    })) as { id: string };
    return id;
  }

  private async ocs(
    by: Person,
    method: string,
    path: string,
    body?: URLSearchParams
  ): Promise<Record<string, unknown>> {
    const answer = await this.request(`${sharesPath}${path}?format=json`, {
      method,
      headers: { authorization: basicOf(by) },
      ...(body ? { body } : {})
    });
    const text = await answer.text();
    const { ocs } = (text.startsWith('{') ? JSON.parse(text) : {}) as OcsAnswer;
    if (ocs?.meta.statuscode !== ocsSuccess) {
      const log = await this.log();
      throw new Error(`Reva answers ${answer.status} ${text}\n${log}`);
    }
    return ocs.data ?? {};
  }

  private async request(path: string, init: RequestInit): Promise<Response> {
    return fetch(this.url + path, { redirect: 'manual', ...init });
  }
}

/** The identifier and the host of an OCM address: parted at the last `@`. */
function partsOf(address: string): [identifier: string, host: string] {
  const at = address.lastIndexOf('@');
  return [address.slice(0, at), address.slice(at + 1)];
}
