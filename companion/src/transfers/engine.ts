/**
 * The one engine that moves bytes into folders of the user.
 */
import type { Transfer, TransferFile } from 'sciencemesh-contract';
import type { OutboundClient } from '../http/outbound.ts';
import { Activity } from './activity.ts';
import { BriskCalls } from './brisk-calls.ts';
import { DEFAULT_POLICY, type RetryPolicy } from './attempts.ts';
import { toFileFailure } from './file-failure.ts';
import { noStorages, type OpenEntry, type StorageOf } from './fetching.ts';
import { Journals, type OpenJournal } from './journals.ts';
import type { TransferEvent } from './journal-records.ts';
import { Ledger } from './ledger.ts';
import type { Known } from './occupant.ts';
import { checkPlan, checkSpace } from './plan-check.ts';
import type { Means } from './means.ts';
import { Slots } from './slots.ts';
import {
  TransferError,
  type Finisher,
  type TransferEngine,
  type TransferPlan
} from './transfer.ts';
import { WorkingFolder, type Identity } from './working-folder.ts';

/** The part of a pino logger that is used here. */
export interface TransferLogger {
  debug(details: object, message: string): void;
  error(details: object, message: string): void;
}

export interface EngineOptions {
  /** The companion's own folder; journals go below it. */
  dataFolder: string;
  client: OutboundClient;
  openEntry: OpenEntry;
  /** Opens a storage that a plan names; left out where none does. */
  storageOf?: StorageOf;
  /** Files fetched at the same time, over all transfers; default 6. */
  parallel?: number;
  /** Largest single file; default no limit. */
  maximumBytes?: number;
  logger?: TransferLogger;
  policy?: Partial<RetryPolicy>;
}

export function createTransferEngine(options: EngineOptions): TransferEngine {
  return new JournalledEngine(options);
}

class JournalledEngine implements TransferEngine {
  readonly #journals: Journals;
  readonly #means: Means;
  readonly #logger: TransferLogger | undefined;
  readonly #finishers = new Map<string, Finisher>();
  readonly #active = new Map<string, Activity>();
  readonly #settled = new Map<string, Transfer>();
  readonly #listeners = new Set<(transfer: Transfer) => void>();
  /** Being started or taken up again at this moment. */
  readonly #preparing = new Set<string>();

  constructor(options: EngineOptions) {
    const { client, openEntry, logger, parallel = 6 } = options;
    this.#logger = logger;
    this.#journals = new Journals(options.dataFolder);
    this.#means = {
      client,
      openEntry,
      storageOf: options.storageOf ?? noStorages,
      isShared: folder =>
        [...this.#active.values()].filter(
          ({ ledger }) => ledger.plan.folder === folder
        ).length > 1,
      parallel,
      streams: new Slots(parallel),
      calls: new BriskCalls(),
      maximumBytes: options.maximumBytes ?? Infinity,
      policy: { ...DEFAULT_POLICY, ...options.policy },
      onFailure: (transfer, file, failure) =>
        logger?.debug({ transfer, file, err: failure }, 'An attempt failed')
    };
  }

  get busy(): boolean {
    return this.#active.size > 0;
  }

  registerFinisher(name: string, finisher: Finisher): void {
    this.#finishers.set(name, finisher);
  }

  async recover(
    accepts: (plan: TransferPlan) => boolean = () => true
  ): Promise<void> {
    const { settled, unsettled } = this.#journals.survey();
    for (const transfer of settled) {
      this.#settled.set(transfer.id, transfer);
    }
    this.#prune();
    for (const id of unsettled) {
      const opened = await this.#journals.open(id);
      if (opened && accepts(opened.ledger.toPlan())) {
        this.#activate(opened);
      } else if (opened) {
        await opened.journal.close();
        this.#journals.remove(id);
      }
    }
  }

  async start(plan: TransferPlan): Promise<Transfer> {
    checkPlan(plan);
    if (this.get(plan.id) || !this.#finishers.has(plan.finisher.name)) {
      throw new TransferError(
        'plan-refused',
        'This transfer cannot be started as it is. Open the package again.'
      );
    }
    return this.#prepare(plan.id, async () => {
      const { files, ...header } = plan;
      const ledger = new Ledger(header, new Date().toISOString());
      files.forEach(file => ledger.addFile(file));
      await checkSpace(ledger);
      await this.#checkTarget(plan);
      return { ledger, journal: await this.#journals.create(ledger) };
    });
  }

  async cancel(id: string): Promise<Transfer> {
    const activity = this.#active.get(id);
    activity?.stop('cancel');
    return (await activity?.ended) ?? this.#found(id);
  }

  async retry(id: string, include: readonly string[] = []): Promise<Transfer> {
    this.#found(id);
    return this.#prepare(id, async () => {
      const opened = await this.#journals.open(id);
      if (!opened) {
        this.#settled.delete(id);
        throw notFound();
      }
      const { ledger, journal } = opened;
      try {
        const events = restart(ledger, new Set(include));
        events.forEach(event => ledger.apply(event));
        await checkSpace(ledger);
        events.forEach(event => void journal.append(event));
        await journal.sync();
      } catch (error) {
        await journal.close();
        throw error;
      }
      return opened;
    });
  }

  get(id: string): Transfer | null {
    return (
      this.#active.get(id)?.ledger.toTransfer() ?? this.#settled.get(id) ?? null
    );
  }

  list(): Transfer[] {
    const running = [...this.#active.values()].map(({ ledger }) =>
      ledger.toTransfer()
    );
    return [...running, ...this.#settled.values()].sort((one, other) =>
      other.startedAt.localeCompare(one.startedAt)
    );
  }

  files(id: string): TransferFile[] {
    const ledger = this.#active.get(id)?.ledger ?? this.#journals.look(id);
    return ledger?.toFiles() ?? [];
  }

  async settled(id: string): Promise<Transfer> {
    await this.#active.get(id)?.ended;
    return this.#found(id);
  }

  onChange(listener: (transfer: Transfer) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    const activities = [...this.#active.values()];
    for (const activity of activities) {
      activity.stop('close');
    }
    await Promise.all(activities.map(({ ended }) => ended));
  }

  async #checkTarget(plan: TransferPlan): Promise<void> {
    try {
      await (plan.target
        ? this.#means.storageOf(plan.target.storage)
        : WorkingFolder.open(plan.folder));
    } catch (error) {
      throw new TransferError(
        'folder-refused',
        `The folder "${plan.displayFolder}" cannot be used. ${toFileFailure(error).message}`,
        error
      );
    }
  }

  /** Opens a journal and sets it going, once at a time for one transfer. */
  async #prepare(
    id: string,
    open: () => Promise<OpenJournal>
  ): Promise<Transfer> {
    if (this.#active.has(id) || this.#preparing.has(id)) {
      throw new TransferError(
        'transfer-running',
        'This transfer is still running. Wait for its end, or cancel it first.'
      );
    }
    this.#preparing.add(id);
    try {
      return this.#activate(await open());
    } finally {
      this.#preparing.delete(id);
    }
  }

  #activate({ ledger, journal }: OpenJournal): Transfer {
    const { id, folder, finisher } = ledger.plan;
    const activity = new Activity({
      ledger,
      journal,
      known: this.#writtenTo(folder, id),
      means: this.#means,
      finisher: this.#finishers.get(finisher.name),
      onChange: transfer => this.#tell(transfer),
      onError: (transfer, error) =>
        this.#logger?.error({ transfer, err: error }, 'A transfer failed')
    });
    this.#settled.delete(id);
    this.#active.set(id, activity);
    void activity.ended.then(transfer => this.#ended(id, transfer));
    return ledger.toTransfer();
  }

  #ended(id: string, transfer: Transfer | null): void {
    this.#active.delete(id);
    if (transfer) {
      this.#settled.set(id, transfer);
      this.#tell(transfer);
      this.#prune();
    }
  }

  /** What earlier transfers into the same folder wrote there. */
  #writtenTo(folder: string, except: string): Known {
    const known = new Map<string, Identity>();
    for (const { id } of this.#settled.values()) {
      const ledger =
        id === except || folder === '' ? null : this.#journals.look(id);
      if (ledger?.plan.folder !== folder) {
        continue;
      }
      for (const { planned, identity } of ledger.entries) {
        if (identity) {
          known.set(planned.path, identity);
        }
      }
    }
    return known;
  }

  #prune(): void {
    for (const { id } of this.#journals.outdated([...this.#settled.values()])) {
      this.#journals.remove(id);
      this.#settled.delete(id);
    }
  }

  #found(id: string): Transfer {
    const transfer = this.get(id);
    if (!transfer) {
      throw notFound();
    }
    return transfer;
  }

  #tell(transfer: Transfer): void {
    for (const listener of this.#listeners) {
      try {
        listener(transfer);
      } catch (error) {
        this.#logger?.error({ err: error }, 'A listener of transfers failed');
      }
    }
  }
}

/** What begins another run: the files that it is to bring. */
function restart(ledger: Ledger, include: Set<string>): TransferEvent[] {
  const again = ledger.entries.filter(
    ({ planned, state }) =>
      state === 'failed' ||
      // The person may have moved what was in the way.
      state === 'kept' ||
      (state === 'skipped' && include.has(planned.path))
  );
  return [
    ...again.map(({ index: file }) => ({ type: 'queued', file }) as const),
    { type: 'restarted' }
  ];
}

function notFound(): TransferError {
  return new TransferError(
    'transfer-not-found',
    'This transfer is not here (any more). Open the package again.'
  );
}
