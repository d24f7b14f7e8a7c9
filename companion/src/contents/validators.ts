/**
 * How pages recognise the state of a file: by its server's validator, which
 * they call hash. They compare it for equality and nothing else.
 */
import type { Entry, WriteCondition } from '../storage/storage.ts';
import type { OwnWrite, OwnWriteStore } from '../store/own-writes.ts';
import type { Place } from '../drive/drive.ts';

/** Beginning of what stands for a validator where a server has none. */
const WEAK = 'weak:';

/** What is known of a file's state, from whatever answer. */
export type State = Pick<Entry, 'etag' | 'modified' | 'size'>;

/** What pages are told of a file's state. */
export interface Told {
  hash: string | null;
  modified: string | null;
}

/** What an edit is based on, as the page says. */
export type Base =
  /** Nothing is said. */
  | { type: 'unknown' }
  /** Whatever is there. */
  | { type: 'any' }
  /** Nothing is there. */
  | { type: 'new' }
  | { type: 'hash'; hash: string };

/** Under which condition an edit may be written. */
export type EditCondition =
  | WriteCondition
  /** For servers without validators: time and size must be the same. */
  | { type: 'alike'; hash: string };

/** States of files that were looked at longest ago are forgotten. */
const SEEN = 5000;

export class Validators {
  readonly #writes: OwnWriteStore;
  /** What pages were last told of a file, oldest first. */
  readonly #seen = new Map<string, string>();

  constructor(writes: OwnWriteStore) {
    this.#writes = writes;
  }

  /** What to tell of a file: after our own write, what was told then. */
  told(place: Place, state: State): Told {
    const told = this.#told(place, state);
    this.#see(place, told.hash);
    return told;
  }

  #told({ share, path }: Place, state: State): Told {
    const write = this.#writes.of(share.id, path);
    if (write !== null && isAfter(write, state)) {
      if (write.etag === null && state.etag !== null) {
        // The server did not name it before its clock had moved on.
        this.#writes.note(share.id, path, { ...write, etag: state.etag });
      }
      return { hash: write.toldHash, modified: write.toldModified };
    }
    return { hash: hashOf(state), modified: state.modified };
  }

  /**
   * Notes our own write.
   *
   * @param told a hash and a time that pages know it by already
   */
  note(place: Place, state: State & { size: number }, known?: Told): Told {
    const { share, path } = place;
    const hash = known?.hash ?? hashOf(state);
    const modified = known?.modified ?? state.modified;
    this.#see(place, hash);
    if (hash !== null && modified !== null) {
      this.#writes.note(share.id, path, {
        etag: state.etag,
        modified: state.modified,
        size: state.size,
        toldHash: hash,
        toldModified: modified
      });
    }
    return { hash, modified };
  }

  moved(shareId: string, from: string, to: string): void {
    this.#writes.drop(shareId, to);
    this.#writes.move(shareId, from, to);
  }

  removed(shareId: string, path: string): void {
    this.#writes.drop(shareId, path);
  }

  /** The state that pages last saw of a file; unknown when none did. */
  lastSeen({ share, path }: Place): Base {
    const hash = this.#seen.get(`${share.id}/${path}`);
    return hash === undefined ? { type: 'unknown' } : { type: 'hash', hash };
  }

  #see({ share, path }: Place, hash: string | null): void {
    const key = `${share.id}/${path}`;
    this.#seen.delete(key);
    if (hash !== null) {
      this.#seen.set(key, hash);
    }
    if (this.#seen.size > SEEN) {
      this.#seen.delete(this.#seen.keys().next().value ?? '');
    }
  }

  /** The condition that an edit is written under. */
  condition({ share, path }: Place, base: Base): EditCondition {
    if (base.type !== 'hash') {
      return { type: base.type === 'new' ? 'new' : 'any' };
    }
    const write = this.#writes.of(share.id, path);
    const etag =
      write !== null && write.toldHash === base.hash ? write.etag : base.hash;
    return etag === null
      ? { type: 'alike', hash: base.hash }
      : conditionFor(etag);
  }
}

/** Only while the state is still this one. */
export function conditionFor(hash: string): EditCondition {
  return hash.startsWith(WEAK)
    ? { type: 'alike', hash }
    : { type: 'unchanged', etag: hash };
}

/** Whether a state is the one that our write made. */
function isAfter(write: OwnWrite, state: State): boolean {
  return write.etag !== null && state.etag !== null
    ? write.etag === state.etag
    : write.size === state.size &&
        write.modified !== null &&
        write.modified === state.modified;
}

/** What stands for a state; null when nothing tells it from another. */
export function hashOf({ etag, modified, size }: State): string | null {
  if (etag !== null) {
    return etag;
  }
  return modified === null ? null : `${WEAK}${modified}/${size ?? ''}`;
}
