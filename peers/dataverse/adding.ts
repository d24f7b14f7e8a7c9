import { Refused } from './answers.ts';
import { nextId } from './dataset.ts';
import type { Checksum, Dataset, FileEntry, Version } from './dataset.ts';
import type { FormFile } from './form.ts';
import { tableType } from './ingest.ts';
import type { Installation } from './installation.ts';
import { freeName, isFolderName, nameFault } from './names.ts';
import type { FileParameters } from './parameters.ts';
import { describeFile } from './printing.ts';
import type { StoredObject } from './storage.ts';
import { cleanFolder, TooMany, unpack } from './zip.ts';

/** A file before it is in a version. */
export interface NewFile {
  name: string;
  contentType: string;
  directory: string | null;
  object: StoredObject;
  /** Null where nobody has said. */
  checksum: Checksum | null;
  parameters: FileParameters;
}

/** Refuses more than the dataset may hold. */
export function checkRoom(
  { settings }: Installation,
  dataset: Dataset,
  files: readonly NewFile[]
): void {
  const failed = 'There was an error when trying to add the new file.';
  const { maxFileSize, maxFiles, quota } = settings;
  const largest = Math.max(0, ...files.map(({ object }) => object.size));
  if (largest > maxFileSize) {
    throw new Refused(
      400,
      `${failed} This file size (${largest} B) exceeds the size limit of ${maxFileSize} B.`
    );
  }
  const size = files.reduce((sum, { object }) => sum + object.size, 0);
  const left = quota - usedBytes(dataset);
  if (size > left) {
    throw new Refused(
      400,
      `${failed} This file (size ${size} B) exceeds the remaining storage quota of ${left} B.`
    );
  }
  if (dataset.latest.files.length + files.length > maxFiles) {
    throw new Refused(
      400,
      `Number of files can not exceed the maximum number of files allowed for this Dataset (${maxFiles}).`
    );
  }
}

/** Bytes of all files, in whatever versions they are. */
export function usedBytes(dataset: Dataset): number {
  const files = new Set(
    dataset.versions.flatMap(version => version.files.map(({ file }) => file))
  );
  return [...files].reduce((sum, { object }) => sum + object.size, 0);
}

/** Of a form: the file, or those in it. An archive is gone afterwards. */
export async function filesOf(
  installation: Installation,
  { name, contentType, taken }: FormFile<StoredObject>,
  parameters: FileParameters
): Promise<NewFile[]> {
  const { storage, settings } = installation;
  const directory = parameters.directoryLabel;
  if (!isArchive(name)) {
    const checksum = await measured(installation, taken);
    return [
      { name, contentType, directory, object: taken, checksum, parameters }
    ];
  }
  try {
    const unpacked = await unpack(storage, taken, settings.maxUnpacked);
    return await Promise.all(
      unpacked.map(async each => ({
        name: each.name,
        contentType: 'application/octet-stream',
        directory: each.directory ?? directory,
        object: each.object,
        checksum: await measured(installation, each.object),
        parameters
      }))
    );
  } catch (fault) {
    throw fault instanceof TooMany
      ? new Refused(400, fault.message)
      : new Refused(400, 'Failed to unzip the file. Saving the file as is.');
  } finally {
    await storage.remove(taken);
  }
}

/** By the algorithm that the installation is set to. */
async function measured(
  { storage, settings }: Installation,
  object: StoredObject
): Promise<Checksum | null> {
  const type = settings.fixityAlgorithm;
  const value = await storage.checksum(object, type);
  return value === null ? null : { type, value };
}

/** Whether an upload is unpacked. */
export function isArchive(name: string): boolean {
  return name.toLowerCase().endsWith('.zip');
}

/**
 * A new file as it will be in the version: under a name that is free.
 *
 * @param previous the file that it takes the place of
 */
export function entryOf(
  version: Version,
  { name, contentType, directory, object, checksum, parameters }: NewFile,
  previous?: FileEntry
): FileEntry {
  const fault = nameFault(name);
  if (fault !== null) {
    throw new Refused(400, fault);
  }
  const folder = directory === null ? null : cleanFolder(directory);
  if (folder !== null && !isFolderName(folder)) {
    throw new Refused(400, 'add.add_file_error (see logs)');
  }
  const id = nextId();
  const others = version.files.filter(entry => entry !== previous);
  return {
    label: freeName(name, folder, others),
    directoryLabel: folder,
    description: parameters.description,
    categories: parameters.categories,
    restricted: parameters.restricted,
    file: {
      id,
      object,
      contentType: tableType(name) ?? contentType,
      size: object.size,
      checksum,
      released: false,
      previousId: previous?.file.id ?? null,
      rootId: previous?.file.rootId ?? id,
      original: null
    }
  };
}

/** What is said of a file whose bytes are there under another name. */
export function duplicateWarning(
  version: Version,
  entry: FileEntry
): string | undefined {
  const same = version.files.find(
    ({ file }) =>
      file !== entry.file &&
      file.checksum !== null &&
      file.checksum.value === entry.file.checksum?.value
  );
  return same
    ? `This file has the same content as ${entry.label} that is in the dataset. `
    : undefined;
}

/** `data` of an answer about new files. */
export function addedData(
  entries: readonly FileEntry[],
  version: Version
): unknown {
  return { files: entries.map(entry => describeFile(entry, version)) };
}
