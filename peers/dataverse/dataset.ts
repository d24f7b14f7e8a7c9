import { randomBytes } from 'node:crypto';

import type { Field } from './fields.ts';
import type { Licence } from './licences.ts';
import type { Person } from './people.ts';
import type { StoredObject } from './storage.ts';

/** A checksum as the installation writes it. */
export interface Checksum {
  type: string;
  value: string;
}

/** A file, in whatever versions it is. */
export interface DataFile {
  id: number;
  object: StoredObject;
  contentType: string;
  size: number;
  /** Null where it was registered without one. */
  checksum: Checksum | null;
  released: boolean;
  /** The file that it replaced. */
  previousId: number | null;
  rootId: number;
  /** What it was before it became a table. */
  original: { format: string; name: string; size: number } | null;
}

/** A file in a version. */
export interface FileEntry {
  label: string;
  directoryLabel: string | null;
  description: string | null;
  categories: readonly string[];
  restricted: boolean;
  file: DataFile;
}

/** On which terms the data may be used. */
export interface Terms {
  licence: Licence | null;
  termsOfUse: string | null;
}

/** A version, draft or not. */
export interface Version {
  id: number;
  state: 'DRAFT' | 'RELEASED' | 'DEACCESSIONED';
  number: { major: number; minor: number } | null;
  fields: readonly Field[];
  terms: Terms;
  files: FileEntry[];
  created: Date;
  updated: Date;
  released: Date | null;
}

/** Why a dataset is locked. */
export type LockReason =
  | 'Ingest'
  | 'Workflow'
  | 'InReview'
  | 'DcmUpload'
  | 'GlobusUpload'
  | 'finalizePublication'
  | 'EditInProgress'
  | 'FileValidationFailed';

/** A lock on a dataset. */
export interface Lock {
  reason: LockReason;
  person: Person;
  since: Date;
  message: string;
  /** How many more times it has to be looked at; null: until it is taken off. */
  looks: number | null;
  /** What happens when it falls. */
  whenOver: () => Promise<void> | void;
}

let lastId = 0;

/** Numbers are never used twice, whatever they are for. */
export function nextId(): number {
  lastId += 1;
  return lastId;
}

const shoulder = '10.5072/FK2';
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** A dataset; its DOI is there from the beginning. */
export class Dataset {
  readonly id = nextId();
  readonly identifier: string;
  readonly owner: Person;
  readonly collection: string;
  /** The oldest first. */
  readonly versions: Version[];
  /** Rises with each change; what parallel changes fall over. */
  revision = 0;
  indexRefusals: number;
  /** When it came back from a review; its owner is told. */
  readonly returned: Date[] = [];
  private readonly lockList: Lock[] = [];

  constructor(
    owner: Person,
    collection: string,
    content: Pick<Version, 'fields' | 'terms'>,
    indexRefusals: number
  ) {
    const name = [...randomBytes(6)].map(byte => letters[byte % 36]).join('');
    this.identifier = `FK2/${name}`;
    this.owner = owner;
    this.collection = collection;
    this.indexRefusals = indexRefusals;
    this.versions = [draftOf({ ...content, files: [] })];
  }

  get doi(): string {
    return `doi:10.5072/${this.identifier}`;
  }

  /** Where the store keeps what belongs to it. */
  get folder(): string {
    return `${shoulder}/${this.identifier.slice('FK2/'.length)}`;
  }

  get latest(): Version {
    const latest = this.versions.at(-1);
    if (!latest) {
      throw new Error('A dataset has a version');
    }
    return latest;
  }

  get published(): Version | undefined {
    return this.versions.findLast(({ state }) => state === 'RELEASED');
  }

  /** The draft; made from what is published where there is none. */
  draft(): Version {
    if (this.latest.state === 'RELEASED') {
      this.versions.push(draftOf(this.latest));
    }
    this.revision += 1;
    this.latest.updated = new Date();
    return this.latest;
  }

  get locks(): readonly Lock[] {
    return this.lockList;
  }

  lockedFor(reason: LockReason): boolean {
    return this.lockList.some(lock => lock.reason === reason);
  }

  lock(
    reason: LockReason,
    person: Person,
    message: string,
    looks: number | null,
    whenOver: Lock['whenOver'] = () => {}
  ): void {
    this.lockList.push({
      reason,
      person,
      since: new Date(),
      message,
      looks,
      whenOver
    });
  }

  unlock(reason: LockReason): void {
    const at = this.lockList.findIndex(lock => lock.reason === reason);
    if (at >= 0) {
      this.lockList.splice(at, 1);
    }
  }

  /** Somebody looks; what was looked at often enough is over. */
  async look(): Promise<void> {
    for (const lock of [...this.lockList]) {
      if (lock.looks === 0) {
        this.unlock(lock.reason);
        await lock.whenOver();
      } else if (lock.looks !== null) {
        lock.looks -= 1;
      }
    }
  }
}

function draftOf(
  content: Pick<Version, 'fields' | 'terms' | 'files'>
): Version {
  return {
    id: nextId(),
    state: 'DRAFT',
    number: null,
    fields: content.fields,
    terms: content.terms,
    files: content.files.map(entry => ({ ...entry })),
    created: new Date(),
    updated: new Date(),
    released: null
  };
}
