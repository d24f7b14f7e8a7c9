/**
 * What a repository is to have: the files as they are now, the crate that
 * describes them, and an archive where one is wanted. Written down with what
 * is known of each from before.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  StoredPublication,
  StoredPublicationFile
} from '../../store/publication-records.ts';
import { limitFindings } from '../preflight/limits.ts';
import type { SelectedFile } from '../selected-file.ts';
import { ARCHIVE, namesIn, planKeys, type KeyPlan } from '../selection/keys.ts';
import type { PublicationBook } from './book.ts';
import { complete } from './completeness.ts';
import type { OpenRepository, WriteDepositCrate } from './ports.ts';
import {
  crateToCome,
  fingerprint,
  withCrate,
  type Surveyed,
  type Surveys
} from './survey.ts';
import { PublicationTrouble } from './troubles.ts';

export interface CargoOptions {
  book: PublicationBook;
  surveys: Surveys;
  writeDepositCrate: WriteDepositCrate;
  /** Absolute path of the folder of all publications' folders. */
  folder: string;
}

export class Cargo {
  readonly #options: CargoOptions;

  constructor(options: CargoOptions) {
    this.#options = options;
  }

  /** Plans anew where something has changed since it was planned. */
  async plan(
    publication: StoredPublication,
    { abilities, repository }: OpenRepository,
    signal: AbortSignal
  ): Promise<void> {
    const { book, surveys } = this.#options;
    const { form, id, work } = publication;
    const surveyed = await surveys.now(publication, signal);
    const { selection } = surveyed;
    const plannedBy = fingerprint(selection.files, publication);
    if (plannedBy === work.plannedBy) {
      return;
    }
    const folder = join(this.#options.folder, id);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const keysOf = (files: readonly SelectedFile[]): KeyPlan =>
      planKeys(
        files,
        form.folders,
        { kind: repository.kind, abilities },
        form.names
      );
    // As many as with the crate: one file more may ask for an archive.
    const bare = withCrate(selection.files, crateToCome(selection.files));
    const names = namesIn(keysOf(bare), bare);
    const crate = await this.#describe(
      publication,
      surveyed,
      { folder, names },
      signal
    );
    const files = withCrate(selection.files, crate);
    const keys = keysOf(files);
    refuseErrors([
      ...selection.findings,
      ...keys.findings,
      ...limitFindings(keys.files, abilities)
    ]);
    const cargo = await this.#keyed(keys, files, folder, signal);
    const known = new Map(book.store.files(id).map(file => [file.key, file]));
    book.replaceFiles(
      id,
      {
        fileCount: cargo.length,
        size: cargo.reduce((sum, { size }) => sum + size, 0),
        work: { plannedBy }
      },
      [
        ...cargo.map(file => asBefore(file, known.get(file.key))),
        ...leftOut(publication, surveyed)
      ]
    );
  }

  /** Whether the files are still those that were planned. */
  async isAsPlanned(
    publication: StoredPublication,
    signal: AbortSignal
  ): Promise<boolean> {
    const { selection } = await this.#options.surveys.now(publication, signal);
    return (
      fingerprint(selection.files, publication) === publication.work.plannedBy
    );
  }

  async #describe(
    { doi, form, work }: StoredPublication,
    { selection }: Surveyed,
    place: { folder: string; names: ReadonlyMap<string, string> },
    signal: AbortSignal
  ): Promise<SelectedFile[]> {
    const metadata = complete(form.metadata);
    if (metadata === null) {
      throw new PublicationTrouble(
        'The description is not complete any more. Fill in what is missing, then go on.'
      );
    }
    // Without files there is nothing to describe but the record itself.
    return selection.files.length === 0
      ? []
      : this.#options.writeDepositCrate({
          ...place,
          files: selection.files,
          metadata,
          doi,
          origin: work.origin,
          signal
        });
  }

  async #keyed(
    { archived, files: keyed }: KeyPlan,
    files: readonly SelectedFile[],
    folder: string,
    signal: AbortSignal
  ): Promise<StoredPublicationFile[]> {
    const target = join(folder, ARCHIVE);
    const archive =
      archived === null ? null : await packed(target, archived, signal);
    const byPath = new Map(
      (archived ?? files).map(file => [file.path, file] as const)
    );
    return keyed.flatMap(({ key, path }) => {
      const file = path === null ? null : byPath.get(path);
      if (file) {
        return [planned(key, file)];
      }
      return archive === null
        ? []
        : [planned(key, { ...archive, path: ARCHIVE, real: target })];
    });
  }
}

async function packed(
  target: string,
  files: readonly SelectedFile[],
  signal: AbortSignal
): Promise<{ size: number; modified: number }> {
  const { writeArchive } = await import('./archive.ts');
  return writeArchive(target, files, signal);
}

function refuseErrors(
  findings: readonly { severity: string; message: string }[]
): void {
  const error = findings.find(({ severity }) => severity === 'error');
  if (error !== undefined) {
    throw new PublicationTrouble(error.message);
  }
}

function planned(
  key: string,
  { modified, path, real, size }: SelectedFile
): StoredPublicationFile {
  return {
    path,
    key,
    size,
    sent: 0,
    state: 'planned',
    checksum: null,
    remoteChecksum: null,
    message: null,
    real,
    modified,
    sha256: null,
    slot: null
  };
}

/** What is known of a file holds as long as it is the same one. */
function asBefore(
  file: StoredPublicationFile,
  known: StoredPublicationFile | undefined
): StoredPublicationFile {
  const isSame =
    known?.real === file.real &&
    known.size === file.size &&
    known.modified === file.modified &&
    known.state !== 'failed' &&
    known.state !== 'changed';
  return isSame ? { ...known, path: file.path } : file;
}

function leftOut(
  { form }: StoredPublication,
  { selection }: Surveyed
): StoredPublicationFile[] {
  const all = [
    ...selection.leftOut.map(({ path, what }) => ({
      path,
      message: `Left out: ${what}.`
    })),
    ...form.excluded.map(path => ({ path, message: 'Left out by you.' }))
  ];
  return all.map(({ path, message }) => ({
    ...planned(path, { path, real: '', size: 0, modified: 0 }),
    state: 'left-out',
    message
  }));
}
