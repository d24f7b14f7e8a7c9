/**
 * The trash bin of a server of ownCloud's kin, for who is logged in.
 *
 * Reva on EOS lists the last two days where no time is named, fourteen days at
 * most, and nothing at all where that is too much. It restores to where
 * something was, whatever the request says; so nothing else is asked for.
 */
import {
  StorageError,
  type Deleted,
  type DeletedThen,
  type Patience,
  type StorageFailure,
  type TrashBin
} from '../storage.ts';
import {
  below,
  checkId,
  listIds,
  type AccountTrees,
  type Identified
} from './account-trees.ts';
import { isFolderItem } from './entries.ts';
import { failureOf } from './failures.ts';
import type { Lister } from './listing.ts';
import type { MultistatusLimits } from './multistatus.ts';
import { splitPath } from './names.ts';
import { bytesOf, DELETED_REQUEST, timeOf } from './properties.ts';
import type { Requests } from './requests.ts';
import type { Server } from './server.ts';

const MOST: MultistatusLimits = { bytes: 64 * 1024 * 1024, entries: 50_000 };
const DAY = 24 * 60 * 60 * 1000;
/** Days that are looked at; fewer where the server finds that too much. */
const DAYS = [14, 4, 1];
/** The server's days may begin earlier than those of UTC. */
const AHEAD = 2 * 60 * 60 * 1000;
/** After these it may have been done all the same. */
const UNCERTAIN = new Set<StorageFailure>([
  'unreachable',
  'timeout',
  'server-failed',
  'broken-answer'
]);

export interface TrashBinOptions {
  requests: Requests;
  lister: Lister;
  server: Server;
  trees: AccountTrees;
  /** Milliseconds since the epoch. */
  now?: () => number;
}

export class WebDavTrashBin implements TrashBin {
  readonly #options: TrashBinOptions;

  constructor(options: TrashBinOptions) {
    this.#options = options;
  }

  async list({
    signal,
    until
  }: Patience & { until?: Date } = {}): Promise<DeletedThen> {
    const { now = Date.now, requests } = this.#options;
    const last = until === undefined ? now() + AHEAD : until.getTime() - 1;
    const end = Math.ceil((last + 1) / DAY) * DAY;
    for (const days of DAYS) {
      const since = new Date(end - days * DAY);
      const found = await this.#between(since, new Date(end - 1000), signal);
      if (found !== null) {
        const items = found
          .flatMap(deletedIn)
          .filter(({ deletedAt }) => isThen(deletedAt, since, until))
          .sort(byNewest);
        return { items, since };
      }
    }
    throw new StorageError(
      'too-large',
      `${requests.label} cannot list so much that was deleted on one day. Its own pages may help.`
    );
  }

  async restore(
    id: string,
    path: string,
    { signal }: Patience = {}
  ): Promise<void> {
    checkId(id);
    splitPath(path);
    const { lister, server } = this.#options;
    if (path === '' || (await lister.find(path, signal)) !== null) {
      throw this.#taken(path);
    }
    try {
      await this.#change('MOVE', id, path, signal);
    } catch (error) {
      const isUncertain =
        error instanceof StorageError && UNCERTAIN.has(error.code);
      const found = isUncertain
        ? await lister.find(path, signal).catch(() => null)
        : null;
      if (found === null) {
        throw error;
      }
      // The answer was lost, and nothing was there before.
    } finally {
      server.forget(path);
    }
  }

  async delete(id: string, { signal }: Patience = {}): Promise<void> {
    // Without an id all would be deleted.
    checkId(id);
    await this.#change('DELETE', id, null, signal);
  }

  /** @returns null when that is more than the server lists */
  async #between(
    from: Date,
    to: Date,
    signal: AbortSignal | undefined
  ): Promise<Identified[] | null> {
    const { requests, trees } = this.#options;
    return listIds(
      requests,
      {
        method: 'PROPFIND',
        path: '',
        beside: root => trees.trash(root),
        body: DELETED_REQUEST,
        headers: {
          'x-trashbin-from': toSeconds(from),
          'x-trashbin-to': toSeconds(to)
        },
        signal
      },
      {
        // Reva has the name of the person before the id.
        deepest: 2,
        limits: MOST,
        failure: status =>
          status === 400 ? null : this.#failure(status, 'The trash bin')
      }
    );
  }

  async #change(
    method: 'MOVE' | 'DELETE',
    id: string,
    path: string | null,
    signal: AbortSignal | undefined
  ): Promise<void> {
    const { requests, trees } = this.#options;
    const response = await requests.send({
      method,
      path: path ?? '',
      beside: root => below(trees.trash(root), id),
      ...(path === null
        ? {}
        : { destination: path, headers: { overwrite: 'F' } }),
      patience: 'work',
      signal
    });
    response.discard();
    const { status } = response;
    if (status === 412 && path !== null) {
      throw requests.note(this.#taken(path));
    }
    if (status >= 300) {
      const what =
        path === null ? 'What was deleted' : requests.sentenceName(path);
      throw requests.note(this.#failure(status, what));
    }
  }

  #failure(status: number, what: string): StorageError {
    const { label } = this.#options.requests;
    return status === 403
      ? new StorageError(
          'not-permitted',
          `${label} does not let you look into the trash bin here, or take something out of it. Who has deleted it may, and who manages this space.`
        )
      : failureOf({ status, headers: {} }, label, what);
  }

  #taken(path: string): StorageError {
    const { requests } = this.#options;
    return new StorageError(
      'exists',
      `${requests.sentenceName(path)} is at ${requests.label} already. Rename or move what is there now, then restore again.`
    );
  }
}

function deletedIn(item: Identified): Deleted[] {
  const { id, properties } = item;
  const { deletedFrom = '' } = properties;
  const path = deletedFrom.replace(/^\/+|\/+$/g, '');
  return isPath(path)
    ? [
        {
          id,
          path,
          kind: isFolderItem(item) ? 'folder' : 'file',
          size: isFolderItem(item) ? null : bytesOf(properties.size),
          deletedAt: timeOf(properties.deletedAt)
        }
      ]
    : [];
}

function isPath(path: string): boolean {
  try {
    return splitPath(path).length > 0;
  } catch {
    return false;
  }
}

function isThen(
  deletedAt: string | null,
  since: Date,
  until: Date | undefined
): boolean {
  if (deletedAt === null) {
    return until === undefined;
  }
  const time = Date.parse(deletedAt);
  return (
    time >= since.getTime() && (until === undefined || time < until.getTime())
  );
}

function byNewest(one: Deleted, other: Deleted): number {
  const [first, second] = [one, other].map(item => item.deletedAt ?? '');
  return first === second
    ? one.path.localeCompare(other.path)
    : (first ?? '') < (second ?? '')
      ? 1
      : -1;
}

function toSeconds(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}
