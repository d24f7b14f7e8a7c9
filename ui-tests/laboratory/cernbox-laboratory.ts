import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { basicOf, people } from '../../peers/reva/index.ts';
import { Numbers } from '../../peers/reva/numbers.ts';
import { Sites } from '../../peers/reva/sites.ts';
import { Laboratory } from './laboratory.ts';
import { Way } from './way.ts';

/**
 * A laboratory whose companion has CERNBox as a provider: the second of two
 * real sites of Reva, where marie is logged in by a token in a file.
 */
export class CernboxLaboratory {
  readonly laboratory: Laboratory;
  readonly sites: Sites;
  readonly way: Way;
  private readonly numbers: Numbers;
  private readonly folder: string;

  private constructor(parts: {
    laboratory: Laboratory;
    sites: Sites;
    numbers: Numbers;
    way: Way;
    folder: string;
  }) {
    this.laboratory = parts.laboratory;
    this.sites = parts.sites;
    this.numbers = parts.numbers;
    this.way = parts.way;
    this.folder = parts.folder;
  }

  /** Starts everything; marie is signed in. */
  static async start(): Promise<CernboxLaboratory> {
    const sites = await Sites.start();
    const numbers = await Numbers.start(sites.b.host);
    const way = await Way.start(numbers.host);
    const folder = await mkdtemp(join(tmpdir(), 'sciencemesh-cernbox-'));
    await keep(folder, await sites.b.login(people.marie));
    const laboratory = await Laboratory.start({
      // The loopback internet of the federation does not lead there.
      environment: { NO_PROXY: '127.0.0.1' },
      companion: {
        outbound: {
          plainHttp: ['127.0.0.1'],
          privateHosts: ['127.0.0.1'],
          // Nobody waits half a minute to see that nobody answers.
          timeoutSeconds: 5
        },
        cernbox: {
          url: way.url,
          gateway: { address: sites.b.gateway, tls: false },
          credential: { kind: 'token-file', path: join(folder, NAME) }
        }
      }
    });
    return new CernboxLaboratory({ laboratory, sites, numbers, way, folder });
  }

  /** Puts a new token where the old one was. */
  async signIn(): Promise<void> {
    await keep(this.folder, await this.sites.b.login(people.marie));
  }

  /** The login ends: what lies there is taken no longer. */
  async endLogin(): Promise<void> {
    const token = await this.sites.b.login(people.marie);
    const signature = token.lastIndexOf('.') + 1;
    await keep(this.folder, `${token.slice(0, signature)}${'A'.repeat(43)}`);
  }

  /** What her site says of a package: `pending`, `accepted` and so on. */
  async stateOf(name: string): Promise<string | undefined> {
    const { id } = await this.sites.received(name);
    const { state } = await this.list('/sciencemesh/embedded-shares');
    return state?.[id];
  }

  /** What her site lists of a folder or a file that was shared with her. */
  async received(name: string): Promise<unknown> {
    const { value } = await this.list('/graph/v1beta1/me/drive/sharedWithMe');
    return value.find(one => one.name === name);
  }

  /** What marie has in a file of her own there. */
  async text(path: string): Promise<string> {
    const encoded = path.split('/').map(encodeURIComponent).join('/');
    const answer = await this.sites.b.files('GET', `/${encoded}`, {
      by: people.marie
    });
    return answer.text();
  }

  /** Ends everything, and removes what was written. */
  async stop(): Promise<void> {
    await this.laboratory.stop();
    await this.way.stop();
    await this.numbers.stop();
    await this.sites.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async list(path: string): Promise<RevaList> {
    const answer = await fetch(this.sites.b.url + path, {
      headers: { authorization: basicOf(people.marie) }
    });
    return (await answer.json()) as RevaList;
  }
}

/** One of Reva's lists, as far as journeys look. */
interface RevaList {
  value: { name: string }[];
  /** In that of packages, by their ids. */
  state?: Record<string, string>;
}

const NAME = 'token';

/** As those who keep such files do it: never half of one. */
async function keep(folder: string, token: string): Promise<void> {
  const path = join(folder, NAME);
  await writeFile(`${path}.new`, token, { mode: 0o600 });
  await rename(`${path}.new`, path);
}
