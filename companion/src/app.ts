/**
 * The composition root: builds the services and mounts the routes.
 */
import { join } from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import type { NodeInfo, Share, Transfer } from 'sciencemesh-contract';
import type { ApiContext } from './api/context.ts';
import { addRoutes, createApiServer } from './api/register.ts';
import type { HubEnvironment } from './cernbox/hub.ts';
import type { Settings } from './config.ts';
import { createContents } from './contents/contents.ts';
import { Copies } from './copies/copies.ts';
import { Onward } from './copies/onward.ts';
import { Places } from './copies/places.ts';
import { createDrive } from './drive/create-drive.ts';
import { LocalMounts } from './drive/local-mounts.ts';
import { DriveSearch } from './drive/search.ts';
import { countRequests } from './http/counted-client.ts';
import { EventHub } from './http/events.ts';
import { createOutboundClient } from './http/guarded-client.ts';
import { listen, type Endpoint } from './http/listening.ts';
import { createMetrics, type Metrics } from './http/metrics.ts';
import { VERSION } from './http/version.ts';
import { INPUTS, ORDER } from './jobs/job-files.ts';
import { JobLibrary } from './jobs/library.ts';
import { localEnvironment } from './jobs/local-environment.ts';
import { siteConfigs } from './jobs/site-configs.ts';
import { createSystem, type CreateSystem } from './jobs/site-registry.ts';
import { Sites } from './jobs/sites.ts';
import { KernelTokens } from './kernels/tokens.ts';
import { MirrorLibrary } from './mirrors/library.ts';
import type { OcmContext } from './ocm/context.ts';
import { DeliveryQueue } from './ocm/delivery-queue.ts';
import { addOcmRoutes, createOcmServer } from './ocm/register.ts';
import { Rumours } from './ocm/rumours.ts';
import { ShareKinds } from './ocm/share-kinds.ts';
import { createShareStorages } from './ocm/share-storage.ts';
import { openArchiveEntry } from './packages/loading/archive.ts';
import { createFinisher } from './packages/opening/finish.ts';
import {
  FINISHER,
  type Received
} from './packages/working-copy/finisher-input.ts';
import { readKernels } from './packages/running/kernels.ts';
import { serverPython } from './packages/running/python-process.ts';
import { PackageLibrary } from './packages/library/library.ts';
import { createRepositoryFetcher } from './packages/repository/fetch.ts';
import { packageOf } from './provenance/packages.ts';
import { RunCrateRecorder } from './provenance/recorder.ts';
import { createPublishing } from './publish/publishing.ts';
import { AllProviders } from './providers/all-providers.ts';
import { CERNBOX, createCernbox } from './providers/cernbox/cernbox.ts';
import { OwnNode } from './providers/own-node.ts';
import { isSpace, type ProviderInfo } from './providers/provider.ts';
import type { Store } from './store/store.ts';
import { UnfinishedUploads } from './store/unfinished.ts';
import { createTransferEngine } from './transfers/engine.ts';
import { SETTLED, type TransferEngine } from './transfers/transfer.ts';

export interface AppOptions {
  settings: Settings;
  store: Store;
  logger: FastifyBaseLogger;
  /** What requests to the user API must show. */
  secret: string;
  /** How a JupyterHub is asked for the login; default: there is none. */
  hub?: HubEnvironment;
  listen: Endpoint;
  /** Where the public OCM node listens; null leaves it off. */
  ocmListen: Endpoint | null;
  /** Makes the batch systems of sites; default by their kinds. */
  createSystem?: CreateSystem;
}

export interface App {
  /** Addresses with their actual ports. */
  readonly addresses: { listen: string; ocmListen: string | null };
  /** Describes both listeners in OpenAPI. */
  openApi(): Promise<object>;
  /** Stops listening, then all work; what is unfinished can be recovered. */
  close(): Promise<void>;
}

/**
 * Builds everything and listens.
 *
 * @throws ListenError when an address cannot be used
 */
export async function createApp(options: AppOptions): Promise<App> {
  const { settings, store, logger } = options;
  const metrics = createMetrics({
    waitingEdits: () => store.outbox.list().length
  });
  const events = new EventHub(VERSION, count =>
    metrics.eventClients.set(count)
  );
  const outbound = countRequests(
    createOutboundClient(settings.outbound, logger),
    metrics
  );
  const deliveries = new DeliveryQueue({ store, outbound, metrics, logger });
  const cernbox =
    settings.cernbox &&
    createCernbox({
      settings: settings.cernbox,
      store,
      outbound,
      environment: options.hub ?? {},
      isWatched: () => events.isHeard,
      onTrouble: err => logger.warn({ err }, 'a provider was not understood'),
      onGatewayCall: outcome => metrics.gatewayCalls.inc({ outcome })
    });
  const note = noteProviders(metrics, logger);
  const providers = new AllProviders([
    new OwnNode(store, () => deliveries.wake()),
    ...(cernbox === null ? [] : [cernbox.provider])
  ]);
  providers.onChange(share => {
    if (!isSpace(share)) {
      events.publish({ type: 'share', share });
    }
  });
  providers.onInfo(provider => {
    events.publish({ type: 'provider', provider });
    note(provider);
  });

  const transfers = createTransferEngine({
    dataFolder: store.folder,
    client: outbound,
    openEntry: openArchiveEntry,
    storageOf: name => places.storageOf(name),
    parallel: settings.workspace.parallel,
    ...(settings.workspace.maximumBytes === null
      ? {}
      : { maximumBytes: settings.workspace.maximumBytes }),
    logger
  });
  const packages = new PackageLibrary({
    store: store.packages,
    dataFolder: store.folder,
    outbound,
    transfers,
    workspace: settings.workspace,
    kernels: readKernels,
    senderOf: async id => senderIn(await providers.get(id)),
    whyNotCopied: path => onward.reason(path),
    onTrouble: err =>
      logger.warn({ err }, 'sources were not checked to the end')
  });
  transfers.registerFinisher(
    FINISHER,
    createFinisher({
      kernels: readKernels,
      repositories: createRepositoryFetcher(outbound),
      onTrouble: err => logger.warn({ err }, 'a notebook was not examined')
    })
  );
  transfers.onChange(transfer => {
    packages.noteTransfer(transfer);
    events.publish({ type: 'transfer', transfer });
  });
  packages.onChange(id => events.publish({ type: 'package', id }));
  onSettled(transfers, ({ packageId, state }) => {
    metrics.transfers.inc({ state });
    if (packageId !== null) {
      // The share shows its newest working copy.
      store.shares.announcePackage(packageId);
      void onward.look();
    }
  });

  const storages = createShareStorages({
    shares: store.shares,
    outbound,
    wayTo: share =>
      cernbox !== null && share.source === CERNBOX
        ? { label: cernbox.label, ...cernbox.wayTo(share) }
        : null,
    metrics,
    onKind: (id, kind) => store.shares.learnKind(id, kind),
    unfinished: new UnfinishedUploads(join(store.folder, 'unfinished')),
    logger
  });
  const kinds = new ShareKinds({ shares: store.shares, storages });
  const drive = createDrive({
    shares: providers,
    ownDrives: ownDrivesOf(providers.infos()),
    storages,
    names: store.driveNames,
    mounts: new LocalMounts(settings.drive.mounts)
  });
  const places = new Places(drive, settings.workspace.root);
  const copies = new Copies({
    places,
    transfers,
    onChange: change => contents.changed(change)
  });
  const onward = new Onward({
    store: store.packages,
    places,
    copies,
    onChange: id => packages.changed(id),
    onTrouble: err => logger.warn({ err }, 'a copy was not begun')
  });
  providers.onReturn(() => void onward.look());
  const contents = createContents({
    drive,
    store,
    largestDocument: settings.drive.largestDocument,
    largestKept: settings.drive.largestKept,
    user: settings.ocm.displayName,
    onTrouble: err => logger.error({ err }, 'an edit was not sent')
  });
  contents.onChange(change => events.publish({ type: 'contents', change }));
  providers.onReturn(id => contents.returned(id));
  contents.outbox.onChange((item, removed) =>
    events.publish({ type: 'outbox', item, removed })
  );

  const mirrors = new MirrorLibrary({
    drive,
    store: store.mirrors,
    dataFolder: store.folder,
    root: settings.workspace.root,
    folder: settings.drive.workingCopies.folder,
    limits: settings.drive.workingCopies,
    parallel: settings.workspace.parallel,
    onTrouble: err => logger.warn({ err }, 'a working copy has trouble')
  });
  mirrors.onChange(mirror => events.publish({ type: 'mirror', mirror }));
  mirrors.onSent(change => {
    contents.outdated(change);
    events.publish({ type: 'contents', change });
  });
  contents.onChange(change => mirrors.note(change));

  const python = serverPython();
  const sites = new Sites({
    configs: siteConfigs(settings.compute, python),
    createSystem: options.createSystem ?? createSystem,
    system: {
      folder: join(store.folder, 'sites'),
      python,
      environment: localEnvironment(python),
      logger
    },
    onQuestion: (site, question) =>
      metrics.siteQuestions.inc({ site, question }),
    onTrouble: err => logger.warn({ err }, 'a site was not understood')
  });
  sites.onChange(site => events.publish({ type: 'site', site }));
  const jobs = new JobLibrary({
    store: store.jobs,
    sites,
    drive,
    mirrors,
    storages,
    packages,
    copies,
    places,
    transfers,
    kernels: readKernels,
    recorder: new RunCrateRecorder({
      root: settings.workspace.root,
      dataFolder: store.folder,
      names: { order: ORDER, inputs: INPUTS },
      packageOf: path => packageOf(store.packages, path)
    }),
    dataFolder: store.folder,
    root: settings.workspace.root,
    resultsFolder: settings.compute.folder,
    onQuestion: (site, question) =>
      metrics.siteQuestions.inc({ site, question }),
    onRead: site => metrics.liveReads.inc({ site }),
    onTrouble: err => logger.warn({ err }, 'a job has trouble')
  });
  jobs.onChange((job, forgotten) =>
    events.publish({ type: 'job', job, forgotten })
  );

  const { publications, repositories } = createPublishing({
    settings: settings.publish,
    root: settings.workspace.root,
    store,
    outbound,
    drive,
    mirrors,
    packages,
    tellSender: (share, record) => deliveries.tellOfPublication(share, record),
    metrics,
    onTrouble: err => logger.warn({ err }, 'a publication has trouble')
  });
  publications.onChange((publication, forgotten) =>
    events.publish({ type: 'publication', publication, forgotten })
  );
  repositories.onChange((repository, forgotten) =>
    events.publish({ type: 'repository', repository, forgotten })
  );

  const rumours = new Rumours({ check: share => storages.check(share) });
  const ocmContext: OcmContext = {
    settings: settings.ocm,
    shares: store.shares,
    metrics,
    onRumour: share => rumours.hear(share)
  };
  const apiContext: ApiContext = {
    node: describeNode(settings, options.ocmListen !== null),
    providers,
    packages,
    transfers,
    copies,
    onward,
    search: new DriveSearch({ drive }),
    shareCheck: {
      outbound,
      access: id => store.shares.access(id),
      provider: share => providers.refresh(share.source),
      mount: id => drive.mount(id)
    },
    contents,
    largestDocument: settings.drive.largestDocument,
    mirrors,
    sites,
    jobs,
    repositories,
    publications,
    kernels: new KernelTokens(),
    events,
    metrics,
    openApi: once(async () => {
      const { openApiDocument } = await import('./api/openapi.ts');
      return openApiDocument(server => {
        addRoutes(server, apiContext);
        addOcmRoutes(server, ocmContext);
      }, logger);
    })
  };
  const api = await createApiServer(apiContext, logger, options.secret);
  const ocm =
    options.ocmListen === null
      ? null
      : await createOcmServer(ocmContext, logger);

  const close = async () => {
    // The outside first: nothing new while the rest comes to an end.
    await ocm?.close();
    events.close();
    await api.close();
    await publications.close();
    await repositories.close();
    await jobs.close();
    await sites.close();
    await onward.close();
    await packages.close();
    await transfers.close();
    await deliveries.close();
    await cernbox?.provider.close();
    await mirrors.close();
    await contents.close();
    kinds.close();
    await storages.close();
    await outbound.close();
  };
  try {
    const addresses = {
      listen: await listen(api, options.listen),
      ocmListen:
        ocm === null || options.ocmListen === null
          ? null
          : await listen(ocm, options.ocmListen)
    };
    deliveries.wake();
    cernbox?.provider.start();
    // A server that is out of reach must not delay the start; it never fails.
    void storages.recover();
    await transfers.recover();
    await contents.recover();
    void onward.look();
    kinds.recover();
    jobs.recover();
    publications.start();
    return { addresses, openApi: apiContext.openApi, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function describeNode(
  { ocm, workspace }: Settings,
  enabled: boolean
): NodeInfo {
  const address = ocm.host === null ? null : `${ocm.user}@${ocm.host}`;
  return {
    ocm: { enabled, address: enabled ? address : null },
    workspace: { folder: workspace.folder }
  };
}

/** For operators: how each provider is doing. */
function noteProviders(
  metrics: Pick<Metrics, 'providers'>,
  logger: FastifyBaseLogger
): (provider: ProviderInfo) => void {
  const states = new Map<string, ProviderInfo['state']>();
  return ({ id, state }) => {
    const before = states.get(id);
    if (before === state) {
      return;
    }
    states.set(id, state);
    if (before !== undefined) {
      metrics.providers.set({ provider: id, state: before }, 0);
    }
    metrics.providers.set({ provider: id, state }, 1);
    if (state === 'ready') {
      logger.info({ provider: id }, 'a provider is ready');
    } else if (state !== 'connecting') {
      // What it says to its person may name their files.
      logger.warn({ provider: id, state }, 'a provider has trouble');
    }
  };
}

/** Names of the drives with a person's own files, by provider. */
function ownDrivesOf(
  providers: readonly ProviderInfo[]
): Record<string, string> {
  return Object.fromEntries(
    providers.flatMap(({ id, drive }) => (drive === null ? [] : [[id, drive]]))
  );
}

/** What a generated notebook tells about who sent its package. */
function senderIn(share: Share | null): Received | null {
  return share === null
    ? null
    : {
        sender: {
          displayName: share.sender.displayName,
          host: share.sender.host,
          signed: share.authenticity === 'signed'
        },
        at: share.receivedAt
      };
}

/** Hears of each transfer once when it comes to an end, also after a retry. */
function onSettled(
  transfers: TransferEngine,
  listener: (transfer: Transfer) => void
): void {
  const underWay = new Set<string>();
  transfers.onChange(transfer => {
    if (!SETTLED.includes(transfer.state)) {
      underWay.add(transfer.id);
    } else if (underWay.delete(transfer.id)) {
      listener(transfer);
    }
  });
}

/** The same promise for every call. */
function once<T>(action: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | null = null;
  return () => (result ??= action());
}
