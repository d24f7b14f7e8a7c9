/**
 * Repositories that run Dataverse.
 *
 * Source: IQSS/dataverse `doc/sphinx-guides/source/api/native-api.rst`, and
 * what `peers/dataverse/README.md` names.
 */
import type { Readable } from 'node:stream';
import type {
  PublicationMetadata,
  RepositoryAbilities,
  RepositoryLogin,
  Suggestion,
  SuggestionKind
} from 'sciencemesh-contract';
import { at, listOf, objectOf, textOf } from '../http/answers.ts';
import { DepositClient, type ClientOptions } from '../http/deposit-client.ts';
import { orNothing } from '../http/found.ts';
import {
  RepositoryError,
  type DraftState,
  type FieldError,
  type FileToSend,
  type PartReceipt,
  type RemoteFile,
  type Repository,
  type RepositoryBody,
  type UploadSlot
} from '../repository.ts';
import { abilitiesAt, usualAbilities } from './abilities.ts';
import { collectionPath, persistentId } from './addresses.ts';
import { toBody } from './body.ts';
import { citationOf } from './citation.ts';
import { Dataset } from './dataset.ts';
import { DatasetFiles } from './files.ts';
import { dialect } from './dialect.ts';
import type { Place } from './editing.ts';
import { abortParts } from './direct-upload.ts';
import { licenceErrors, versionBody } from './installed-licences.ts';
import { USUAL_WAITING, type Waiting } from './locks.ts';
import { loginAt } from './login.ts';
import { dryRunErrors } from './problems.ts';
import { suggestionsAt } from './suggestions.ts';
import { newDraft } from './versions.ts';

/** Where in an installation datasets are made. */
export interface DataverseTarget {
  /** Alias of the collection, `root` for the uppermost. */
  collection: string;
  /** How patiently locks are looked at. */
  waiting?: Waiting;
}

/** Drafts that are looked at when one is sought whose answer was lost. */
const RECENT_DRAFTS = 20;

export class Dataverse implements Repository {
  private readonly client: DepositClient;
  private readonly collection: string;
  private readonly waiting: Waiting;

  constructor(
    options: ClientOptions,
    { collection, waiting = USUAL_WAITING }: DataverseTarget
  ) {
    this.client = new DepositClient(options, dialect);
    this.collection = collection;
    this.waiting = waiting;
  }

  async probe(
    signal: AbortSignal
  ): Promise<{ abilities: RepositoryAbilities; login: RepositoryLogin }> {
    const login = await loginAt(this.client, this.collection, signal);
    // With a token that is not taken, it answers nothing at all.
    const isOpen = login.state === 'good' || login.state === 'scope';
    const abilities = isOpen
      ? await abilitiesAt(this.client, signal)
      : usualAbilities;
    return { abilities, login };
  }

  toBody(metadata: PublicationMetadata): RepositoryBody {
    return toBody(metadata);
  }

  async validate(
    { body }: RepositoryBody,
    signal: AbortSignal
  ): Promise<FieldError[]> {
    const path = collectionPath(this.collection, '/validateDatasetJson');
    const answer = await this.client.call('POST', path, { signal, body });
    const words = textOf(at(answer, 'data', 'message')) ?? '';
    return [
      ...dryRunErrors(words),
      ...(await licenceErrors(this.client, body, signal))
    ];
  }

  async create(
    { body }: RepositoryBody,
    signal: AbortSignal
  ): Promise<DraftState> {
    const sent = {
      ...body,
      datasetVersion: await versionBody(this.client, body, signal)
    };
    const answer = await this.client.call(
      'POST',
      collectionPath(this.collection, '/datasets'),
      { signal, body: sent }
    );
    const id = textOf(at(answer, 'data', 'persistentId'));
    if (id === null) {
      throw this.client.strange(Object.keys(objectOf(answer)), true);
    }
    try {
      return await this.dataset(id).afterChange(sent.datasetVersion, signal);
    } catch (error) {
      // It exists, whatever became of looking at it.
      if (error instanceof RepositoryError) {
        return newDraft(id, sent, this.page);
      }
      throw error;
    }
  }

  async drafts(since: Date, signal: AbortSignal): Promise<DraftState[]> {
    // Not from the index: that knows of a dataset only some time later.
    const answer = await this.client.call(
      'GET',
      collectionPath(this.collection, '/contents'),
      { signal }
    );
    const newest = listOf(at(answer, 'data'))
      .filter(
        one =>
          at(one, 'type') === 'dataset' &&
          textOf(at(one, 'publicationDate')) === null
      )
      .toSorted((one, other) => Number(at(other, 'id')) - Number(at(one, 'id')))
      .slice(0, RECENT_DRAFTS);
    const drafts: DraftState[] = [];
    for (const one of newest) {
      const id = textOf(at(one, 'persistentUrl'));
      const draft =
        id === null ? null : await orNothing(this.dataset(id).look(signal));
      if (draft !== null && isSince(draft, since)) {
        drafts.push(draft);
      }
    }
    return drafts;
  }

  look(id: string, signal: AbortSignal): Promise<DraftState> {
    return this.dataset(id).look(signal);
  }

  async update(
    draft: DraftState,
    { body, left = [] }: RepositoryBody,
    signal: AbortSignal
  ): Promise<DraftState> {
    const version = await versionBody(this.client, body, signal);
    return this.dataset(draft.id).update(draft.revision, version, left, signal);
  }

  /** It was there from the beginning. */
  reserveDoi(draft: DraftState): Promise<string | null> {
    return Promise.resolve(draft.doi);
  }

  newVersion(recordId: string, signal: AbortSignal): Promise<DraftState> {
    return this.dataset(recordId).nextDraft(signal);
  }

  /** The draft of the next version has them. */
  takeOverFiles(): Promise<void> {
    return Promise.resolve();
  }

  list(draft: DraftState, signal: AbortSignal): Promise<RemoteFile[]> {
    const isPublished = draft.state === 'published';
    return this.files(draft).list(
      signal,
      isPublished ? ':latest-published' : ':latest'
    );
  }

  begin(
    draft: DraftState,
    files: readonly FileToSend[],
    signal: AbortSignal
  ): Promise<UploadSlot[]> {
    return this.files(draft).begin(files, signal);
  }

  send(
    draft: DraftState,
    slot: UploadSlot,
    part: number,
    body: () => Readable,
    size: number,
    signal: AbortSignal
  ): Promise<PartReceipt> {
    const bytes = { length: size, open: body };
    return this.files(draft).send(slot, part, bytes, signal);
  }

  commit(
    draft: DraftState,
    slot: UploadSlot,
    receipts: readonly PartReceipt[],
    signal: AbortSignal
  ): Promise<RemoteFile> {
    return this.files(draft).commit(slot, receipts, signal);
  }

  abandon(
    _draft: DraftState,
    slot: UploadSlot,
    signal: AbortSignal
  ): Promise<void> {
    return abortParts(this.client, slot, signal);
  }

  remove(draft: DraftState, key: string, signal: AbortSignal): Promise<void> {
    return this.files(draft).remove(key, signal);
  }

  publish(draft: DraftState, signal: AbortSignal): Promise<DraftState> {
    return this.dataset(draft.id).publish(signal);
  }

  /** A collection has its own people who look; there are no communities. */
  submit(
    draft: DraftState,
    _community: string | null,
    signal: AbortSignal
  ): Promise<DraftState> {
    return this.dataset(draft.id).submit(signal);
  }

  discard(draft: DraftState, signal: AbortSignal): Promise<void> {
    return this.dataset(draft.id).discard(signal);
  }

  cite(
    id: string,
    format: 'bibtex' | 'csl' | 'text',
    signal: AbortSignal
  ): Promise<string> {
    return citationOf(this.client, id, format, signal);
  }

  suggest(
    kind: SuggestionKind,
    words: string,
    signal: AbortSignal
  ): Promise<Suggestion[]> {
    return suggestionsAt(this.client, kind, words, signal);
  }

  private readonly page = (path: string) => this.client.page(path);

  private dataset(id: string): Dataset {
    return new Dataset(this.place(id));
  }

  private files({ id }: DraftState): DatasetFiles {
    return new DatasetFiles(this.place(id));
  }

  private place(id: string): Place {
    const { client, waiting } = this;
    return { client, id: persistentId(id), waiting };
  }
}

/** Times there are told in whole seconds. */
function isSince({ createdAt }: DraftState, since: Date): boolean {
  const begun = Math.floor(since.getTime() / 1000) * 1000;
  return createdAt === null || Date.parse(createdAt) >= begun;
}
