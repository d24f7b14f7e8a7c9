/**
 * The state of one transfer: made by applying events, live and when a journal
 * is read back, so that both always agree.
 */
import type {
  Transfer,
  TransferFile,
  TransferState
} from 'sciencemesh-contract';
import type {
  PlanHeader,
  TransferEvent,
  Validators
} from './journal-records.ts';
import { RateMeter } from './rate-meter.ts';
import type { Seen } from './seen.ts';
import type { FinishedWork, PlannedFile, TransferPlan } from './transfer.ts';
import type { Identity } from './working-folder.ts';

export interface FileEntry {
  readonly index: number;
  readonly planned: PlannedFile;
  state: TransferFile['state'];
  /** As planned, corrected by what the server or the disk says. */
  size: number | null;
  received: number;
  verified: boolean;
  code: string | null;
  message: string | null;
  validators: Validators | null;
  /** How the file that we wrote is recognised. */
  identity: Identity | null;
  /** The state of the source that is being carried, or was. */
  source: Seen | null;
  /** What came has the checksum that its storage tells. */
  agreed: boolean;
}

export class Ledger {
  readonly plan: PlanHeader;
  readonly startedAt: string;
  readonly entries: FileEntry[] = [];
  readonly #rate = new RateMeter();
  #totals = { size: 0, sized: 0, received: 0, files: 0, done: 0, failed: 0 };
  #state: TransferState = 'queued';
  #message: string | null = null;
  #endedAt: string | null = null;
  #work: FinishedWork | null = null;

  constructor(plan: PlanHeader, startedAt: string) {
    this.plan = plan;
    this.startedAt = startedAt;
  }

  get state(): TransferState {
    return this.#state;
  }

  get work(): FinishedWork | null {
    return this.#work;
  }

  addFile(planned: PlannedFile): void {
    const entry: FileEntry = {
      index: this.entries.length,
      planned,
      state: planned.skip ? 'skipped' : 'queued',
      size: planned.size,
      received: 0,
      verified: false,
      code: null,
      message: null,
      validators: null,
      identity: null,
      source: null,
      agreed: false
    };
    this.entries.push(entry);
    this.#count(entry, 1);
  }

  apply(event: TransferEvent): void {
    switch (event.type) {
      case 'begun':
        this.#change(event.file, entry => {
          const { etag, lastModified, total } = event;
          entry.validators = { etag, lastModified, total };
          entry.size = total ?? entry.size;
        });
        break;
      case 'placed':
        this.#change(event.file, entry => {
          arrived(entry, 'done', event.size, event.verified);
          entry.identity = { size: event.size, modified: event.modified };
          entry.source = event.source ?? null;
        });
        break;
      case 'delivered':
        this.#change(event.file, entry => {
          arrived(entry, 'done', event.size, event.verified);
          entry.source = event.source;
        });
        break;
      case 'present':
        this.#change(event.file, entry =>
          arrived(entry, 'done', event.size, event.verified)
        );
        break;
      case 'kept':
        this.#change(event.file, entry => {
          arrived(entry, 'kept', event.size, false);
          entry.message = event.message;
        });
        break;
      case 'failed':
        this.#change(event.file, entry => {
          entry.state = 'failed';
          entry.code = event.code;
          entry.message = event.message;
        });
        break;
      case 'queued':
        this.#change(event.file, entry => {
          entry.state = 'queued';
          entry.code = null;
          entry.message = null;
          entry.identity = null;
          entry.source = null;
        });
        break;
      case 'finished':
        this.#work = event.work;
        break;
      case 'restarted':
        this.#state = 'running';
        this.#message = null;
        this.#endedAt = null;
        break;
      case 'settled':
        this.#state = event.transfer.state;
        this.#message = event.transfer.message;
        this.#endedAt = event.transfer.endedAt;
        break;
    }
  }

  /** An attempt at a file begins, with so many bytes there already. */
  running(entry: FileEntry, received: number): void {
    this.#change(entry.index, changed => {
      changed.state = 'running';
      changed.received = received;
    });
  }

  /** The bytes that come now are those of this state of the source. */
  carries(entry: FileEntry, source: Seen, verified: boolean): void {
    entry.source = source;
    entry.agreed = verified;
  }

  /** An attempt ended without a result; the file waits for another one. */
  waiting(entry: FileEntry): void {
    this.#change(entry.index, changed => {
      changed.state = 'queued';
    });
  }

  /** Bytes of a file came in; kept cheap, as it happens very often. */
  progress(entry: FileEntry, bytes: number): void {
    entry.received += bytes;
    this.#totals.received += bytes;
    this.#rate.add(bytes);
  }

  run(): void {
    this.#state = 'running';
  }

  /** The transfer as it would stand after ending in this way now. */
  ended(state: TransferState, message: string | null): Transfer {
    return {
      ...this.toTransfer(),
      state,
      message,
      endedAt: new Date().toISOString(),
      bytesPerSecond: 0
    };
  }

  toTransfer(): Transfer {
    const { plan } = this;
    const totals = this.#totals;
    return {
      id: plan.id,
      kind: plan.kind,
      packageId: plan.packageId,
      shareId: plan.shareId,
      title: plan.title,
      folder: plan.displayFolder,
      state: this.#state,
      message: this.#message,
      startedAt: this.startedAt,
      endedAt: this.#endedAt,
      size: totals.sized > 0 ? totals.size : null,
      received: totals.received,
      bytesPerSecond: this.#state === 'running' ? this.#rate.perSecond() : 0,
      fileCount: totals.files,
      filesDone: totals.done,
      filesFailed: totals.failed,
      notebook: this.#work?.notebook ?? null,
      preflight: this.#work?.preflight ?? null
    };
  }

  toFiles(): TransferFile[] {
    return this.entries.map(entry => ({
      path: entry.planned.path,
      url:
        entry.planned.source.type === 'url' ? entry.planned.source.url : null,
      state: entry.state,
      size: entry.size,
      received: entry.received,
      verified: entry.verified,
      code: entry.code,
      message: entry.message
    }));
  }

  toPlan(): TransferPlan {
    return { ...this.plan, files: this.entries.map(entry => entry.planned) };
  }

  #change(index: number, change: (entry: FileEntry) => void): void {
    const entry = this.entries[index];
    if (entry) {
      this.#count(entry, -1);
      change(entry);
      this.#count(entry, 1);
    }
  }

  #count(entry: FileEntry, sign: 1 | -1): void {
    const totals = this.#totals;
    if (entry.state === 'skipped') {
      return;
    }
    totals.files += sign;
    totals.received += sign * entry.received;
    if (entry.size !== null) {
      totals.sized += sign;
      totals.size += sign * entry.size;
    }
    if (entry.state === 'done' || entry.state === 'kept') {
      totals.done += sign;
    } else if (entry.state === 'failed') {
      totals.failed += sign;
    }
  }
}

function arrived(
  entry: FileEntry,
  state: 'done' | 'kept',
  size: number,
  verified: boolean
): void {
  entry.state = state;
  entry.size = size;
  entry.received = size;
  entry.verified = verified;
  entry.code = null;
  entry.message = null;
  entry.validators = null;
}
