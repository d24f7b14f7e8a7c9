/**
 * A repository on this server: a zip with everything, for places that take no
 * deposits over the network. Its identifiers are the paths of the archives.
 */
import { link, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, posix } from 'node:path';
import type { Readable } from 'node:stream';
import type {
  PublicationMetadata,
  RepositoryAbilities,
  RepositoryLogin,
  Suggestion
} from 'sciencemesh-contract';
import { codeOf } from '../../transfers/durability.ts';
import { freeBytes } from '../../transfers/working-folder.ts';
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
import { writeZip } from '../zip-file.ts';
import { bagOf } from './bag.ts';
import { DraftFolder, type Draft, type Received } from './draft-folder.ts';
import { failure, isIn, assertName } from './failures.ts';
import { archiveName } from './names.ts';

export interface BundleOptions {
  /** Absolute path of a folder for what is being made. */
  folder: string;
  /** Absolute path of Jupyter's root. */
  root: string;
  /** Where archives go, relative to that. */
  target: string;
}

/** Left free for everything else that runs here. */
const SPARE_BYTES = 64 * 1024 * 1024;

export class BundleRepository implements Repository {
  readonly #options: BundleOptions;

  constructor(options: BundleOptions) {
    this.#options = options;
  }

  async probe(): Promise<{
    abilities: RepositoryAbilities;
    login: RepositoryLogin;
  }> {
    const free = await freeBytes(this.#options.folder);
    return {
      abilities: {
        version: null,
        files: null,
        fileBytes: null,
        // Once while it is filled, and once as the archive.
        totalBytes:
          free === null
            ? null
            : Math.max(0, Math.floor((free - SPARE_BYTES) / 2)),
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
    return this.#make(titleOf(body), null);
  }

  async drafts(since: Date): Promise<DraftState[]> {
    const drafts = await this.#all();
    return drafts
      .filter(
        ({ createdAt, state }) =>
          state === 'draft' && createdAt >= since.toISOString()
      )
      .sort(({ createdAt: a }, { createdAt: b }) => (a < b ? 1 : -1))
      .map(asState);
  }

  async look(id: string): Promise<DraftState> {
    return asState(await this.#known(id));
  }

  async update(draft: DraftState, body: RepositoryBody): Promise<DraftState> {
    const known = await this.#open(draft.id);
    if (draft.revision !== null && draft.revision !== String(known.revision)) {
      throw new RepositoryError(
        'conflict',
        'The bundle was changed in the meantime. Look at it again.'
      );
    }
    return this.#keep({
      ...known,
      title: titleOf(body),
      revision: known.revision + 1
    });
  }

  reserveDoi(): Promise<null> {
    return Promise.resolve(null);
  }

  async newVersion(recordId: string): Promise<DraftState> {
    const { title } = await this.#known(recordId);
    const open = (await this.#all()).find(
      ({ previous, state }) => previous === recordId && state === 'draft'
    );
    return open === undefined ? this.#make(title, recordId) : asState(open);
  }

  /** Each archive is whole, so that nothing is gained by unpacking the last. */
  takeOverFiles(): Promise<void> {
    return Promise.resolve();
  }

  async list(draft: DraftState): Promise<RemoteFile[]> {
    await this.#known(draft.id);
    return (await this.#folder(draft.id).files()).map(
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
    await this.#open(draft.id);
    const folder = this.#folder(draft.id);
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
    await this.#assertRoom(files.reduce((sum, { size }) => sum + size, 0));
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
    await this.#open(draft.id);
    const received = await this.#folder(draft.id)
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
    await this.#open(draft.id);
    const received = asReceived(receipt);
    const told = received === null ? null : `sha256:${received.sha256}`;
    const isWhole =
      received !== null &&
      (checksum === undefined ||
        !checksum.startsWith('sha256:') ||
        checksum === told) &&
      (await this.#folder(draft.id).keep(key, received).catch(failure));
    if (!isWhole) {
      throw lost(key);
    }
    return { key, size: received.size, checksum: told, complete: true };
  }

  async remove(draft: DraftState, key: string): Promise<void> {
    await this.#open(draft.id);
    await this.#folder(draft.id).remove(key).catch(failure);
  }

  /** The archive appears whole, or not at all, and never over another one. */
  async publish(draft: DraftState, signal: AbortSignal): Promise<DraftState> {
    const known = await this.#known(draft.id);
    if (known.state === 'published') {
      return asState(known);
    }
    const folder = this.#folder(known.id);
    const target = join(this.#options.root, known.id);
    const unfinished = join(dirname(target), `.${basename(target)}.part`);
    if (!(await isIn(unfinished, target))) {
      await this.#pack(known, folder, unfinished, signal);
      await place(unfinished, target);
    }
    const published = await this.#keep({ ...known, state: 'published' });
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
    const folder = this.#folder(draft.id);
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

  #folder(id: string): DraftFolder {
    return new DraftFolder(this.#options.folder, id);
  }

  async #all(): Promise<Draft[]> {
    const folders = await DraftFolder.all(this.#options.folder);
    const drafts = await Promise.all(folders.map(folder => folder.read()));
    return drafts.filter(draft => draft !== null);
  }

  async #known(id: string): Promise<Draft> {
    const draft = await this.#folder(id).read();
    if (draft === null) {
      throw new RepositoryError(
        'not-found',
        'There is no such bundle (any more). Make a new one.'
      );
    }
    return draft;
  }

  async #open(id: string): Promise<Draft> {
    const draft = await this.#known(id);
    if (draft.state === 'published') {
      throw new RepositoryError(
        'refused',
        'The archive is made, and does not change any more. Make a new version.'
      );
    }
    return draft;
  }

  async #keep(draft: Draft): Promise<DraftState> {
    await this.#folder(draft.id).write(draft).catch(failure);
    return asState(draft);
  }

  async #make(title: string, previous: string | null): Promise<DraftState> {
    const taken = new Set((await this.#all()).map(({ id }) => id));
    for (let number = 1; ; number += 1) {
      const id = posix.join(this.#options.target, archiveName(title, number));
      const there = await stat(join(this.#options.root, id)).catch(() => null);
      if (there === null && !taken.has(id)) {
        return this.#keep({
          id,
          title,
          createdAt: new Date().toISOString(),
          revision: 1,
          state: 'draft',
          previous
        });
      }
    }
  }

  async #pack(
    { id, title }: Draft,
    folder: DraftFolder,
    target: string,
    signal: AbortSignal
  ): Promise<void> {
    const files = await folder.files();
    const absent = files.find(({ sha256 }) => sha256 === null);
    if (files.length === 0 || absent !== undefined) {
      throw new RepositoryError(
        'refused',
        absent === undefined
          ? 'There are no files in the bundle. Choose some.'
          : `"${absent.key}" has not come whole. Send it again.`
      );
    }
    await this.#assertRoom(
      files.reduce((sum, { size }) => sum + size, 0),
      1
    );
    const entries = bagOf({
      folder: posix.basename(id, '.zip'),
      title,
      files: files.map(file => ({ ...file, real: folder.bytesOf(file.key) })),
      now: new Date()
    });
    try {
      await mkdir(dirname(target), { recursive: true });
      await writeZip(target, entries, signal, 0o644);
    } catch (error) {
      await rm(target, { force: true }).catch(() => undefined);
      failure(error);
    }
  }

  /** @param times that the bytes have to lie here */
  async #assertRoom(bytes: number, times = 2): Promise<void> {
    const free = await freeBytes(this.#options.folder);
    if (free !== null && bytes * times > free - SPARE_BYTES) {
      throw new RepositoryError(
        'no-space',
        'The disk of this machine is too full for the bundle. Make room, or leave files out.'
      );
    }
  }
}

/** Where one file cannot have two names, as on disks of Windows. */
const WITHOUT_LINKS: ReadonlySet<string> = new Set([
  'EPERM',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS'
]);

/** Under its name, unless something has that name. */
async function place(unfinished: string, target: string): Promise<void> {
  try {
    await link(unfinished, target).catch(async (error: unknown) => {
      if (!WITHOUT_LINKS.has(codeOf(error))) {
        throw error;
      }
      const taken = await open(target, 'wx');
      await taken.close();
      await rename(unfinished, target);
    });
  } catch (error) {
    if (codeOf(error) === 'EEXIST') {
      throw new RepositoryError(
        'conflict',
        `There is a file "${basename(target)}" already. Move it away, then publish again.`,
        { cause: error }
      );
    }
    failure(error);
  }
}

function asState({ createdAt, id, revision, state, title }: Draft): DraftState {
  return {
    id,
    doi: null,
    conceptDoi: null,
    url: null,
    state,
    revision: String(revision),
    title,
    createdAt,
    errors: []
  };
}

function titleOf({ body }: RepositoryBody): string {
  return typeof body['title'] === 'string' ? body['title'] : '';
}

function asReceived(receipt: PartReceipt | undefined): Received | null {
  const { md5, sha256, size } = receipt ?? {};
  return typeof md5 === 'string' &&
    typeof sha256 === 'string' &&
    typeof size === 'number'
    ? { md5, sha256, size }
    : null;
}

function lost(key: string): RepositoryError {
  return new RepositoryError(
    'file-lost',
    `"${key}" did not come whole. Send it again.`
  );
}
