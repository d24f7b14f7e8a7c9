/**
 * A repository on this server: a zip with everything, for places that take no
 * deposits over the network. Its identifiers are the paths of the archives.
 */
import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import type {
  PublicationMetadata,
  RepositoryAbilities,
  RepositoryLogin,
  Suggestion
} from 'sciencemesh-contract';
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
import { pack, place } from './archive.ts';
import { Drafts, type BundleOptions } from './drafts.ts';
import { assertName, failure, isIn } from './failures.ts';
import { assertRoom, roomIn, sizeOf } from './room.ts';
import { asReceived, asState, titleOf } from './states.ts';

export class BundleRepository implements Repository {
  readonly #options: BundleOptions;
  readonly #drafts: Drafts;

  constructor(options: BundleOptions) {
    this.#options = options;
    this.#drafts = new Drafts(options);
  }

  async probe(): Promise<{
    abilities: RepositoryAbilities;
    login: RepositoryLogin;
  }> {
    const room = await roomIn(this.#options.folder);
    return {
      abilities: {
        version: null,
        files: null,
        fileBytes: null,
        // Once while it is filled, and once as the archive.
        totalBytes: room === null ? null : Math.max(0, Math.floor(room / 2)),
        folders: true,
        parts: false,
        checksum: 'sha256',
        reservesDoi: false,
        review: 'none',
        restrictedFiles: true,
        withoutFiles: false
      },
      login: {
        state: 'good',
        account: null,
        expiresAt: null,
        tokensAt: null,
        scopes: []
      }
    };
  }

  /** All of it stands in the crate, which is one of the files. */
  toBody(metadata: PublicationMetadata): RepositoryBody {
    return { body: { title: metadata.title }, losses: [], errors: [] };
  }

  validate(): Promise<FieldError[]> {
    return Promise.resolve([]);
  }

  create(body: RepositoryBody): Promise<DraftState> {
    return this.#drafts.make(titleOf(body), null);
  }

  async drafts(since: Date): Promise<DraftState[]> {
    const drafts = await this.#drafts.all();
    return drafts
      .filter(
        ({ createdAt, state }) =>
          state === 'draft' && createdAt >= since.toISOString()
      )
      .sort(({ createdAt: a }, { createdAt: b }) => (a < b ? 1 : -1))
      .map(asState);
  }

  async look(id: string): Promise<DraftState> {
    return asState(await this.#drafts.known(id));
  }

  async update(draft: DraftState, body: RepositoryBody): Promise<DraftState> {
    const known = await this.#drafts.open(draft.id);
    if (draft.revision !== null && draft.revision !== String(known.revision)) {
      throw new RepositoryError(
        'conflict',
        'The bundle was changed in the meantime. Look at it again.'
      );
    }
    return this.#drafts.keep({
      ...known,
      title: titleOf(body),
      revision: known.revision + 1
    });
  }

  reserveDoi(): Promise<null> {
    return Promise.resolve(null);
  }

  async newVersion(recordId: string): Promise<DraftState> {
    const { title } = await this.#drafts.known(recordId);
    const open = (await this.#drafts.all()).find(
      ({ previous, state }) => previous === recordId && state === 'draft'
    );
    return open === undefined
      ? this.#drafts.make(title, recordId)
      : asState(open);
  }

  /** Each archive is whole, so that nothing is gained by unpacking the last. */
  takeOverFiles(): Promise<void> {
    return Promise.resolve();
  }

  async list(draft: DraftState): Promise<RemoteFile[]> {
    await this.#drafts.known(draft.id);
    return (await this.#drafts.folder(draft.id).files()).map(
      ({ key, sha256, size }) => ({
        key,
        size,
        checksum: sha256 === null ? null : `sha256:${sha256}`,
        complete: sha256 !== null
      })
    );
  }

  async begin(
    draft: DraftState,
    files: readonly FileToSend[]
  ): Promise<UploadSlot[]> {
    await this.#drafts.open(draft.id);
    const folder = this.#drafts.folder(draft.id);
    const known = new Set((await folder.files()).map(({ key }) => key));
    for (const { key } of files) {
      assertName(key);
      if (known.has(key)) {
        throw new RepositoryError(
          'conflict',
          `The bundle holds "${key}" already. Remove that first.`
        );
      }
      known.add(key);
    }
    // Once as they come, and once in the archive.
    await assertRoom(this.#options.folder, 2 * sizeOf(files));
    const slots: UploadSlot[] = [];
    for (const { key, size } of files) {
      await folder
        .announce({ key, size, sha256: null, md5: null })
        .catch(failure);
      slots.push({ key, partSize: size, parts: 1, memo: {} });
    }
    return slots;
  }

  async send(
    draft: DraftState,
    slot: UploadSlot,
    _part: number,
    body: () => Readable,
    size: number,
    signal: AbortSignal
  ): Promise<PartReceipt> {
    await this.#drafts.open(draft.id);
    const received = await this.#drafts
      .folder(draft.id)
      .receive(slot.key, body(), signal)
      .catch(failure);
    if (received.size !== size) {
      throw lost(slot.key);
    }
    return { ...received };
  }

  async commit(
    draft: DraftState,
    { checksum, key }: UploadSlot,
    [receipt]: readonly PartReceipt[]
  ): Promise<RemoteFile> {
    await this.#drafts.open(draft.id);
    const received = asReceived(receipt);
    const told = received === null ? null : `sha256:${received.sha256}`;
    const isWhole =
      received !== null &&
      (checksum === undefined ||
        !checksum.startsWith('sha256:') ||
        checksum === told) &&
      (await this.#drafts.folder(draft.id).keep(key, received).catch(failure));
    if (!isWhole) {
      throw lost(key);
    }
    return { key, size: received.size, checksum: told, complete: true };
  }

  async remove(draft: DraftState, key: string): Promise<void> {
    await this.#drafts.open(draft.id);
    await this.#drafts.folder(draft.id).remove(key).catch(failure);
  }

  /** The archive appears whole, or not at all, and never over another one. */
  async publish(draft: DraftState, signal: AbortSignal): Promise<DraftState> {
    const known = await this.#drafts.known(draft.id);
    if (known.state === 'published') {
      return asState(known);
    }
    const folder = this.#drafts.folder(known.id);
    const target = join(this.#options.root, known.id);
    const unfinished = join(dirname(target), `.${basename(target)}.part`);
    if (!(await isIn(unfinished, target))) {
      await pack(known, folder, unfinished, signal);
      await place(unfinished, target);
    }
    const published = await this.#drafts.keep({ ...known, state: 'published' });
    await rm(unfinished, { force: true });
    await folder.forgetBytes();
    return published;
  }

  submit(): Promise<DraftState> {
    return Promise.reject(
      new RepositoryError(
        'refused',
        'Nobody looks at a bundle on this server. Make the archive instead.'
      )
    );
  }

  async discard(draft: DraftState): Promise<void> {
    const folder = this.#drafts.folder(draft.id);
    if ((await folder.read())?.state === 'published') {
      throw new RepositoryError(
        'refused',
        `The archive "${draft.id}" is made. Delete the file if you do not want it.`
      );
    }
    await folder.discard().catch(failure);
  }

  cite(): Promise<string> {
    return Promise.reject(
      new RepositoryError(
        'refused',
        'A bundle has no DOI, so nobody can cite it yet. Cite the place where you put it.'
      )
    );
  }

  suggest(): Promise<Suggestion[]> {
    return Promise.resolve([]);
  }
}

function lost(key: string): RepositoryError {
  return new RepositoryError(
    'file-lost',
    `"${key}" did not come whole. Send it again.`
  );
}
