/**
 * Names for shares in the drive's root. Senders choose names freely; a name
 * here is one that every file system and every address can hold, and that no
 * other share has, not even one that only looks the same.
 */
import { extname } from 'node:path';
import type { Share } from 'sciencemesh-contract';
import type { DriveName, DriveNameStore } from '../store/drive-names.ts';

/** What a name may hold at most; file systems know no longer ones. */
const MAXIMUM_BYTES = 255;
/** Left for what tells two apart. */
const STEM_BYTES = 160;
const SENDER_BYTES = 60;

const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]+/gu;
/** `:` parts a drive from its paths in JupyterLab. */
const SEPARATORS = /[/\\:]+/g;

/** Names of all shares at one moment: those that are kept, and new ones. */
export class RootNames {
  readonly #store: DriveNameStore;
  readonly #kept: ReadonlyMap<string, string>;
  readonly #new = new Map<string, DriveName>();

  constructor(store: DriveNameStore) {
    this.#store = store;
    this.#kept = store.all();
  }

  of(share: Share): string {
    return this.#kept.get(share.id) ?? this.#choose(share, '');
  }

  /** @param root of a person's own files: two roots may hold the same name */
  ofSpace(space: Share, root: string): string {
    return (
      this.#kept.get(space.id) ??
      this.#store.ofSpace(space.source, space.providerId) ??
      this.#choose(space, root)
    );
  }

  /** Keeps those that are new. */
  keep(): void {
    this.#store.keep([...this.#new.values()]);
  }

  #choose(share: Share, root: string): string {
    const name = chooseName(share, folded => {
      const key = `${root}${folded}`;
      return this.#new.has(key) || this.#store.isTaken(key);
    });
    const folded = `${root}${foldName(name)}`;
    this.#new.set(folded, { shareId: share.id, name, folded });
    return name;
  }
}

/** A text as the name of a file or folder; empty when nothing is left of it. */
export function asName(text: string): string {
  const name = text
    .normalize('NFC')
    .replace(INVISIBLE, ' ')
    .replace(SEPARATORS, '_')
    .replace(/\s+/g, ' ')
    .replace(/^[.\s]+|[.\s]+$/g, '');
  return cut(name, STEM_BYTES);
}

/**
 * Chooses the name of a share.
 *
 * @param isTaken tells by `foldName` whether another share has a name
 */
export function chooseName(
  share: Share,
  isTaken: (folded: string) => boolean
): string {
  const name = asName(share.name) || 'Share';
  // What a file is opened with depends on its last letters.
  const extension = share.kind === 'file' ? cut(extname(name), 40) : '';
  const stem = name.slice(0, name.length - extension.length);
  const sender = cut(
    asName(share.sender.displayName ?? '') || asName(share.sender.address),
    SENDER_BYTES
  );
  for (let count = 1; ; count += 1) {
    const candidate = withSuffix(stem, extension, sender, count);
    if (!isTaken(foldName(candidate))) {
      return candidate;
    }
  }
}

function withSuffix(
  stem: string,
  extension: string,
  sender: string,
  count: number
): string {
  switch (count) {
    case 1:
      return stem + extension;
    case 2:
      return `${stem} (${sender})${extension}`;
    default:
      return `${stem} (${sender} ${count - 1})${extension}`;
  }
}

/** Equal for names that a person or a file system may take for the same. */
export function foldName(name: string): string {
  return name.normalize('NFKC').toLowerCase().normalize('NFKC');
}

/** As many whole characters as fit. */
function cut(text: string, bytes: number): string {
  let size = 0;
  let kept = '';
  for (const character of text) {
    size += Buffer.byteLength(character);
    if (size > Math.min(bytes, MAXIMUM_BYTES)) {
      break;
    }
    kept += character;
  }
  return kept.trimEnd();
}
