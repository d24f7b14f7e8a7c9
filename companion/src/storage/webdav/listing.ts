/**
 * Asks a server about its files and folders: one PROPFIND (RFC 4918, 9.1) a
 * listing, read as it arrives.
 */
import type { OutboundResponse } from '../../http/outbound.ts';
import {
  StorageError,
  type Entry,
  type Listing,
  type Quota
} from '../storage.ts';
import { FolderReader, onlyItem, toEntry } from './entries.ts';
import { senseless, webPage } from './failures.ts';
import {
  LIMITS,
  readMultistatus,
  type ItemAnswer,
  type MultistatusLimits
} from './multistatus.ts';
import { addressOf, rawPathOf, splitPath } from './names.ts';
import {
  ITEM_REQUEST,
  OPTIONAL,
  QUOTA_REQUEST,
  bytesOf,
  entryRequest,
  etagOf,
  mediaTypeOf,
  type Property
} from './properties.ts';
import type { Requests } from './requests.ts';
import type { Server } from './server.ts';

/** An answer about one item that says more than this does not end. */
const ONE_ITEM: MultistatusLimits = { bytes: 4 * 1024 * 1024, entries: 10_000 };

const CONFUSED = new Set<string>(['not-found', 'name-refused', 'unsupported']);

interface Question {
  path: string;
  depth: '0' | '1';
  body: string;
  form: 'as-is' | 'folder';
  signal: AbortSignal | undefined;
}

export class Lister {
  readonly #requests: Requests;
  readonly #server: Server;
  readonly #limits: MultistatusLimits;

  constructor(requests: Requests, server: Server, limits = LIMITS) {
    this.#requests = requests;
    this.#server = server;
    this.#limits = limits;
  }

  async stat(path: string, signal?: AbortSignal): Promise<Entry> {
    const item = await this.#item(path, signal);
    const entry = toEntry(item, path, this.#server.traits);
    const etag = entry.etag ?? (await this.#etagByHead(entry, signal));
    return this.#server.noted({ ...entry, etag });
  }

  /** With what the server itself calls it; null: it does not say. */
  async identify(
    path: string,
    signal?: AbortSignal
  ): Promise<{ entry: Entry; id: string | null }> {
    const item = await this.#item(path, signal);
    const entry = toEntry(item, path, this.#server.traits);
    return { entry, id: item.properties.fileId ?? null };
  }

  /** As `stat`; null where nothing is. */
  async find(path: string, signal?: AbortSignal): Promise<Entry | null> {
    return this.stat(path, signal).catch((error: unknown) => {
      if (error instanceof StorageError && error.code === 'not-found') {
        return null;
      }
      throw error;
    });
  }

  async list(
    path: string,
    unless: string | undefined,
    signal?: AbortSignal
  ): Promise<Listing | null> {
    splitPath(path);
    if (
      unless !== undefined &&
      (await this.stat(path, signal)).etag === unless
    ) {
      return null;
    }
    const { root, isFile } = await this.#requests.grant(signal);
    if (isFile) {
      throw this.#noFolder(path);
    }
    const question: Question = {
      path,
      depth: '1',
      body: entryRequest(this.#server.untold),
      form: 'folder',
      signal
    };
    const batches = await this.#ask(question, this.#limits).catch(
      async (error: unknown) => {
        // A slash behind the name of a file is "not found" or "bad request".
        const entry = CONFUSED.has(
          error instanceof StorageError ? error.code : ''
        )
          ? await this.find(path, signal).catch(() => null)
          : null;
        throw entry?.kind === 'file' ? this.#noFolder(path) : error;
      }
    );
    const reader = new FolderReader(
      path,
      rawPathOf(addressOf(root, path, 'folder')),
      this.#server.traits
    );
    const first = await batches.next().catch((error: unknown) => {
      throw this.#requests.toFailure(error, signal);
    });
    const items = first.done ? [] : first.value;
    const own = onlyItem(items, this.#requests.label);
    this.#server.sawItem(own);
    const telling = new Telling();
    telling.hear(items);
    const entries = reader.read(items);
    const folder = reader.folder;
    if (folder === null || folder.kind === 'file') {
      await batches.return(undefined);
      throw folder === null
        ? senseless(this.#requests.label, 'a listing without its folder')
        : this.#noFolder(path);
    }
    return {
      folder,
      entries: this.#entries(entries, batches, reader, telling, signal)
    };
  }

  async quota(signal?: AbortSignal): Promise<Quota> {
    const { properties } = await this.#one('', QUOTA_REQUEST, signal);
    return {
      available: bytesOf(properties.quotaAvailable),
      used: bytesOf(properties.quotaUsed)
    };
  }

  async #item(
    path: string,
    signal: AbortSignal | undefined
  ): Promise<ItemAnswer> {
    splitPath(path);
    const item = await this.#one(path, ITEM_REQUEST, signal);
    this.#server.sawItem(item);
    return item;
  }

  async #one(
    path: string,
    body: string,
    signal: AbortSignal | undefined
  ): Promise<ItemAnswer> {
    const question = { path, depth: '0', body, form: 'as-is', signal } as const;
    const items: ItemAnswer[] = [];
    try {
      for await (const batch of await this.#ask(question, ONE_ITEM)) {
        // Some answer with all that is below; what was asked for comes first.
        items.push(...batch.slice(0, 1 - items.length));
      }
    } catch (error) {
      throw this.#requests.toFailure(error, signal);
    }
    const item = onlyItem(items, this.#requests.label);
    if (item.status !== null && item.status >= 300) {
      throw this.#requests.failure({ status: item.status, headers: {} }, path);
    }
    return item;
  }

  /** nginx tells validators of files to those who read, and in no listing. */
  async #etagByHead(
    { path, kind }: Entry,
    signal: AbortSignal | undefined
  ): Promise<string | null> {
    if (kind === 'folder' || !this.#server.mayTellByHead) {
      return null;
    }
    const response = await this.#requests.send({
      method: 'HEAD',
      path,
      signal
    });
    response.discard();
    const etag = etagOf(
      response.headers['etag'],
      this.#server.traits.weakEtags
    );
    this.#server.mayTellByHead = etag !== null;
    return etag;
  }

  async *#entries(
    first: Entry[],
    batches: AsyncGenerator<ItemAnswer[]>,
    reader: FolderReader,
    telling: Telling,
    signal: AbortSignal | undefined
  ): AsyncGenerator<readonly Entry[]> {
    try {
      const noted = (entries: Entry[]) =>
        entries.map(entry => this.#server.noted(entry));
      if (first.length > 0) {
        yield noted(first);
      }
      for await (const items of batches) {
        telling.hear(items);
        const entries = reader.read(items);
        if (entries.length > 0) {
          yield noted(entries);
        }
      }
      this.#server.sawListing(telling.told, telling.items);
    } catch (error) {
      throw this.#requests.toFailure(error, signal);
    } finally {
      await batches.return(undefined);
    }
  }

  async #ask(
    { path, depth, body, form, signal }: Question,
    limits: MultistatusLimits
  ): Promise<AsyncGenerator<ItemAnswer[]>> {
    const response = await this.#requests.ask({
      method: 'PROPFIND',
      path,
      form,
      headers: { depth, 'content-type': 'application/xml; charset=utf-8' },
      body,
      ...(depth === '1' ? { patience: 'listing' as const } : {}),
      signal
    });
    this.#server.sawHeaders(response.headers);
    return itemsIn(response, this.#requests, limits);
  }

  #noFolder(path: string): StorageError {
    return new StorageError(
      'wrong-kind',
      `${this.#requests.sentenceName(path)} is a file, not a folder.`
    );
  }
}

/**
 * The items of an answer to PROPFIND.
 *
 * @throws StorageError for a web page
 */
export function itemsIn(
  response: OutboundResponse,
  requests: Pick<Requests, 'label' | 'note'>,
  limits: MultistatusLimits
): AsyncGenerator<ItemAnswer[]> {
  const type = response.headers['content-type'];
  if (mediaTypeOf(type) === 'text/html') {
    response.discard();
    throw requests.note(webPage(requests.label));
  }
  return readMultistatus(response.body, charsetOf(type), limits);
}

/** Which properties the items of a listing have at all. */
class Telling {
  readonly told = new Set<Property>();
  items = 0;

  hear(items: readonly ItemAnswer[]): void {
    this.items += items.length;
    for (const property of OPTIONAL) {
      if (
        !this.told.has(property) &&
        items.some(item => item.properties[property] !== undefined)
      ) {
        this.told.add(property);
      }
    }
  }
}

function charsetOf(type: string | undefined): string {
  return /;\s*charset="?([\w-]+)"?/i.exec(type ?? '')?.[1] ?? 'utf-8';
}
