/**
 * What is known of a mirror at this moment; what outlives the process stands
 * in the store and in the files themselves.
 */
import type {
  Mirror,
  MirrorFile,
  MirrorFileQuery,
  MirrorState
} from 'sciencemesh-contract';
import type { Entry } from '../storage/storage.ts';
import type { LocalChange } from './scan.ts';

export type Identity = Pick<
  Mirror,
  'id' | 'shareId' | 'path' | 'folder' | 'writable'
>;

export class MirrorBook {
  readonly identity: Identity;
  state: MirrorState = 'ready';
  message: string | null = null;
  lookedAt: string | null = null;
  /** What the share held when it was last looked at. */
  remote = new Map<string, Entry>();
  /** At the share only. */
  left = new Map<string, Entry>();
  /** Files that are here. */
  present = new Set<string>();
  changes = new Map<string, LocalChange>();
  /** Changed on both sides; the share's state, by path. */
  readonly conflicts = new Map<string, string>();
  /** Why something could not be done, by path. */
  readonly failures = new Map<string, string>();
  readonly arriving = new Set<string>();
  readonly sending = new Set<string>();
  /** Of the files that are being fetched together. */
  progress = { files: 0, totalFiles: 0, bytes: 0, totalBytes: 0 };
  /** Length of the folder's own path in those of its files. */
  readonly #prefix: number;

  /** @param top the folder's path in the share's storage */
  constructor(identity: Identity, top: string) {
    this.identity = identity;
    this.#prefix = top === '' ? 0 : top.length + 1;
  }

  toMirror(): Mirror {
    let bytes = 0;
    for (const { size } of this.left.values()) {
      bytes += size ?? 0;
    }
    return {
      ...this.identity,
      kind: 'copy',
      state: this.state,
      message: this.message,
      files: this.present.size,
      arriving: { ...this.progress },
      left: { files: this.left.size, bytes },
      changed: this.changes.size,
      rearranged: this.#countRearranged(),
      conflicts: this.conflicts.size,
      failed: this.failures.size,
      sending: this.sending.size,
      lookedAt: this.lookedAt
    };
  }

  toFiles({ show = 'all' }: MirrorFileQuery): MirrorFile[] {
    const paths = this.#paths(show);
    return [...new Set(paths)].sort().map(path => this.#toFile(path));
  }

  #countRearranged(): number {
    return [...this.changes.values()].filter(
      ({ kind, path }) =>
        (kind === 'deleted' || kind === 'renamed') && !this.conflicts.has(path)
    ).length;
  }

  #paths(show: NonNullable<MirrorFileQuery['show']>): string[] {
    switch (show) {
      case 'left':
        return [...this.left.keys()];
      case 'changed':
        return [...this.changes.keys()];
      case 'failed':
        return [...this.failures.keys()];
      case 'all':
        return [
          ...this.present,
          ...this.left.keys(),
          ...this.failures.keys(),
          ...this.arriving
        ];
    }
  }

  #toFile(path: string): MirrorFile {
    const change = this.changes.get(path);
    return {
      path: path.slice(this.#prefix),
      from: change?.from?.slice(this.#prefix) ?? null,
      size: change?.size ?? this.remote.get(path)?.size ?? null,
      state: this.#stateOf(path, change),
      message: this.failures.get(path) ?? null
    };
  }

  #stateOf(path: string, change: LocalChange | undefined): MirrorFile['state'] {
    if (this.sending.has(path)) {
      return 'sending';
    }
    if (this.arriving.has(path)) {
      return 'arriving';
    }
    if (this.conflicts.has(path)) {
      return 'conflict';
    }
    if (change !== undefined) {
      return change.kind;
    }
    if (this.left.has(path)) {
      return 'left';
    }
    return this.failures.has(path) ? 'failed' : 'here';
  }
}
