import type { DataFile, Dataset, FileEntry, Lock, Version } from './dataset.ts';
import type { Person } from './people.ts';

/** Leaves out what is null, as the real one does. */
function filled(json: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(json).filter(([, value]) => value !== null)
  );
}

function day(date: Date | null | undefined): string | null {
  return date ? date.toISOString().slice(0, 10) : null;
}

function moment(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

/** A dataset, without its versions. */
export function describeDataset(dataset: Dataset): Record<string, unknown> {
  return filled({
    id: dataset.id,
    identifier: dataset.identifier,
    persistentUrl: `https://doi.org/${dataset.doi.slice('doi:'.length)}`,
    protocol: 'doi',
    authority: '10.5072',
    separator: '/',
    publisher: 'Example Dataverse',
    publicationDate: day(dataset.versions[0]?.released),
    storageIdentifier: `s3://${dataset.folder}`,
    datasetType: 'dataset',
    locks: dataset.locks.map(({ reason }) => reason)
  });
}

/** A version, with its fields and files. */
export function describeVersion(
  dataset: Dataset,
  version: Version,
  withFiles = true
): Record<string, unknown> {
  const { licence, termsOfUse } = version.terms;
  return filled({
    id: version.id,
    datasetId: dataset.id,
    datasetPersistentId: dataset.doi,
    datasetType: 'dataset',
    storageIdentifier: `s3://${dataset.folder}`,
    versionNumber: version.number?.major ?? null,
    internalVersionNumber: dataset.revision,
    versionMinorNumber: version.number?.minor ?? null,
    versionState: version.state,
    latestVersionPublishingState: dataset.latest.state,
    lastUpdateTime: moment(version.updated),
    releaseTime: version.released && moment(version.released),
    createTime: moment(version.created),
    publicationDate: day(dataset.versions[0]?.released),
    license: licence && {
      name: licence.name,
      uri: licence.uri,
      rightsIdentifier: licence.rightsIdentifier,
      rightsIdentifierScheme: 'SPDX',
      schemeUri: 'https://spdx.org/licenses/',
      languageCode: 'en'
    },
    termsOfUse: licence ? null : termsOfUse,
    fileAccessRequest: true,
    metadataBlocks: {
      citation: {
        displayName: 'Citation Metadata',
        name: 'citation',
        fields: version.fields
      }
    },
    files: withFiles
      ? version.files.map(entry => describeFile(entry, version))
      : null
  });
}

/** A file in a version. */
export function describeFile(
  entry: FileEntry,
  version: Version
): Record<string, unknown> {
  const { label, directoryLabel, description, categories, restricted } = entry;
  return filled({
    description,
    label,
    restricted,
    directoryLabel,
    version: 1,
    datasetVersionId: version.id,
    categories: categories.length > 0 ? categories : null,
    dataFile: describeDataFile(entry.file, entry)
  });
}

function describeDataFile(
  file: DataFile,
  { label, directoryLabel, description }: FileEntry
): Record<string, unknown> {
  return filled({
    id: file.id,
    persistentId: '',
    filename: label,
    contentType: file.contentType,
    friendlyType: file.contentType,
    filesize: file.size,
    description,
    storageIdentifier: file.object.identifier,
    originalFileFormat: file.original?.format ?? null,
    originalFileSize: file.original?.size ?? null,
    originalFileName: file.original?.name ?? null,
    rootDataFileId: file.rootId,
    previousDataFileId: file.previousId,
    md5: file.checksum?.type === 'MD5' ? file.checksum.value : null,
    checksum: file.checksum,
    tabularData: file.original !== null,
    directoryLabel,
    fileAccessRequest: true
  });
}

/** A lock, as the list of locks has it. */
export function describeLock(
  dataset: Dataset,
  { reason, since, person, message }: Lock
): Record<string, unknown> {
  return {
    lockType: reason,
    date: since.toString(),
    user: person.username,
    dataset: dataset.doi,
    message
  };
}

/** `GET /api/users/:me`. */
export function describePerson(person: Person): Record<string, unknown> {
  return {
    id: person.id,
    identifier: `@${person.username}`,
    displayName: `${person.firstName} ${person.lastName}`,
    firstName: person.firstName,
    lastName: person.lastName,
    email: person.email,
    superuser: false,
    deactivated: false,
    persistentUserId: person.username,
    authenticationProviderId: 'builtin'
  };
}
