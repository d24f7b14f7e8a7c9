/**
 * One dataset and its versions.
 */
import { at, type Json } from '../http/answers.ts';
import { orNothing } from '../http/found.ts';
import { RepositoryError, type DraftState } from '../repository.ts';
import { datasetPath } from './addresses.ts';
import { change, type Place } from './editing.ts';
import { locksOf, remainingLocks, until } from './locks.ts';
import { cameBack } from './notifications.ts';
import {
  asNextDraft,
  draftOf,
  isPublished,
  isWithdrawn,
  LATEST,
  merged,
  vanished
} from './versions.ts';

const DRAFT = 'versions/:draft';

export class Dataset {
  private readonly place: Place;

  constructor(place: Place) {
    this.place = place;
  }

  async look(signal: AbortSignal): Promise<DraftState> {
    const draft = await this.state(signal);
    const isBack =
      draft.state === 'draft' &&
      (await cameBack(this.place.client, draft, signal));
    return isBack ? { ...draft, state: 'declined' } : draft;
  }

  /** @param sent what the version was told to hold */
  async afterChange(sent: Json, signal: AbortSignal): Promise<DraftState> {
    const version = await this.version(signal);
    const draft = this.described(version, []);
    return { ...draft, errors: vanished(sent, version) };
  }

  /**
   * @param revision of the metadata that the change is based on
   * @param left names that stay as they are there
   */
  async update(
    revision: string | null,
    sent: Json,
    left: readonly string[],
    signal: AbortSignal
  ): Promise<DraftState> {
    return this.change(async () => {
      const version = await this.version(signal);
      const current = this.described(version, []);
      if (
        isPublished(version) ||
        (revision !== null && revision !== current.revision)
      ) {
        throw new RepositoryError(
          'conflict',
          `The draft was changed at ${this.place.client.host} meanwhile. Look at it before it is changed again.`
        );
      }
      await this.ask('PUT', DRAFT, signal, merged(sent, version, left));
      return this.afterChange(sent, signal);
    }, signal);
  }

  /** The draft after what is published; files and metadata are there already. */
  async nextDraft(signal: AbortSignal): Promise<DraftState> {
    return this.change(async () => {
      const version = await this.version(signal);
      if (!isPublished(version)) {
        return this.described(version, []);
      }
      await this.ask('PUT', DRAFT, signal, asNextDraft(version));
      return this.described(await this.version(signal), []);
    }, signal);
  }

  async publish(signal: AbortSignal): Promise<DraftState> {
    const before = await this.state(signal);
    if (before.state === 'published') {
      return before;
    }
    const { client, id, waiting } = this.place;
    const locks = await locksOf(client, id, signal);
    if (!locks.includes('finalizePublication')) {
      await this.change(() => this.beginPublishing(signal), signal);
    }
    // The answer says that it has begun, not that it is done.
    const left = await remainingLocks(client, id, waiting, signal);
    const after = await this.state(signal);
    if (after.state === 'published') {
      return after;
    }
    throw left.includes('FileValidationFailed')
      ? new RepositoryError(
          'refused',
          `${client.host} found files that are not what was sent, and keeps the draft locked. Write to those who run it.`,
          { cause: left }
        )
      : new RepositoryError(
          'timeout',
          `${client.host} has not finished publishing yet. Look again later.`,
          { cause: left, outcomeUnknown: true }
        );
  }

  async submit(signal: AbortSignal): Promise<DraftState> {
    const before = await this.state(signal);
    if (before.state !== 'draft') {
      return before;
    }
    await this.change(
      () => this.ask('POST', 'submitForReview', signal),
      signal
    );
    return this.state(signal);
  }

  /** Of a dataset that is published, its draft alone. */
  async discard(signal: AbortSignal): Promise<void> {
    await this.change(async () => {
      const version = await orNothing(this.version(signal));
      if (version !== null && !isPublished(version)) {
        await orNothing(this.ask('DELETE', DRAFT, signal));
      }
    }, signal);
  }

  /** The index may lag behind; it says so before anything happens. */
  private async beginPublishing(signal: AbortSignal): Promise<void> {
    const query = '&type=major&assureIsIndexed=true';
    const { client, id, waiting } = this.place;
    const path = datasetPath(id, 'actions/:publish', query);
    await until(
      () => orLater(client.call('POST', path, { signal })),
      isBegun => isBegun,
      waiting,
      signal
    );
  }

  private async state(signal: AbortSignal): Promise<DraftState> {
    const { client, id } = this.place;
    const version = await this.version(signal);
    return this.described(
      version,
      isPublished(version) ? [] : await locksOf(client, id, signal)
    );
  }

  private described(version: unknown, locks: readonly string[]): DraftState {
    const { client, id } = this.place;
    return draftOf(version, id, locks, path => client.page(path));
  }

  /** The latest that there is. */
  private async version(signal: AbortSignal): Promise<unknown> {
    const { client, id } = this.place;
    const query = `${LATEST}&excludeFiles=true`;
    const path = datasetPath(id, 'versions/:latest', query);
    const version = at(await client.call('GET', path, { signal }), 'data');
    if (isWithdrawn(version)) {
      throw new RepositoryError(
        'gone',
        `It was withdrawn at ${client.host}. Its page says why.`
      );
    }
    if (typeof at(version, 'versionState') !== 'string') {
      throw client.strange('version without a state', false);
    }
    return version;
  }

  private change<T>(deed: () => Promise<T>, signal: AbortSignal): Promise<T> {
    return change(this.place, deed, signal);
  }

  private ask(
    method: 'POST' | 'PUT' | 'DELETE',
    path: string,
    signal: AbortSignal,
    body?: unknown
  ): Promise<unknown> {
    const { client, id } = this.place;
    return client.call(method, datasetPath(id, path), { signal, body });
  }
}

/** False: it is too early to ask for this. */
async function orLater(answer: Promise<unknown>): Promise<boolean> {
  try {
    await answer;
    return true;
  } catch (error) {
    if (error instanceof RepositoryError && error.code === 'busy') {
      return false;
    }
    throw error;
  }
}
