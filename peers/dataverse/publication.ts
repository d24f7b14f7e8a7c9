import { error, ok, Refused } from './answers.ts';
import type { Answer } from './answers.ts';
import type { Dataset } from './dataset.ts';
import { checkEditLocks, mayEdit, mayPublish } from './datasets.ts';
import { isObject, violationsOf } from './fields.ts';
import type { Call, Installation } from './installation.ts';
import { textOf } from './metadata.ts';
import { notPermitted, somebody } from './people.ts';
import type { Person } from './people.ts';
import { describeDataset, describeLock } from './printing.ts';
import type { Storage } from './storage.ts';

const busy = [
  'Workflow',
  'Ingest',
  'finalizePublication',
  'EditInProgress'
] as const;

/**
 * `POST /api/datasets/{id}/actions/:publish`.
 *
 * An answer of 200 is not the end: the files are looked at behind a lock, and
 * if one is not what was registered, the draft stays a draft, locked.
 */
export function publish(
  { datasets, settings, storage }: Installation,
  { path: [id = ''], query, person }: Call
): Answer {
  const type = query.get('type')?.toLowerCase();
  if (type === undefined) {
    return error(
      400,
      "Missing 'type' parameter (either 'major','minor', or 'updatecurrent')."
    );
  }
  const publisher = somebody(person);
  if (type === 'updatecurrent') {
    return error(403, 'Only superusers can update the current version');
  }
  if (type !== 'major' && type !== 'minor') {
    return error(
      400,
      `Illegal 'type' parameter value '${type}'. It needs to be either 'major', 'minor', or 'updatecurrent'.`
    );
  }
  const dataset = datasets.find(id, query);
  if (query.get('assureIsIndexed') === 'true' && dataset.indexRefusals > 0) {
    dataset.indexRefusals -= 1;
    return error(409, 'Dataset is awaiting indexing');
  }
  if (!mayPublish(dataset, publisher)) {
    throw notPermitted(publisher);
  }
  const refusal =
    settings.collections[dataset.collection] === false
      ? `This dataset may not be published because its host dataverse (${dataset.collection}) has not been published.`
      : publishingFault(dataset, type === 'minor', settings.filesRequired);
  if (refusal !== null) {
    throw new Refused(403, refusal);
  }
  const finish = () => finalize(dataset, publisher, type === 'minor', storage);
  const { lockLooks } = settings;
  if (settings.workflow) {
    dataset.lock('Workflow', publisher, 'Workflow', lockLooks, () => {
      const info = 'Publishing the dataset; Validating Datafiles';
      dataset.lock('finalizePublication', publisher, info, lockLooks, finish);
    });
    const body = {
      status: 'WORKFLOW_IN_PROGRESS',
      data: describeDataset(dataset)
    };
    return { status: 202, body };
  }
  const info = 'Publishing the dataset; Validating Datafiles Asynchronously';
  dataset.lock('finalizePublication', publisher, info, lockLooks, finish);
  return ok(describeDataset(dataset));
}

function publishingFault(
  dataset: Dataset,
  minor: boolean,
  filesRequired: boolean
): string | null {
  const { latest } = dataset;
  if (!latest.terms.licence && !latest.terms.termsOfUse) {
    return 'Dataset must have a valid license or Custom Terms Of Use configured before it can be published.';
  }
  if (busy.some(reason => dataset.lockedFor(reason))) {
    const reasons = dataset.locks.map(({ reason }) => reason).join(',');
    return `This dataset is locked. Reason: ${reasons}. Please try publishing later.`;
  }
  if (dataset.lockedFor('FileValidationFailed')) {
    return 'This dataset cannot be published because some files have been found missing or corrupted. . Please contact support to address this.';
  }
  if (latest.state === 'RELEASED') {
    return `Latest version of dataset ${dataset.identifier} is already released. Only draft versions can be released.`;
  }
  if (minor && !dataset.published) {
    return 'Cannot publish as minor version. Re-try as major release.';
  }
  const known = new Set(dataset.published?.files.map(({ file }) => file));
  const sameFiles =
    known.size === latest.files.length &&
    latest.files.every(({ file }) => known.has(file));
  if (minor && !sameFiles) {
    return 'Cannot release as minor version. Re-try as major release.';
  }
  if (filesRequired && latest.files.length === 0) {
    return 'Published datasets should contain at least one data file.';
  }
  return violationsOf(latest.fields);
}

async function finalize(
  dataset: Dataset,
  person: Person,
  minor: boolean,
  storage: Storage
): Promise<void> {
  const { latest, published } = dataset;
  for (const { file } of latest.files) {
    const { checksum, object } = file;
    const found = await storage.checksum(object, checksum?.type ?? 'MD5');
    // Null of a store that lets bytes go: nobody can tell.
    if (checksum === null || (found !== null && found !== checksum.value)) {
      dataset.lock(
        'FileValidationFailed',
        person,
        'FILE VALIDATION ERROR',
        null
      );
      return;
    }
  }
  const last = published?.number ?? { major: 0, minor: 0 };
  latest.number = minor
    ? { major: last.major, minor: last.minor + 1 }
    : { major: last.major + 1, minor: 0 };
  latest.state = 'RELEASED';
  latest.released = new Date();
  for (const { file } of latest.files) {
    file.released = true;
  }
  dataset.unlock('InReview');
  dataset.revision += 1;
}

/** `POST /api/datasets/{id}/submitForReview`. */
export function submitForReview(
  { datasets }: Installation,
  { path: [id = ''], query, person }: Call
): Answer {
  const dataset = datasets.find(id, query);
  if (!person || !mayEdit(dataset, person)) {
    throw notPermitted(person);
  }
  const refusal = reviewFault(dataset);
  if (refusal !== null) {
    throw new Refused(403, refusal);
  }
  checkEditLocks(dataset, person);
  dataset.lock('InReview', person, '', null);
  return ok({
    inReview: true,
    message: `Dataset id ${dataset.id} has been submitted for review.`
  });
}

function reviewFault(dataset: Dataset): string | null {
  if (dataset.latest.state === 'RELEASED') {
    return 'Latest version of dataset is already released. Only draft versions can be submitted for review.';
  }
  if (dataset.lockedFor('InReview')) {
    return 'You cannot submit this dataset for review because it is already in review.';
  }
  return violationsOf(dataset.latest.fields);
}

/** `POST /api/datasets/{id}/returnToAuthor`. */
export async function returnToAuthor(
  { datasets }: Installation,
  call: Call
): Promise<Answer> {
  const { query, person } = call;
  const [id = ''] = call.path;
  const body = await textOf(call);
  if (body === '') {
    return error(
      400,
      'You must supply JSON to this API endpoint and it must contain a reason for returning the dataset (field: reasonForReturn).'
    );
  }
  const json: unknown = JSON.parse(body);
  const dataset = datasets.find(id, query);
  const notInReview =
    'This dataset cannot be return to the author(s) because the latest version is not In Review. The author(s) needs to click Submit for Review first.';
  const reason = isObject(json) ? json.reasonForReturn : undefined;
  if (typeof reason !== 'string' || reason === '') {
    // The real one says this of a missing reason too.
    return error(400, notInReview);
  }
  if (!mayPublish(dataset, somebody(person))) {
    throw notPermitted(person);
  }
  if (!dataset.lockedFor('InReview')) {
    throw new Refused(403, notInReview);
  }
  dataset.unlock('InReview');
  dataset.returned.push(new Date());
  return ok({
    inReview: false,
    message: `Dataset id ${dataset.id} has been sent back to the author(s).`
  });
}

/** `GET /api/datasets/{id}/locks`. */
export async function listLocks(
  { datasets }: Installation,
  { path: [id = ''], query }: Call
): Promise<Answer> {
  const dataset = datasets.find(id, query);
  await dataset.look();
  const type = query.get('type');
  return ok(
    dataset.locks
      .filter(({ reason }) => type === null || reason === type)
      .map(lock => describeLock(dataset, lock))
  );
}
