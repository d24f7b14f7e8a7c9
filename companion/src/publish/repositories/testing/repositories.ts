/**
 * The service of repositories with a store and a client of its own.
 */
import type { TestContext } from 'node:test';
import type {
  PublicationForm,
  Repository,
  RepositoryConfig
} from 'sciencemesh-contract';
import { createOutboundClient } from '../../../http/guarded-client.ts';
import { openStore, type Store } from '../../../store/store.ts';
import { emptyFolder } from '../../../store/testing/folder.ts';
import { adapterOpener } from '../../adapters.ts';
import { Catalogue } from '../catalogue.ts';
import { Repositories } from '../repositories.ts';

export interface TestRepositories {
  repositories: Repositories;
  store: Store;
  /** All that listeners heard. */
  told: { repository: Repository; forgotten: boolean }[];
  /** Codes of what failed, and bytes that were sent. */
  counted: { failures: string[]; bytes: number };
  /** What the log would have heard. */
  troubles: unknown[];
}

export interface RepositoriesSetup {
  configured?: readonly RepositoryConfig[];
  others?: boolean;
  forms?: readonly PublicationForm[];
  /** Repositories that publications are on their way to. */
  used?: readonly string[];
  /** Hosts that may be asked though they are not of the internet. */
  privateHosts?: string[];
}

/** Those that everybody knows are hidden: no test asks them anything. */
export function createRepositories(
  test: TestContext,
  {
    configured = [],
    forms = [],
    others = true,
    privateHosts = ['*'],
    used = []
  }: RepositoriesSetup = {}
): TestRepositories {
  const store = openStore(emptyFolder(test));
  const outbound = createOutboundClient(
    { plainHttp: ['*'], privateHosts, timeoutSeconds: 5 },
    undefined,
    { environment: {} }
  );
  const troubles: unknown[] = [];
  const counted: TestRepositories['counted'] = { failures: [], bytes: 0 };
  const repositories = new Repositories({
    store: store.repositories,
    catalogue: new Catalogue(store.repositories, configured, false),
    outbound,
    others,
    oauthRedirect: null,
    openAdapter: adapterOpener({
      outbound,
      bundle: {
        folder: store.folder,
        root: store.folder,
        target: 'Publications'
      }
    }),
    forms: () => forms,
    isUsed: id => used.includes(id),
    onSent: bytes => {
      counted.bytes += bytes;
    },
    onFailure: ({ code }) => counted.failures.push(code),
    onTrouble: error => troubles.push(error)
  });
  const told: TestRepositories['told'] = [];
  repositories.onChange((repository, forgotten) =>
    told.push({ repository, forgotten })
  );
  test.after(async () => {
    await repositories.close();
    await outbound.close();
    store.close();
  });
  return { repositories, store, told, counted, troubles };
}
