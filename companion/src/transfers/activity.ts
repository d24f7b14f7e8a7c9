/**
 * A transfer that is going on: its files, then its finisher, then its end.
 */
import type { Transfer, TransferState } from 'sciencemesh-contract';
import { FileFailure } from './file-failure.ts';
import type { TransferJournal } from './journal.ts';
import type { Destination } from './destination.ts';
import { FolderDestination } from './folder-destination.ts';
import type { Means } from './means.ts';
import { note } from './scene.ts';
import type { Ledger } from './ledger.ts';
import type { Known } from './occupant.ts';
import { TransferRun } from './run.ts';
import { StorageDestination } from './storage-destination.ts';
import { TransferError, type Finisher } from './transfer.ts';

/** Changes of a transfer in progress are told this often at most. */
const TELL_MILLISECONDS = 250;

export interface ActivityOptions {
  ledger: Ledger;
  journal: TransferJournal;
  known: Known;
  means: Means;
  finisher: Finisher | undefined;
  onChange: (transfer: Transfer) => void;
  /** For the log. */
  onError: (transferId: string, error: unknown) => void;
}

type Stop = 'cancel' | 'close';

interface Ending {
  state: TransferState;
  message: string | null;
}

export class Activity {
  /** Resolves at the end with the settled transfer; null when only closed. */
  readonly ended: Promise<Transfer | null>;
  readonly ledger: Ledger;
  readonly #options: ActivityOptions;
  readonly #control = new AbortController();
  #stop: Stop | null = null;
  #told = '';

  constructor(options: ActivityOptions) {
    this.#options = options;
    this.ledger = options.ledger;
    this.ledger.run();
    // Later, so that whoever is told of the first change finds it in its place.
    this.ended = Promise.resolve().then(() => this.#carryOut());
  }

  /** Ends it for good, or so that it is taken up by the next process. */
  stop(reason: Stop): void {
    this.#stop ??= reason;
    this.#control.abort();
  }

  async #carryOut(): Promise<Transfer | null> {
    const { journal, onChange, onError } = this.#options;
    const telling = setInterval(() => this.#tell(), TELL_MILLISECONDS);
    try {
      onChange(this.ledger.toTransfer());
      const ending = await this.#bring();
      // Its end is told once, when it is on the disk.
      clearInterval(telling);
      if (this.#stop === 'close') {
        return null;
      }
      const transfer = this.ledger.ended(ending.state, ending.message);
      await note(this.#options, { type: 'settled', transfer });
      await journal.sync();
      return transfer;
    } catch (error) {
      // The journal itself cannot be written; what it says still holds.
      onError(this.ledger.plan.id, error);
      return this.ledger.ended(
        'failed',
        'The progress could not be recorded. Make sure that there is space left, then restart JupyterLab to go on.'
      );
    } finally {
      clearInterval(telling);
      await journal.close().catch(() => undefined);
    }
  }

  async #bring(): Promise<Ending> {
    const { ledger, means, onError } = this.#options;
    try {
      const destination = await this.#destination();
      await new TransferRun(
        means,
        this.#options,
        destination,
        this.#control.signal
      ).execute();
      if (this.#stop) {
        return STOPPED;
      }
      // `done` is a promise: it holds after a power cut as well.
      await destination.sync();
      await this.#finish();
      return this.#verdict();
    } catch (error) {
      if (this.#stop) {
        return STOPPED;
      }
      onError(ledger.plan.id, error);
      return { state: 'failed', message: sentenceFor(error) };
    }
  }

  #destination(): Promise<Destination> {
    const { means, ledger, journal, known } = this.#options;
    return ledger.plan.target
      ? StorageDestination.open(means, { ledger, journal }, ledger.plan.target)
      : FolderDestination.open(means, { ledger, journal }, known);
  }

  async #finish(): Promise<void> {
    const { ledger, finisher } = this.#options;
    if (!finisher) {
      throw new TransferError(
        'finishing-failed',
        `The files have arrived, but this version does not know what to do with them (${ledger.plan.finisher.name}).`
      );
    }
    const work = await finisher({
      plan: ledger.toPlan(),
      files: ledger.toFiles(),
      sources: ledger.entries.map(({ state, source }) =>
        state === 'done' ? source : null
      ),
      signal: this.#control.signal
    });
    await note(this.#options, { type: 'finished', work });
  }

  #verdict(): Ending {
    const { fileCount, filesDone, filesFailed, notebook } =
      this.ledger.toTransfer();
    const said = this.ledger.work?.message ?? null;
    if (filesFailed === 0) {
      return { state: 'done', message: said };
    }
    const missing =
      filesFailed === fileCount
        ? 'No file arrived.'
        : `${filesFailed} of ${fileCount} files did not arrive.`;
    return {
      state: filesDone === 0 && notebook === null ? 'failed' : 'incomplete',
      message: said ?? missing
    };
  }

  /** Tells about progress, if there was any. */
  #tell(): void {
    const transfer = this.ledger.toTransfer();
    // The speed, too: a host that says nothing more is seen to do so.
    const mark = [
      transfer.received,
      transfer.filesDone,
      transfer.filesFailed,
      transfer.bytesPerSecond
    ].join();
    if (mark !== this.#told) {
      this.#told = mark;
      this.#options.onChange(transfer);
    }
  }
}

const STOPPED: Ending = {
  state: 'cancelled',
  message: 'Stopped. What has arrived stays, and the rest can be fetched later.'
};

function sentenceFor(error: unknown): string {
  if (error instanceof TransferError || error instanceof FileFailure) {
    return error.message;
  }
  return 'The files have arrived, but the notebook could not be made from them. Retry; the log says more.';
}
