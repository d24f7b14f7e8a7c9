import type { NodeInfo } from 'sciencemesh-contract';
import type { Contents } from '../contents/contents.ts';
import type { Copies } from '../copies/copies.ts';
import type { Onward } from '../copies/onward.ts';
import type { DriveSearch } from '../drive/search.ts';
import type { ShareCheckOptions } from '../drive/share-check.ts';
import type { EventHub } from '../http/events.ts';
import type { Metrics } from '../http/metrics.ts';
import type { JobLibrary } from '../jobs/library.ts';
import type { Sites } from '../jobs/sites.ts';
import type { KernelTokens } from '../kernels/tokens.ts';
import type { MirrorLibrary } from '../mirrors/library.ts';
import type { PackageService } from '../packages/library/service.ts';
import type { AllProviders } from '../providers/all-providers.ts';
import type { PublicationLibrary } from '../publish/library.ts';
import type { Repositories } from '../publish/repositories/repositories.ts';
import type { TransferEngine } from '../transfers/transfer.ts';

/** What the routes under `/api` work with. */
export interface ApiContext {
  /** About this companion, for the panel's empty state. */
  node: NodeInfo;
  providers: AllProviders;
  packages: PackageService;
  transfers: TransferEngine;
  copies: Copies;
  /** Working copies that are wanted elsewhere, too. */
  onward: Onward;
  search: DriveSearch;
  /** What "Check this share" goes by. */
  shareCheck: ShareCheckOptions;
  contents: Contents;
  /** Bytes of a file that goes into a JSON document. */
  largestDocument: number;
  mirrors: MirrorLibrary;
  sites: Sites;
  jobs: JobLibrary;
  repositories: Repositories;
  publications: PublicationLibrary;
  kernels: KernelTokens;
  events: EventHub;
  metrics: Metrics;
  /** Describes all routes of this program in OpenAPI. */
  openApi: () => Promise<object>;
}
