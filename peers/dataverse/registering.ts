import { error, ok, Refused } from './answers.ts';
import type { Answer } from './answers.ts';
import { checkRoom, duplicateWarning, entryOf } from './adding.ts';
import { checkEditLocks, mayEdit } from './datasets.ts';
import { isObject } from './fields.ts';
import {
  checkUnchanged,
  formOf,
  registered,
  unlessChanged
} from './incoming.ts';
import { ingest } from './ingest.ts';
import type { Call, Installation } from './installation.ts';
import { parameters } from './parameters.ts';
import { notPermitted } from './people.ts';
import { describeFile } from './printing.ts';

/**
 * `POST /api/datasets/{id}/addFiles`: registers what was uploaded directly,
 * each for itself; what is wrong with one stands beside it, under 200.
 */
export async function addFiles(
  installation: Installation,
  call: Call
): Promise<Answer> {
  const {
    path: [id = ''],
    query,
    person
  } = call;
  const dataset = installation.datasets.find(id, query);
  const { revision } = dataset;
  const form = await formOf(installation, call);
  const list = listOf(form.jsonData);
  const { maxFiles, lockLooks } = installation.settings;
  if (dataset.latest.files.length + list.length >= maxFiles) {
    return error(
      400,
      `Number of files can not exceed the maximum number of files allowed for this Dataset (${maxFiles}).`
    );
  }
  const failed = (message: string) =>
    error(
      500,
      `CommandException updating DatasetVersion from addFiles job: ${message}`
    );
  if (!person || !mayEdit(dataset, person)) {
    return failed(notPermitted(person).message);
  }
  try {
    dataset.unlock('EditInProgress');
    checkEditLocks(dataset, person, true);
  } catch (fault) {
    return failed(fault instanceof Error ? fault.message : String(fault));
  }
  return unlessChanged(() => {
    checkUnchanged(dataset, revision);
    const draft = dataset.draft();
    let added = 0;
    const told = list.map(json => {
      const storageIdentifier = json.storageIdentifier;
      try {
        const given = parameters(json);
        const file = registered(installation, given);
        checkRoom(installation, dataset, [file]);
        const entry = entryOf(draft, file);
        draft.files.push(entry);
        added += 1;
        const warning = duplicateWarning(draft, entry);
        const fileDetails = describeFile(entry, draft);
        if (given.tabIngest) {
          const { storage } = installation;
          ingest(dataset, [entry], person, storage, lockLooks);
        }
        return warning === undefined
          ? {
              storageIdentifier,
              successMessage: 'Added successfully to the dataset',
              fileDetails
            }
          : { storageIdentifier, warningMessage: warning, fileDetails };
      } catch (fault) {
        if (!(fault instanceof Refused)) {
          throw fault;
        }
        const errorMessage =
          storageIdentifier === undefined
            ? 'You must provide a storageidentifier, filename, and mimetype.'
            : `Bad Request:${fault.message}`;
        return { storageIdentifier, errorMessage, fileDetails: json };
      }
    });
    return ok({
      Files: told,
      Result: {
        'Total number of files': list.length,
        'Number of files successfully added': added
      }
    });
  });
}

function listOf(jsonData: string | null): Record<string, unknown>[] {
  try {
    const list: unknown = JSON.parse(jsonData ?? '');
    if (Array.isArray(list)) {
      return list.map((each: unknown) => (isObject(each) ? each : {}));
    }
  } catch {
    // Refused below, as anything that is no list.
  }
  throw new Refused(400, 'Json Parsing Exception :Invalid token');
}
