/**
 * Puts together what publishing is made of.
 */
import { join } from 'node:path';
import type { Drive } from '../drive/drive.ts';
import type { Metrics } from '../http/metrics.ts';
import type { OutboundClient } from '../http/outbound.ts';
import { Folders } from '../mirrors/folders.ts';
import type { MirrorLibrary } from '../mirrors/library.ts';
import type { PackageService } from '../packages/library/service.ts';
import { FORGETTABLE } from '../store/publication-records.ts';
import type { Store } from '../store/store.ts';
import { adapterOpener } from './adapters.ts';
import type { TellSender } from './engine/ports.ts';
import { PublicationLibrary } from './library.ts';
import { Catalogue } from './repositories/catalogue.ts';
import { Repositories } from './repositories/repositories.ts';
import type { PublishSettings } from './settings.ts';
import { Subjects } from './sources/subjects.ts';

export interface PublishingOptions {
  settings: PublishSettings;
  /** Absolute path of Jupyter's root folder. */
  root: string;
  store: Store;
  outbound: OutboundClient;
  drive: Drive;
  mirrors: MirrorLibrary;
  packages: PackageService;
  tellSender: TellSender;
  metrics: Pick<Metrics, 'publishedBytes' | 'repositoryFailures'>;
  /** For the log. */
  onTrouble: (error: unknown) => void;
}

export interface Publishing {
  repositories: Repositories;
  publications: PublicationLibrary;
}

export function createPublishing({
  drive,
  metrics,
  mirrors,
  onTrouble,
  outbound,
  packages,
  root,
  settings,
  store,
  tellSender
}: PublishingOptions): Publishing {
  const { known, oauthRedirect, others, parallel, folder: target } = settings;
  const dataFolder = store.folder;
  const repositories = new Repositories({
    store: store.repositories,
    catalogue: new Catalogue(store.repositories, settings.repositories, known),
    outbound,
    others,
    oauthRedirect,
    openAdapter: adapterOpener({
      outbound,
      bundle: { folder: join(dataFolder, 'bundles'), root, target }
    }),
    forms: () => publications.list().map(({ form }) => form),
    isUsed: id =>
      publications
        .list()
        .some(
          ({ form, state }) =>
            form.repositoryId === id && !FORGETTABLE.has(state)
        ),
    onSent: bytes => metrics.publishedBytes.inc(bytes),
    onFailure: ({ code }) => metrics.repositoryFailures.inc({ code }),
    onTrouble
  });
  const publications: PublicationLibrary = new PublicationLibrary({
    store: store.publications,
    dataFolder,
    repositories,
    subjects: new Subjects({
      root,
      dataFolder,
      folders: new Folders({ root, drive, mirrors }),
      mirrors,
      packages,
      store
    }),
    // Loaded with the first publication that needs them.
    writeDepositCrate: async order => {
      const { depositCrateWriter } =
        await import('./deposit-crate/deposit-crate.ts');
      return depositCrateWriter({ root, jobs: store.jobs })(order);
    },
    writeBack: async order => {
      const { writeBack } = await import('./write-back/write-back.ts');
      return writeBack(order);
    },
    takeBack: async order => {
      const { takeBack } = await import('./write-back/write-back.ts');
      return takeBack(order);
    },
    tellSender,
    parallel,
    onTrouble
  });
  return { repositories, publications };
}
