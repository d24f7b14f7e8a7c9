import { error, ok, said } from './answers.ts';
import type { Answer } from './answers.ts';
import { describeCitation } from './citation.ts';
import { citeVersion, citeVersionAs } from './citing.ts';
import { readCollection, readPermissions, search } from './collections.ts';
import { datasetSchema } from './dry-run.ts';
import { addFile, deleteFile, replaceFile } from './files.ts';
import type { Call, Installation } from './installation.ts';
import { describeLicences } from './licences.ts';
import {
  createDataset,
  deleteDraft,
  editMetadata,
  readVersion,
  validateDataset,
  writeDraft
} from './metadata.ts';
import { somebody } from './people.ts';
import { addFiles } from './registering.ts';
import {
  describeDataset,
  describePerson,
  describeVersion
} from './printing.ts';
import { versionOf } from './datasets.ts';
import {
  listLocks,
  publish,
  returnToAuthor,
  submitForReview
} from './publication.ts';
import {
  abortUpload,
  completeUpload,
  uploadLimits,
  uploadUrls
} from './uploading.ts';

/** One call of the API. */
export interface Route {
  method: string;
  path: RegExp;
  /** The type that a body has to have; others are refused with 415. */
  takes?: 'application/json' | 'multipart/form-data';
  answer: (installation: Installation, call: Call) => Answer | Promise<Answer>;
}

/**
 * Gaps of a path, written as the guides write them. Jakarta REST does not mind
 * a slash at the end (3.7.3).
 */
function at(path: string): RegExp {
  return new RegExp(`^/api/${path.replaceAll(/\{\w+\}/g, '([^/]+)')}/?$`);
}

const json = 'application/json';
const form = 'multipart/form-data';

/** The API, as far as a depositor needs it; the first that fits counts. */
export const ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: at('info/version'),
    answer: () => ok({ version: '6.11', build: 'stand-in' })
  },
  { method: 'GET', path: at('licenses'), answer: () => ok(describeLicences()) },
  {
    method: 'GET',
    path: at('metadatablocks/citation'),
    answer: () => ok(describeCitation())
  },
  { method: 'GET', path: at('users/:me'), answer: whoAmI },
  { method: 'GET', path: at('users/token'), answer: tokenEnd },
  { method: 'POST', path: at('users/token/recreate'), answer: newToken },
  {
    method: 'GET',
    path: at('dataverses/{alias}/datasetSchema'),
    answer: () => ({ status: 200, body: datasetSchema() })
  },
  { method: 'GET', path: at('dataverses/{alias}'), answer: readCollection },
  {
    method: 'GET',
    path: at('dataverses/{alias}/userPermissions'),
    answer: readPermissions
  },
  { method: 'GET', path: at('dataverses/{alias}/contents'), answer: contents },
  { method: 'GET', path: at('search'), answer: search },
  {
    method: 'GET',
    path: at('files/fixityAlgorithm'),
    answer: ({ settings }) => said(settings.fixityAlgorithm)
  },
  { method: 'GET', path: at('notifications/all'), answer: notifications },
  {
    method: 'POST',
    path: at('dataverses/{alias}/validateDatasetJson'),
    takes: json,
    answer: validateDataset
  },
  {
    method: 'POST',
    path: at('dataverses/{alias}/datasets'),
    takes: json,
    answer: createDataset
  },
  { method: 'PUT', path: at('datasets/mpupload'), answer: completeUpload },
  { method: 'DELETE', path: at('datasets/mpupload'), answer: abortUpload },
  { method: 'GET', path: at('datasets/{id}'), answer: readDataset },
  { method: 'DELETE', path: at('datasets/{id}'), answer: deleteDraft },
  {
    method: 'GET',
    path: at('datasets/{id}/versions/{version}'),
    answer: readVersion
  },
  {
    method: 'GET',
    path: at('datasets/{id}/versions/{version}/citation'),
    answer: citeVersion
  },
  {
    method: 'GET',
    path: at('datasets/{id}/versions/{version}/citation/{format}'),
    answer: citeVersionAs
  },
  {
    method: 'PUT',
    path: at('datasets/{id}/versions/{version}'),
    takes: json,
    answer: writeDraft
  },
  {
    method: 'DELETE',
    path: at('datasets/{id}/versions/{version}'),
    answer: deleteDraft
  },
  {
    method: 'PUT',
    path: at('datasets/{id}/editMetadata'),
    takes: json,
    answer: editMetadata
  },
  {
    method: 'POST',
    path: at('datasets/{id}/add'),
    takes: form,
    answer: addFile
  },
  {
    method: 'POST',
    path: at('datasets/{id}/addFiles'),
    takes: form,
    answer: addFiles
  },
  { method: 'GET', path: at('datasets/{id}/uploadurls'), answer: uploadUrls },
  {
    method: 'GET',
    path: at('datasets/{id}/uploadlimits'),
    answer: uploadLimits
  },
  { method: 'GET', path: at('datasets/{id}/locks'), answer: listLocks },
  {
    method: 'POST',
    path: at('datasets/{id}/actions/:publish'),
    answer: publish
  },
  {
    method: 'POST',
    path: at('datasets/{id}/submitForReview'),
    answer: submitForReview
  },
  {
    method: 'POST',
    path: at('datasets/{id}/returnToAuthor'),
    answer: returnToAuthor
  },
  {
    method: 'POST',
    path: at('files/{id}/replace'),
    takes: form,
    answer: replaceFile
  },
  { method: 'DELETE', path: at('files/{id}'), answer: deleteFile }
];

function whoAmI(_installation: Installation, { person }: Call): Answer {
  return person
    ? ok(describePerson(person))
    : error(400, 'User with token null not found.');
}

function tokenEnd(_installation: Installation, { person }: Call): Answer {
  const { token, expires } = somebody(person);
  const moment = expires.toISOString().replace('T', ' ').replace('Z', '');
  return said(`Token ${token} expires on ${moment}`);
}

function newToken({ people }: Installation, { person }: Call): Answer {
  if (!person) {
    return error(404, 'Token for :guest is not eligible for recreation.');
  }
  people.renew(person);
  return said(`New token for ${person.username} is ${person.token}`);
}

/** Of the reasons why somebody is written to, that a dataset came back. */
function notifications({ datasets }: Installation, { person }: Call): Answer {
  const told = datasets.of(somebody(person)).flatMap(({ doi, returned }) =>
    returned.map(moment => ({
      type: 'RETURNEDDS',
      displayAsRead: false,
      sentTimestamp: moment.toISOString(),
      datasetPersistentIdentifier: doi
    }))
  );
  return ok(told);
}

function contents(
  { datasets, settings }: Installation,
  { path: [alias = ''], person }: Call
): Answer {
  if (!(alias in settings.collections)) {
    return error(404, `Can't find dataverse with identifier='${alias}'`);
  }
  return ok(
    datasets
      .inCollection(alias, person)
      .map(dataset => ({ ...describeDataset(dataset), type: 'dataset' }))
  );
}

async function readDataset(
  { datasets }: Installation,
  { path: [id = ''], query, person }: Call
): Promise<Answer> {
  const dataset = datasets.find(id, query);
  await dataset.look();
  const latestVersion = versionOf(dataset, ':latest', person);
  return ok({
    ...describeDataset(dataset),
    latestVersion: describeVersion(dataset, latestVersion)
  });
}
