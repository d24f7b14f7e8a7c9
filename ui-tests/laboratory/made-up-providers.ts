import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Provider, Share } from 'sciencemesh-contract';

/** The companion's own OCM node, as the companion tells it. */
export const ownNode: Provider = {
  id: 'node',
  label: 'This JupyterLab',
  state: 'ready',
  message: null,
  advice: null,
  checkedAt: null,
  page: null,
  drive: null,
  capabilities: {
    crates: true,
    notifiesSenders: true,
    setsBack: false,
    signsIn: false
  }
};

/** Another provider, which is well unless it is said otherwise. */
export function cloud(members: Partial<Provider> = {}): Provider {
  return {
    ...ownNode,
    id: 'cloud',
    label: 'Lab Cloud',
    page: 'https://cloud.example.org/',
    capabilities: {
      crates: true,
      notifiesSenders: false,
      setsBack: true,
      signsIn: true
    },
    ...members
  };
}

/** A package that came through that provider. */
export function cloudPackage(members: Partial<Share> = {}): Share {
  return {
    id: 'cloud-package',
    source: 'cloud',
    kind: 'package',
    state: 'pending',
    hidden: false,
    seen: true,
    withdrawnAt: null,
    name: 'Muons of run 2010',
    description: '',
    sender: {
      address: 'ines@lab.example.net',
      displayName: 'Ines Example',
      host: 'lab.example.net'
    },
    owner: {
      address: 'ines@lab.example.net',
      displayName: 'Ines Example',
      host: 'lab.example.net'
    },
    provider: 'lab.example.net',
    providerId: '96881ca2',
    authenticity: 'signed',
    recipient: 'marie@cloud.example.org',
    resourceType: 'ro-crate',
    shareType: 'user',
    protocols: ['embedded'],
    permissions: [],
    receivedAt: new Date().toISOString(),
    expiresAt: null,
    delivery: null,
    page: 'https://cloud.example.org/shares/1',
    copying: false,
    package: { id: 'cloud-package', workingCopy: null },
    ...members
  };
}

/** A folder that came through that provider. */
export function cloudFolder(members: Partial<Share> = {}): Share {
  return cloudPackage({
    id: 'cloud-folder',
    kind: 'folder',
    name: 'Detector alignment',
    protocols: ['webdav'],
    resourceType: 'folder',
    package: null,
    ...members
  });
}

/**
 * Providers in states that a real one is hard to bring into, beside the real
 * companion and the shares that it has received itself.
 */
export class MadeUpProviders {
  /** How the other providers are doing. */
  providers: Provider[] = [cloud()];

  /** What came through them. */
  shares: Share[] = [];

  /** Whether the companion's own node has received anything. */
  areAlone = false;

  private readonly page: IJupyterLabPageFixture;

  constructor(page: IJupyterLabPageFixture) {
    this.page = page;
  }

  /** Answers in their name from now on. */
  async start(): Promise<void> {
    const api = '/sciencemesh/api';
    await this.page.route(new RegExp(`${api}/providers(\\?|$)`), route =>
      route.fulfill({ json: { items: [ownNode, ...this.providers] } })
    );
    await this.page.route(new RegExp(`${api}/shares(\\?|$)`), async route => {
      const answer = await route.fetch();
      const { items } = (await answer.json()) as { items: Share[] };
      const received = this.areAlone ? [] : items;
      await route.fulfill({ json: { items: [...this.shares, ...received] } });
    });
    await this.page.route(
      new RegExp(`${api}/providers/[a-z]+/refresh`),
      async route => {
        const [, id] =
          /providers\/([a-z]+)\//.exec(route.request().url()) ?? [];
        const json = this.providers.find(one => one.id === id);
        await route.fulfill({ json });
      }
    );
    await this.page.route(
      new RegExp(`${api}/shares/cloud-[a-z-]+/set-back`),
      route => {
        const share = this.shares.find(({ copying }) => copying);
        return share === undefined
          ? route.fulfill({
              status: 409,
              json: { code: 'not-copying', message: 'It is not being copied.' }
            })
          : route.fulfill({ json: { ...share, copying: false } });
      }
    );
  }
}
