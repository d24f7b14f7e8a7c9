/**
 * The way into a share of a single file, which each family of servers lays out
 * differently: the address is the file (Reva), the root of the server is the
 * file (Nextcloud, ownCloud 10), the address is a folder with the file in it
 * (oCIS), or only the file's own name below the address leads to it
 * (OpenCloud). Nextcloud and ownCloud also call folders "file".
 */
import { StorageError, type Entry, type Storage } from '../storage/storage.ts';
import type { Grant, WebDavAccess } from '../storage/webdav/access.ts';

export interface FileAccessOptions {
  access: WebDavAccess;
  /** The same share, taken for a folder. */
  asFolder: Storage;
  /** The name of the share, which mostly is that of the file. */
  name: string;
  /** The old form, whose senders never put a file into a folder. */
  isOld: boolean;
  /** Hears what the share is, whenever that is found out. */
  onKind: (kind: 'file' | 'folder') => void;
}

/** What lies behind the address: a file, below a name or not, or a folder. */
interface Layout {
  isFile: boolean;
  name: string | null;
}

export class FileAccess implements WebDavAccess {
  readonly #options: FileAccessOptions;
  readonly #inner = new WeakMap<Grant, Grant>();
  #layout: Promise<Layout> | null = null;

  constructor(options: FileAccessOptions) {
    this.#options = options;
  }

  async grant(signal?: AbortSignal): Promise<Grant> {
    return this.#applied(await this.#options.access.grant(signal));
  }

  async renew(refused: Grant, signal?: AbortSignal): Promise<Grant | null> {
    const inner = this.#inner.get(refused);
    const next = inner && (await this.#options.access.renew(inner, signal));
    return next ? this.#applied(next) : null;
  }

  accepted(grant: Grant): void {
    const inner = this.#inner.get(grant);
    if (inner) {
      this.#options.access.accepted(inner);
    }
  }

  close(): void {
    this.#layout = null;
    this.#options.access.close();
  }

  async #applied(inner: Grant): Promise<Grant> {
    const layout = (this.#layout ??= this.#find());
    layout.catch(() => {
      if (this.#layout === layout) {
        this.#layout = null;
      }
    });
    const { isFile, name } = await layout;
    const grant = { ...inner, isFile, root: below(inner.root, name) };
    this.#inner.set(grant, inner);
    return grant;
  }

  async #find(): Promise<Layout> {
    const layout = await this.#look();
    this.#options.onKind(layout.isFile ? 'file' : 'folder');
    return layout;
  }

  async #look(): Promise<Layout> {
    const { asFolder, name, isOld } = this.#options;
    const root = await asFolder.stat('').catch((error: unknown) => error);
    if (!(root instanceof StorageError) && isEntry(root)) {
      if (root.kind === 'file') {
        return { isFile: true, name: null };
      }
      const file = isOld ? null : await this.#onlyFile();
      return { isFile: file !== null, name: file };
    }
    if (root instanceof StorageError && MAY_BE_BELOW.has(root.code) && !isOld) {
      const file = await asFolder.stat(name).catch(() => null);
      if (file?.kind === 'file') {
        return { isFile: true, name };
      }
    }
    throw root;
  }

  /** The file that the folder stands for; null when it is a folder indeed. */
  async #onlyFile(): Promise<string | null> {
    const { asFolder, name } = this.#options;
    const listing = await asFolder.list('');
    const found: Entry[] = [];
    for await (const batch of listing?.entries ?? []) {
      found.push(...batch);
      const own = batch.find(entry => entry.name === name);
      if (own?.kind === 'file' && own.problem === null) {
        return own.name;
      }
      if (found.length > 1) {
        break;
      }
    }
    const [only, other] = found;
    return other === undefined && only?.kind === 'file' && only.problem === null
      ? only.name
      : null;
  }
}

const MAY_BE_BELOW = new Set(['share-gone', 'not-found', 'unsupported']);

function isEntry(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && 'kind' in value;
}

function below(root: URL, name: string | null): URL {
  return name === null
    ? root
    : new URL(
        `${root.origin}${root.pathname.replace(/\/+$/, '')}/${encodeURIComponent(name)}`
      );
}
