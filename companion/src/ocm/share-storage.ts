/**
 * The files of received shares: one storage a share, and how its server was
 * last seen.
 */
import { EventEmitter } from 'node:events';
import type { ContentReach, Share } from 'sciencemesh-contract';
import type { Metrics } from '../http/metrics.ts';
import type { OutboundClient } from '../http/outbound.ts';
import {
  StorageError,
  type Storage,
  type StorageFailure
} from '../storage/storage.ts';
import type { Gate, WebDavAccess } from '../storage/webdav/access.ts';
import type { AccountTrees } from '../storage/webdav/account-trees.ts';
import type { ResumableOptions } from '../storage/webdav/resumable.ts';
import { rightsOfShare } from '../storage/webdav/rights.ts';
import type { StagingJournal } from '../storage/webdav/staging.ts';
import {
  createWebDavStorage,
  type ClearingStorage
} from '../storage/webdav/webdav-storage.ts';
import type { ShareAccess } from '../store/share-row.ts';
import type { UnfinishedUploads } from '../store/unfinished.ts';
import { OcmAccess } from './access.ts';
import { parseAddress } from './address.ts';
import { FileAccess } from './file-access.ts';
import type { Loan, LoanTerms } from './loan.ts';
import { Leftovers } from './leftovers.ts';
import { Peers } from './peers.ts';
import { ServerGate } from './server-gate.ts';
import { readWebDavOffer, type WebDavOffer } from './webdav-offer.ts';

/** The part of the store of shares that is needed here. */
export interface KnownShares {
  get(id: string): Share | null;
  /** How a share is reached, secrets included. */
  access(id: string): ShareAccess | null;
}

/** The way to a share that another provider than the own node brings. */
export interface ShareWay {
  /** What the person knows the server as. */
  label: string;
  /** An error where there is none. */
  access: WebDavAccess | StorageError;
  /** What the person has beside these files, where they are logged in. */
  trees?: AccountTrees;
  /** Large files go out in pieces where the server has that. */
  resumable?: ResumableOptions;
  /** Folders that a new file lacks are made by the server. */
  makesFolders?: boolean;
}

export interface ShareStoragesOptions {
  shares: KnownShares;
  outbound: OutboundClient;
  /** Null for shares of the own node; they are reached by OCM. */
  wayTo?: (share: Share) => ShareWay | null;
  metrics?: Pick<
    Metrics,
    'storageRequests' | 'storageBreakers' | 'storageSeconds'
  >;
  /** Hears what a share is that its sender called a file. */
  onKind?: (shareId: string, kind: 'file' | 'folder') => void;
  logger?: Record<
    'debug' | 'info' | 'warn',
    (details: object, message: string) => void
  >;
  /** Names of files on their way, also those of an earlier process. */
  unfinished?: UnfinishedUploads;
  /** Clock in milliseconds that never goes back; replaced in tests. */
  now?: () => number;
}

export interface ShareStorages {
  /** The files of a share; the same storage for each call. No request. */
  of(share: Share): Storage;

  /** How the server of a share was last seen. No request. */
  reach(shareId: string): ContentReach;

  /**
   * Whether a sender calls folders "file", too: then only a request tells.
   * No request.
   */
  isDoubtful(share: Share): boolean;

  /**
   * Somebody looks at the share: a server that was in trouble is asked, at most
   * now and then, whether it still is. Listeners hear when it is not.
   */
  lookAgain(share: Share): void;

  /**
   * Asks the server of a share whether it is still there, with credentials of
   * this moment; `reach` and its listeners tell. It never fails.
   */
  check(share: Share): Promise<void>;

  /**
   * What could be lent out of a shared folder; no token is made for that.
   *
   * @throws StorageError
   */
  terms(share: Share, signal: AbortSignal): Promise<LoanTerms>;

  /**
   * Credentials of a shared folder for somebody else, for as long as possible.
   *
   * @param isAnew those that were lent before were not taken
   * @throws StorageError
   */
  lend(share: Share, isAnew: boolean, signal: AbortSignal): Promise<Loan>;

  /** @returns a function that ends the subscription */
  onReach(listener: (shareId: string, reach: ContentReach) => void): () => void;

  /**
   * Clears away what a killed process left at servers, as soon as they can be
   * reached. It never fails.
   */
  recover(): Promise<void>;

  /** Ends what is under way for a share and forgets its credentials. */
  forget(shareId: string): Promise<void>;

  close(): Promise<void>;
}

/** Makes storages for shares as they are asked for. */
export function createShareStorages(
  options: ShareStoragesOptions
): ShareStorages {
  return new Storages(options);
}

/** Milliseconds between two looks at a server that is in trouble. */
const LOOK_AGAIN = 50_000;

interface ReachEvents {
  reach: [shareId: string, reach: ContentReach];
}

class Storages implements ShareStorages {
  readonly #options: ShareStoragesOptions;
  readonly #peers: Peers;
  readonly #gate: Gate;
  readonly #storages = new Map<string, ClearingStorage>();
  /** Of the storages above, as far as they can be reached at all. */
  readonly #accesses = new Map<string, OcmAccess>();
  readonly #reach = new Map<string, ContentReach>();
  /** When servers in trouble were asked for how they are. */
  readonly #lookedAgain = new Map<string, number>();
  readonly #events = new EventEmitter<ReachEvents>().setMaxListeners(0);
  readonly #closing = new AbortController();

  constructor(options: ShareStoragesOptions) {
    const { outbound, metrics, logger, now } = options;
    this.#options = options;
    this.#peers = new Peers(outbound, now);
    this.#gate = new ServerGate({
      outbound,
      ...(metrics ? { metrics } : {}),
      onChange: (origin, isOpen) => {
        const provider = new URL(origin).host;
        if (isOpen) {
          logger?.warn({ provider }, 'a server of shares does not answer');
        } else {
          logger?.info({ provider }, 'a server of shares answers again');
        }
      },
      ...(now ? { now } : {})
    });
  }

  of(share: Share): ClearingStorage {
    const known = this.#storages.get(share.id);
    if (known) {
      return known;
    }
    const way = this.#wayTo(share);
    if (way.access instanceof OcmAccess) {
      this.#accesses.set(share.id, way.access);
    }
    const storage = this.#make(share, way);
    this.#storages.set(share.id, storage);
    return storage;
  }

  async terms(share: Share, signal: AbortSignal): Promise<LoanTerms> {
    return this.#lender(share).terms(signal);
  }

  async lend(
    share: Share,
    isAnew: boolean,
    signal: AbortSignal
  ): Promise<Loan> {
    return this.#lender(share).lend(isAnew, signal);
  }

  #lender(share: Share): OcmAccess {
    this.of(share);
    const access = this.#accesses.get(share.id);
    if (access === undefined || share.kind === 'file') {
      const way = this.#options.wayTo?.(share);
      throw new StorageError(
        'unsupported',
        way
          ? `${way.label} takes your own login, which is lent to nobody.`
          : 'What is shared is a single file, or is not reached by WebDAV.'
      );
    }
    return access;
  }

  reach(shareId: string): ContentReach {
    return this.#options.shares.get(shareId)?.withdrawnAt
      ? 'gone'
      : (this.#reach.get(shareId) ?? 'waiting');
  }

  onReach(
    listener: (shareId: string, reach: ContentReach) => void
  ): () => void {
    this.#events.on('reach', listener);
    return () => this.#events.off('reach', listener);
  }

  isDoubtful(share: Share): boolean {
    const offer =
      share.kind === 'file' && !this.#options.wayTo?.(share)
        ? this.#offerOf(share)
        : null;
    // Nextcloud to 34 and ownCloud 10, the senders of the old form.
    return offer !== null && !(offer instanceof StorageError) && offer.isOld;
  }

  lookAgain(share: Share): void {
    const { now = () => performance.now() } = this.#options;
    const reach = this.reach(share.id);
    const last = this.#lookedAgain.get(share.id) ?? -Infinity;
    if (
      (reach === 'unreachable' || reach === 'failing') &&
      now() - last >= LOOK_AGAIN
    ) {
      this.#lookedAgain.set(share.id, now());
      // What comes of it is noted.
      this.of(share)
        .stat('')
        .catch(() => undefined);
    }
  }

  async check(share: Share): Promise<void> {
    // Not the share's own storage: a token that it has may outlive the share.
    const storage = this.#make(share, this.#wayTo(share));
    try {
      await storage.stat('');
    } catch {
      // It was noted.
    } finally {
      await storage.close();
    }
  }

  async recover(): Promise<void> {
    const { unfinished } = this.#options;
    if (unfinished === undefined) {
      return;
    }
    const leftovers = new Leftovers({
      ...this.#options,
      unfinished,
      storageOf: share => this.of(share),
      closing: this.#closing.signal
    });
    this.onReach((shareId, reach) => {
      if (reach === 'ready') {
        void leftovers.clear(shareId);
      }
    });
    await leftovers.clearAll();
  }

  async forget(shareId: string): Promise<void> {
    const storage = this.#storages.get(shareId);
    this.#storages.delete(shareId);
    this.#accesses.delete(shareId);
    this.#reach.delete(shareId);
    this.#lookedAgain.delete(shareId);
    await storage?.close();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([...this.#storages.keys()].map(id => this.forget(id)));
  }

  #make(
    share: Share,
    { label, access, makesFolders, resumable, trees }: ShareWay
  ): ClearingStorage {
    const { outbound, unfinished } = this.#options;
    const shareId = share.id;
    const journal: StagingJournal = {
      note: (path, target) => unfinished?.note({ shareId, path, target }),
      forget: path => unfinished?.forget({ shareId, path })
    };
    const shared = {
      journal,
      label,
      outbound,
      gate: this.#gate,
      rights: rightsOfShare(share.permissions),
      onOutcome: (failure: StorageError | null) => this.#note(share.id, failure)
    };
    if (access instanceof StorageError) {
      return createWebDavStorage({ ...shared, access: noAccess(access) });
    }
    if (share.kind !== 'file' || !(access instanceof OcmAccess)) {
      return createWebDavStorage({
        ...shared,
        access,
        ...(trees ? { trees } : {}),
        ...(resumable ? { resumable } : {}),
        ...(makesFolders ? { makesFolders } : {})
      });
    }
    const asFolder = createWebDavStorage({
      ...shared,
      // Whatever it finds out, the storage itself tells.
      onOutcome: () => undefined,
      access
    });
    const { name } = share;
    return createWebDavStorage({
      ...shared,
      access: new FileAccess({
        access,
        asFolder,
        name,
        isOld: access.isOld,
        onKind: kind => this.#options.onKind?.(share.id, kind)
      })
    });
  }

  #wayTo(share: Share): ShareWay {
    return (
      this.#options.wayTo?.(share) ?? {
        label: share.provider,
        access: this.#accessOf(share)
      }
    );
  }

  #accessOf(share: Share): OcmAccess | StorageError {
    const { outbound, now } = this.#options;
    const offer = this.#offerOf(share);
    return offer instanceof StorageError
      ? offer
      : new OcmAccess({
          offer,
          sender: parseAddress(share.sender.address) ?? {
            host: share.provider,
            path: ''
          },
          resourceType: share.resourceType,
          clientId: parseAddress(share.recipient)?.host ?? share.recipient,
          peers: this.#peers,
          outbound,
          gate: this.#gate,
          ...(now ? { now } : {})
        });
  }

  #offerOf(share: Share): WebDavOffer | StorageError {
    const access = this.#options.shares.access(share.id);
    const offer = access && readWebDavOffer(access);
    return (
      offer ??
      new StorageError(
        'share-gone',
        access === null
          ? 'The credentials of this share cannot be read here any more. Ask its sender to share it again.'
          : `${share.provider} offers no way to the files of this share that is understood here (WebDAV).`
      )
    );
  }

  #note(shareId: string, failure: StorageError | null): void {
    const { metrics, logger } = this.#options;
    metrics?.storageRequests.inc({ outcome: failure?.code ?? 'ok' });
    if (failure) {
      logger?.debug({ shareId, err: failure }, 'a share was not reached');
    }
    const reach = failure === null ? 'ready' : reachAfter(failure.code);
    if (reach !== null && this.#reach.get(shareId) !== reach) {
      this.#reach.set(shareId, reach);
      this.#events.emit('reach', shareId, reach);
    }
  }
}

/** What a failure says of the whole share; null: nothing. */
function reachAfter(code: StorageFailure): ContentReach | null {
  switch (code) {
    case 'unreachable':
    case 'timeout':
      return 'unreachable';
    case 'server-failed':
    case 'busy':
      return 'failing';
    case 'login-refused':
      return 'refused';
    case 'share-gone':
      return 'gone';
    case 'not-found':
    case 'exists':
    case 'changed':
    case 'locked':
    case 'no-space':
    case 'too-large':
      return 'ready';
    case 'not-permitted':
    case 'name-refused':
    case 'wrong-kind':
    case 'unsupported':
    case 'broken-answer':
    case 'damaged':
    case 'aborted':
      return null;
  }
}

function noAccess(reason: StorageError): WebDavAccess {
  return {
    grant: () => Promise.reject(reason),
    renew: () => Promise.resolve(null),
    accepted: () => undefined,
    close: () => undefined
  };
}
