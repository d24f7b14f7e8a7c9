import { error, ok, Refused } from './answers.ts';
import type { Answer } from './answers.ts';
import { addedData, checkRoom, duplicateWarning, entryOf } from './adding.ts';
import type { Dataset } from './dataset.ts';
import { checkEditLocks, mayEdit } from './datasets.ts';
import { checkUnchanged, formOf, unlessChanged, uploaded } from './incoming.ts';
import { ingest } from './ingest.ts';
import type { Call, Installation } from './installation.ts';
import { parametersOf } from './parameters.ts';
import { notPermitted } from './people.ts';
import type { Person } from './people.ts';

const notEditable = 'You do not have permission to edit this dataset.';
function editor(dataset: Dataset, person: Person | null): Person {
  if (!mayEdit(dataset, person) || !person) {
    throw new Refused(403, notEditable);
  }
  return person;
}

/** What the one call says of locks, for whatever reason. */
function checkLocks(dataset: Dataset, person: Person): void {
  try {
    checkEditLocks(dataset, person, true);
  } catch {
    throw new Refused(400, 'Failed to add file to dataset.');
  }
}

/** `POST /api/datasets/{id}/add`: a file, or those of an archive. */
export async function addFile(
  installation: Installation,
  call: Call
): Promise<Answer> {
  const {
    path: [id = ''],
    query
  } = call;
  const { datasets, storage, settings } = installation;
  const dataset = datasets.find(id, query);
  const { revision } = dataset;
  const form = await formOf(installation, call);
  const given = parametersOf(form.jsonData);
  const person = editor(dataset, call.person);
  const files = await uploaded(installation, form, given);
  checkRoom(installation, dataset, files);
  checkLocks(dataset, person);
  return unlessChanged(() => {
    checkUnchanged(dataset, revision);
    const draft = dataset.draft();
    const entries = files.map(file => {
      const entry = entryOf(draft, file);
      draft.files.push(entry);
      return entry;
    });
    const [first] = entries;
    const warning = first && duplicateWarning(draft, first);
    const answer = ok(addedData(entries, draft), warning);
    if (given.tabIngest) {
      ingest(dataset, entries, person, storage, settings.lockLooks);
    }
    return answer;
  });
}

/** `POST /api/files/{id}/replace`. */
export async function replaceFile(
  installation: Installation,
  call: Call
): Promise<Answer> {
  const {
    path: [id = '']
  } = call;
  const { storage, settings } = installation;
  const form = await formOf(installation, call);
  const given = parametersOf(form.jsonData);
  const { dataset, file } = installation.datasets.file(id);
  const { revision } = dataset;
  const person = editor(dataset, call.person);
  const previous = dataset.latest.files.find(entry => entry.file === file);
  if (!previous) {
    throw new Refused(
      400,
      'You cannot replace a file that is not in the most recently published dataset. (The file is unpublished or was deleted from a previous version.)'
    );
  }
  const [replacement, ...more] = await uploaded(installation, form, given);
  if (!replacement || more.length > 0) {
    throw new Refused(
      400,
      'You cannot replace a single file with multiple files. The file you uploaded was ingested into multiple files.'
    );
  }
  checkRoom(installation, dataset, [replacement]);
  checkLocks(dataset, person);
  const entry = entryOf(dataset.latest, replacement, previous);
  if (entry.file.checksum?.value === file.checksum?.value) {
    throw new Refused(
      400,
      'Error! You may not replace a file with a file that has duplicate content.'
    );
  }
  const before = file.original?.format ?? file.contentType;
  if (!given.forceReplace && entry.file.contentType !== before) {
    throw new Refused(
      400,
      `The original file (${before}) and replacement file (${entry.file.contentType}) are different file types.`
    );
  }
  return unlessChanged(() => {
    checkUnchanged(dataset, revision);
    const draft = dataset.draft();
    draft.files = draft.files.map(each => (each.file === file ? entry : each));
    const answer = ok(addedData([entry], draft));
    if (given.tabIngest) {
      ingest(dataset, [entry], person, storage, settings.lockLooks);
    }
    return answer;
  });
}

/** `DELETE /api/files/{id}`; says whether the bytes are gone too. */
export async function deleteFile(
  { datasets, storage }: Installation,
  { path: [id = ''], person }: Call
): Promise<Answer> {
  const { dataset, file } = datasets.file(id);
  if (!mayEdit(dataset, person)) {
    throw notPermitted(person);
  }
  try {
    checkEditLocks(dataset, person, true);
  } catch (fault) {
    return error(
      400,
      `Delete failed for file ID ${id} (CommandException): ${fault instanceof Error ? fault.message : String(fault)}`
    );
  }
  const draft = dataset.draft();
  draft.files = draft.files.filter(entry => entry.file !== file);
  if (!file.released) {
    await storage.remove(file.object);
  }
  return ok(!file.released);
}
