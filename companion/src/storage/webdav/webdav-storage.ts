/**
 * Files of a server that speaks WebDAV (RFC 4918).
 */
import type { Readable } from 'node:stream';
import type { OutboundClient } from '../../http/outbound.ts';
import type {
  Content,
  Entry,
  FileVersions,
  Listing,
  Patience,
  Quota,
  Rights,
  Storage,
  StorageAbilities,
  StorageError,
  TrashBin,
  Written
} from '../storage.ts';
import { OPEN_GATE, type Gate, type WebDavAccess } from './access.ts';
import type { AccountTrees } from './account-trees.ts';
import { Arranger } from './arranging.ts';
import { Conditions } from './conditions.ts';
import { WebDavVersions } from './file-versions.ts';
import { Lister } from './listing.ts';
import { Mover } from './moving.ts';
import { LIMITS, type MultistatusLimits } from './multistatus.ts';
import { FileReader, type Part } from './reading.ts';
import { Remover } from './removing.ts';
import { Requests } from './requests.ts';
import { ResumableUploads, type ResumableOptions } from './resumable.ts';
import { Server } from './server.ts';
import { Staging, type StagingJournal } from './staging.ts';
import { WebDavTrashBin } from './trash-bin.ts';
import { FileWriter, type WriteOrder } from './writing.ts';

export interface WebDavStorageOptions {
  /** What the person knows the server as: its host. */
  label: string;
  outbound: OutboundClient;
  access: WebDavAccess;
  /** What may be done where the server says nothing; null: unknown. */
  rights?: Rights | null;
  /**
   * Where the server keeps what else the person has here; default: they are
   * not logged in, and there is nothing.
   */
  trees?: AccountTrees;
  /** Folders that a new file lacks are made by the server; default: they are not. */
  makesFolders?: boolean;
  /** Large files go out in pieces where the server has that; default: never. */
  resumable?: ResumableOptions;
  /** Decides when the server may be asked; default: always. */
  gate?: Gate;
  limits?: MultistatusLimits;
  /** Remembers names of files on their way, also after a kill. */
  journal?: StagingJournal;
  /** Hears how each request ended; null when the server answered sensibly. */
  onOutcome?: (failure: StorageError | null) => void;
}

/** A storage that can clear away what a killed process left. */
export interface ClearingStorage extends Storage {
  /**
   * Clears away a file under a name of its own; one that was about to take the
   * place of a file which is gone by now takes it.
   *
   * @throws StorageError; then it is still there
   */
  clear(path: string, target: string | null): Promise<void>;
}

/** Makes a storage of a WebDAV tree; no request is made before it is used. */
export function createWebDavStorage(
  options: WebDavStorageOptions
): ClearingStorage {
  return new WebDavStorage(options);
}

class WebDavStorage implements ClearingStorage {
  readonly label: string;
  readonly versions?: FileVersions;
  readonly trash?: TrashBin;
  readonly #requests: Requests;
  readonly #server: Server;
  readonly #lister: Lister;
  readonly #reader: FileReader;
  readonly #writer: FileWriter;
  readonly #arranger: Arranger;
  readonly #staging: Staging;

  constructor(options: WebDavStorageOptions) {
    const { label, outbound, access } = options;
    this.label = label;
    this.#requests = new Requests({
      label,
      outbound,
      access,
      gate: options.gate ?? OPEN_GATE,
      onOutcome: options.onOutcome ?? (() => undefined)
    });
    this.#server = new Server(label, options.rights ?? null);
    this.#lister = new Lister(
      this.#requests,
      this.#server,
      options.limits ?? LIMITS
    );
    this.#reader = new FileReader(this.#requests, this.#lister, this.#server);
    const conditions = new Conditions(this.#requests, this.#server);
    const parts = {
      requests: this.#requests,
      lister: this.#lister,
      server: this.#server,
      conditions
    };
    const remover = new Remover(this.#requests, this.#lister);
    const mover = new Mover({ ...parts, remover });
    this.#staging = new Staging({
      ...parts,
      mover,
      remover,
      journal: options.journal ?? null
    });
    this.#writer = new FileWriter({
      ...parts,
      reader: this.#reader,
      staging: this.#staging,
      makesFolders: options.makesFolders ?? false,
      resumable: new ResumableUploads({
        ...parts,
        options: options.resumable ?? null
      })
    });
    this.#arranger = new Arranger({ ...parts, mover, remover });
    const { trees } = options;
    if (trees !== undefined) {
      this.versions = new WebDavVersions({ ...parts, trees });
      this.trash = new WebDavTrashBin({ ...parts, trees });
    }
  }

  get abilities(): StorageAbilities {
    return this.#server.abilities;
  }

  stat(path: string, { signal }: Patience = {}): Promise<Entry> {
    return this.#lister.stat(path, signal);
  }

  list(
    path: string,
    { signal, unless }: Patience & { unless?: string } = {}
  ): Promise<Listing | null> {
    return this.#lister.list(path, unless, signal);
  }

  read(path: string, part: Part = {}): Promise<Content> {
    return this.#reader.read(path, part);
  }

  write(
    path: string,
    body: () => Readable,
    order: WriteOrder
  ): Promise<Written> {
    return this.#writer.write(path, body, order);
  }

  makeFolder(path: string, { signal }: Patience = {}): Promise<void> {
    return this.#arranger.makeFolder(path, signal);
  }

  move(from: string, to: string, { signal }: Patience = {}): Promise<void> {
    return this.#arranger.moveOrCopy('MOVE', from, to, signal);
  }

  copy(from: string, to: string, { signal }: Patience = {}): Promise<void> {
    return this.#arranger.moveOrCopy('COPY', from, to, signal);
  }

  delete(
    path: string,
    { signal, etag }: Patience & { etag?: string } = {}
  ): Promise<void> {
    return this.#arranger.delete(path, etag, signal);
  }

  quota({ signal }: Patience = {}): Promise<Quota> {
    return this.#lister.quota(signal);
  }

  clear(path: string, target: string | null): Promise<void> {
    return this.#staging.clear(path, target);
  }

  close(): Promise<void> {
    this.#requests.close();
    return Promise.resolve();
  }
}
