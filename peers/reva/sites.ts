import { postShare } from '../dispatcher/index.ts';
import type { SentCrate } from '../dispatcher/index.ts';
import { PackageSender } from './package-sender.ts';
import { basicOf, people } from './people.ts';
import { Reva } from './reva.ts';
import type { RevaShare, RevaShareOptions, SiteOptions } from './reva.ts';

/** What einstein shares with marie, and how. */
export interface SitesShareOptions extends Pick<
  RevaShareOptions,
  'role' | 'mustExchangeToken' | 'api'
> {
  /** Of the folder or file, at the root of einstein's home. */
  name: string;
}

/** What marie's site says of a share that arrived there. */
export interface Received {
  /** The id that her site gave it. */
  id: string;
  /** Its space, for `/remote.php/dav/spaces/`. */
  space: string;
  name: string;
}

interface DriveItem {
  id: string;
  name: string;
  remoteItem: { id: string };
}

/**
 * Two sites of Reva that know each other, and a sender of packages: what
 * einstein at the first one shares, and what is sent, arrives at the second
 * one with marie.
 */
export class Sites {
  /** Where einstein shares. */
  readonly a: Reva;
  /** Where marie receives. */
  readonly b: Reva;
  private readonly sender: PackageSender;

  private constructor(a: Reva, b: Reva, sender: PackageSender) {
    this.a = a;
    this.b = b;
    this.sender = sender;
  }

  /** @param options - of the site that receives */
  static async start(options: SiteOptions = {}): Promise<Sites> {
    const sender = await PackageSender.start();
    const [a, b] = await Promise.all([Reva.open(), Reva.open(options)]);
    const sites = new Sites(a, b, sender);
    try {
      await Promise.all([a.serve([b.host]), b.serve([a.host, sender.host])]);
    } catch (error) {
      await sites.stop();
      throw error;
    }
    return sites;
  }

  /** OCM address of marie: her site takes the name of her account, too. */
  get marie(): string {
    return `${people.marie.id}@${this.b.host}`;
  }

  /**
   * Makes a folder with files at einstein's and shares it with marie.
   *
   * @param files - what is in it, by name; default `readme.txt`
   */
  async shareFolder({
    files = { 'readme.txt': '0123456789' },
    name,
    ...options
  }: SitesShareOptions & {
    files?: Readonly<Record<string, string>>;
  }): Promise<RevaShare> {
    const path = `/${encodeURIComponent(name)}`;
    await this.a.makeFolder(path);
    for (const [file, text] of Object.entries(files)) {
      await this.a.put(`${path}/${encodeURIComponent(file)}`, text);
    }
    return this.share(name, options);
  }

  /** Makes a file at einstein's and shares it with marie. */
  async shareFile({
    text = '0123456789',
    name,
    ...options
  }: SitesShareOptions & { text?: string }): Promise<RevaShare> {
    await this.a.put(`/${encodeURIComponent(name)}`, text);
    return this.share(name, options);
  }

  /**
   * Sends marie a package, with no word to her before.
   *
   * @param name - default the one in the crate
   * @returns the sender's id of it
   * @throws Error with what her site says when it refuses
   */
  async sendPackage(sent: {
    crate: SentCrate;
    name?: string;
  }): Promise<{ providerId: string }> {
    const { providerId, status, body } = await this.sender.send(this.b.url, {
      ...sent,
      shareWith: `${people.marie.username}@${this.b.host}`
    });
    accepted(status, body);
    return { providerId };
  }

  /**
   * Announces folders to marie that are not there: for lists that are long.
   * They are called `folder 1` and so on.
   */
  async announceFolders(count: number): Promise<void> {
    const einstein = `${people.einstein.id}@${this.a.host}`;
    for (let number = 1; number <= count; number += 1) {
      const { status, body } = await postShare(
        this.b.url,
        JSON.stringify({
          shareWith: this.marie,
          name: `folder ${number}`,
          providerId: `announced-${number}`,
          owner: einstein,
          sender: einstein,
          senderDisplayName: people.einstein.displayName,
          shareType: 'user',
          resourceType: 'folder',
          protocol: {
            name: 'multi',
            webdav: {
              uri: `${this.a.url}/remote.php/dav/ocm/announced-${number}`,
              sharedSecret: `secret-${number}`,
              permissions: ['read']
            }
          }
        })
      );
      accepted(status, body);
    }
  }

  /**
   * What marie has received under a name: a folder, a file or a package. Of
   * several with one name, the newest.
   */
  async received(name: string): Promise<Received> {
    const lists = await Promise.all(
      ['/graph/v1beta1/me/drive/sharedWithMe', '/sciencemesh/embedded-shares']
        // Both lists have the same form.
        .map(path => this.listed(path))
    );
    const item = lists
      .flat()
      .filter(one => one.name === name)
      .sort((one, other) => Number(other.id) - Number(one.id))
      .at(0);
    if (item === undefined) {
      throw new Error(`Nothing called ${name} has arrived`);
    }
    return { id: item.id, space: item.remoteItem.id, name };
  }

  /** Ends all processes, which take the homes with them. */
  async stop(): Promise<void> {
    await Promise.all([this.a.stop(), this.b.stop(), this.sender.stop()]);
  }

  private share(
    name: string,
    options: Omit<SitesShareOptions, 'name'>
  ): Promise<RevaShare> {
    return this.a.share({
      ...options,
      path: `/${name}`,
      shareWith: this.marie
    });
  }

  private async listed(path: string): Promise<DriveItem[]> {
    const answer = await fetch(this.b.url + path, {
      headers: { authorization: basicOf(people.marie) }
    });
    const { value } = (await answer.json()) as { value: DriveItem[] };
    return value;
  }
}

function accepted(status: number, body: string): void {
  if (status !== 201) {
    throw new Error(`Reva refuses the share: ${status} ${body}`);
  }
}
