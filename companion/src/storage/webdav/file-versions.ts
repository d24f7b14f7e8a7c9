/**
 * Earlier states of files at a server of ownCloud's kin: `dav/meta/<id>/v`, for
 * who is logged in.
 */
import type { OutboundResponse } from '../../http/outbound.ts';
import {
  StorageError,
  type Content,
  type FileVersions,
  type Patience,
  type Version
} from '../storage.ts';
import {
  below,
  checkId,
  isId,
  listIds,
  type AccountTrees
} from './account-trees.ts';
import { isFolderItem } from './entries.ts';
import { senseless } from './failures.ts';
import type { Lister } from './listing.ts';
import type { MultistatusLimits } from './multistatus.ts';
import { Piece } from './piece.ts';
import { bytesOf, mediaTypeOf, timeOf, VERSION_REQUEST } from './properties.ts';
import type { Requests } from './requests.ts';
import type { Server } from './server.ts';

/** Servers thin versions out; nobody looks through more. */
const MOST: MultistatusLimits = { bytes: 16 * 1024 * 1024, entries: 10_000 };

export interface FileVersionsOptions {
  requests: Requests;
  lister: Lister;
  server: Server;
  trees: AccountTrees;
}

export class WebDavVersions implements FileVersions {
  readonly #options: FileVersionsOptions;

  constructor(options: FileVersionsOptions) {
    this.#options = options;
  }

  async list(path: string, { signal }: Patience = {}): Promise<Version[]> {
    const { requests } = this.#options;
    const beside = await this.#addressOf(path, [], signal);
    const items = await listIds(
      requests,
      { method: 'PROPFIND', path, beside, body: VERSION_REQUEST, signal },
      {
        deepest: 1,
        limits: MOST,
        failure: status => requests.failure({ status, headers: {} }, path)
      }
    );
    return (items ?? [])
      .filter(item => !isFolderItem(item))
      .map(({ id, properties }) => ({
        id,
        modified: timeOf(properties.modified),
        size: bytesOf(properties.size)
      }))
      .sort(byNewest);
  }

  async read(
    path: string,
    id: string,
    { signal }: Patience = {}
  ): Promise<Content> {
    const { requests } = this.#options;
    const response = await requests.ask({
      method: 'GET',
      path,
      beside: await this.#addressOf(path, [id], signal),
      signal
    });
    return this.#content(response, signal);
  }

  async restore(
    path: string,
    id: string,
    { signal }: Patience = {}
  ): Promise<void> {
    const { requests, server } = this.#options;
    const beside = await this.#addressOf(path, [id], signal);
    try {
      const response = await requests.ask({
        method: 'COPY',
        path,
        beside,
        patience: 'work',
        signal
      });
      response.discard();
    } finally {
      server.forget(path);
    }
  }

  /** The id of a file may be another one after each write: it is asked for. */
  async #addressOf(
    path: string,
    names: string[],
    signal: AbortSignal | undefined
  ): Promise<(root: URL) => URL> {
    names.forEach(checkId);
    const { lister, requests, trees } = this.#options;
    const { entry, id } = await lister.identify(path, signal);
    if (entry.kind === 'folder') {
      throw new StorageError(
        'wrong-kind',
        `${requests.sentenceName(path)} is a folder: earlier versions are kept of files. What was in it may be in the trash bin.`
      );
    }
    if (!isId(id)) {
      throw new StorageError(
        'unsupported',
        `${requests.label} keeps no earlier versions of ${requests.sentenceName(path)}.`
      );
    }
    return root => below(trees.meta(root), id, 'v', ...names);
  }

  #content(
    { body, decoded, headers }: OutboundResponse,
    signal: AbortSignal | undefined
  ): Content {
    const { requests } = this.#options;
    const size = decoded ? null : bytesOf(headers['content-length']);
    return {
      size,
      range: null,
      etag: null,
      modified: timeOf(headers['last-modified']),
      mediaType: mediaTypeOf(headers['content-type']),
      checksum: null,
      body: new Piece(body, {
        skipped: 0,
        length: size,
        mayEnd: false,
        tooShort: () =>
          requests.note(senseless(requests.label, 'the file ends too early')),
        explain: error => requests.toFailure(error, signal)
      })
    };
  }
}

/** Ids of one server grow with time, which tells two of one second apart. */
function byNewest(one: Version, other: Version): number {
  const [earlier, later] = [one, other].map(({ modified }) => modified ?? '');
  return earlier === later
    ? other.id.localeCompare(one.id, 'en', { numeric: true })
    : (earlier ?? '') < (later ?? '')
      ? 1
      : -1;
}
