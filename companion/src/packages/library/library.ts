/**
 * The packages that this companion knows: read, previewed, checked, opened.
 */
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import type {
  OpenRequest,
  PackageImport,
  PackagePreview,
  Transfer,
  WorkingCopy
} from 'sciencemesh-contract';
import type { OutboundClient } from '../../http/outbound.ts';
import { RequestProblem } from '../../http/problem.ts';
import type { PackageStore, StoredPackage } from '../../store/packages.ts';
import { toFileFailure } from '../../transfers/file-failure.ts';
import { SETTLED, type TransferEngine } from '../../transfers/transfer.ts';
import { SourceChecks } from '../checking/source-checks.ts';
import { oneLine } from '../crate/shown.ts';
import type { ReadPackage } from '../loading/included.ts';
import {
  checkedText,
  readLocal,
  readUrl,
  type ReceivedDocument
} from '../loading/loading.ts';
import { materialise } from '../opening/materialise.ts';
import type { Kernel } from '../running/kernels.ts';
import type { Received } from '../working-copy/finisher-input.ts';
import {
  FolderRefused,
  chooseFolder,
  folderInRoot
} from '../working-copy/folders.ts';
import { WorkingCopyFolder } from '../working-copy/working-copy.ts';
import { assemblePreview, readStored } from './preview.ts';
import type { PackageService } from './service.ts';

export interface LibraryOptions {
  store: PackageStore;
  /** Data folder of the companion; archives from elsewhere are kept there. */
  dataFolder: string;
  outbound: OutboundClient;
  transfers: TransferEngine;
  workspace: { root: string; folder: string };
  kernels: () => Promise<Kernel[]>;
  /** Who sent a share, for the text of generated notebooks. */
  senderOf: (shareId: string) => Promise<Received | null>;
  /** Why a wanted copy of a working copy has not begun; default: nothing. */
  whyNotCopied?: (path: string) => string | null;
  /** Told what should not have happened; for the log. */
  onTrouble: (cause: unknown) => void;
}

/** Read packages are kept while somebody looks at them. */
const CACHED = 8;

export class PackageLibrary implements PackageService {
  readonly #options: LibraryOptions;
  readonly #read = new Map<string, Promise<ReadPackage>>();
  readonly #opening = new Map<string, Promise<unknown>>();
  readonly #checks: SourceChecks;
  readonly #listeners = new Set<(id: string) => void>();

  constructor(options: LibraryOptions) {
    this.#options = options;
    this.#checks = new SourceChecks({
      outbound: options.outbound,
      store: options.store,
      onChange: id => this.changed(id),
      onTrouble: options.onTrouble
    });
  }

  async preview(id: string): Promise<PackagePreview> {
    const stored = this.#stored(id);
    const read = await this.#readPackage(stored);
    return assemblePreview({
      stored,
      read,
      findings: this.#checks.findings(id),
      checking: this.#checks.isRunning(id),
      workingCopies: await this.#workingCopies(id),
      workspace: this.#options.workspace,
      kernels: await this.#options.kernels()
    });
  }

  async import(request: PackageImport): Promise<PackagePreview> {
    const document = await this.#load(request);
    const { store } = this.#options;
    const hash = createHash('sha256').update(document.text).digest('hex');
    const known = store.find(document.origin, hash);
    const stored = known ?? store.add(document.origin, document.text, hash);
    try {
      if (known === null) {
        await document.keep?.(this.#archive(stored.id));
      }
      return await this.preview(stored.id);
    } finally {
      await document.discard?.();
    }
  }

  async check(id: string): Promise<PackagePreview> {
    const stored = this.#stored(id);
    const read = await this.#readPackage(stored);
    this.#checks.start(id, read.package.files);
    return this.preview(id);
  }

  async cancelCheck(id: string): Promise<PackagePreview> {
    await this.#checks.cancel(id);
    return this.preview(id);
  }

  async open(id: string, request: OpenRequest): Promise<Transfer> {
    // One after the other, so that the second finds what the first began.
    const before = this.#opening.get(id) ?? Promise.resolve();
    const opening = before
      .catch(() => undefined)
      .then(() => this.#open(id, request));
    this.#opening.set(id, opening);
    try {
      return await opening;
    } catch (error) {
      throw folderRefused(error, request.folder);
    } finally {
      if (this.#opening.get(id) === opening) {
        this.#opening.delete(id);
      }
    }
  }

  async #open(id: string, request: OpenRequest): Promise<Transfer> {
    const { transfers, workspace, outbound } = this.#options;
    const stored = this.#stored(id);
    const read = await this.#readPackage(stored);
    const wanted = folderInRoot(workspace.root, request.folder);
    const folder = await chooseFolder(
      wanted,
      read.text,
      request.fresh ?? false
    );
    const going = transfers
      .list()
      .find(
        transfer =>
          transfer.packageId === id &&
          ['queued', 'running'].includes(transfer.state)
      );
    if (going !== undefined && request.fresh !== true) {
      return going;
    }
    const plan = await materialise({
      id,
      shareId: stored.origin.type === 'share' ? stored.origin.shareId : null,
      root: workspace.root,
      folder,
      read,
      findings: this.#checks.findings(id),
      exclude: new Set(request.exclude ?? []),
      parameters: request.parameters ?? {},
      received: await this.#received(stored),
      outbound
    });
    this.#options.store.keepWorkingCopy(id, {
      path: plan.displayFolder,
      notebook: null,
      createdAt: new Date().toISOString(),
      complete: false
    });
    this.changed(id);
    return transfers.start(plan);
  }

  async document(id: string): Promise<string> {
    this.#stored(id);
    return this.#options.store.document(id) ?? '';
  }

  onChange(listener: (id: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Hears of every change of a transfer; its end is remembered. */
  noteTransfer(transfer: Transfer): void {
    const { store } = this.#options;
    const { packageId } = transfer;
    if (packageId === null) {
      return;
    }
    const copy = store
      .workingCopies(packageId)
      .find(({ path }) => path === transfer.folder);
    if (copy !== undefined && SETTLED.includes(transfer.state)) {
      store.keepWorkingCopy(packageId, {
        ...copy,
        notebook: transfer.notebook ?? copy.notebook,
        complete: transfer.state === 'done'
      });
      this.changed(packageId);
    }
  }

  async close(): Promise<void> {
    await this.#checks.close();
  }

  #stored(id: string): StoredPackage {
    const stored = this.#options.store.get(id);
    if (stored === null) {
      throw new RequestProblem(
        404,
        'package-not-found',
        'There is no such package here. It may have been removed; go back to the list of shares.'
      );
    }
    return stored;
  }

  #readPackage(stored: StoredPackage): Promise<ReadPackage> {
    const known = this.#read.get(stored.id);
    const reading =
      known ??
      readStored({
        origin: stored.origin,
        text: this.#options.store.document(stored.id) ?? '',
        root: this.#options.workspace.root,
        archive: this.#archive(stored.id)
      });
    this.#read.delete(stored.id);
    this.#read.set(stored.id, reading);
    const [oldest] = this.#read.keys();
    if (this.#read.size > CACHED && oldest !== undefined) {
      this.#read.delete(oldest);
    }
    reading.catch(() => this.#read.delete(stored.id));
    return reading;
  }

  /** Working copies whose folders still exist, newest first. */
  async #workingCopies(id: string): Promise<WorkingCopy[]> {
    const { store, whyNotCopied, workspace } = this.#options;
    const found: WorkingCopy[] = [];
    for (const { copyTo, ...copy } of store.workingCopies(id)) {
      const folder = await WorkingCopyFolder.read(
        join(workspace.root, copy.path)
      );
      if (folder === null) {
        store.forgetWorkingCopy(id, copy.path);
      } else {
        found.push({
          ...copy,
          ...(copyTo === null
            ? {}
            : {
                copyTo: {
                  folder: copyTo,
                  message: whyNotCopied?.(copy.path) ?? null
                }
              })
        });
      }
    }
    return found;
  }

  #archive(id: string): string {
    return join(this.#options.dataFolder, 'packages', `${id}.zip`);
  }

  async #load(request: PackageImport): Promise<ReceivedDocument> {
    if ('url' in request) {
      return readUrl(request.url, this.#options.outbound, this.#temporary());
    }
    if ('path' in request) {
      return readLocal(this.#options.workspace.root, request.path);
    }
    return {
      origin: { type: 'document', name: request.name },
      text: checkedText(request.document)
    };
  }

  #temporary(): string {
    return dirname(this.#archive('temporary'));
  }

  async #received(stored: StoredPackage): Promise<Received> {
    const known =
      stored.origin.type === 'share'
        ? await this.#options.senderOf(stored.origin.shareId)
        : null;
    return known ?? { sender: null, at: null };
  }

  /** Something that the preview shows is not as it was. */
  changed(id: string): void {
    for (const listener of this.#listeners) {
      listener(id);
    }
  }
}

/** A folder that a person chose and that cannot be had is no failure of ours. */
function folderRefused(error: unknown, folder: string): unknown {
  if (error instanceof FolderRefused) {
    return new RequestProblem(400, 'folder-refused', error.message);
  }
  return error instanceof Error && 'syscall' in error
    ? new RequestProblem(
        400,
        'folder-refused',
        `The folder "${oneLine(folder)}" cannot be used. ${toFileFailure(error).message}`,
        { cause: error }
      )
    : error;
}
