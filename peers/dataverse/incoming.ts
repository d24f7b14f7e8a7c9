import { Refused, serverFailed } from './answers.ts';
import type { Answer } from './answers.ts';
import { filesOf, isArchive } from './adding.ts';
import type { NewFile } from './adding.ts';
import type { Dataset } from './dataset.ts';
import { readForm } from './form.ts';
import type { Form } from './form.ts';
import type { Call, Installation } from './installation.ts';
import type { FileParameters } from './parameters.ts';
import type { StoredObject } from './storage.ts';

const notUploaded =
  'You must upload a file or provide a valid storageidentifier, filename, and mimetype.';

/** A form with a file that is stored. */
type Upload = Form<StoredObject>;

/** Reads the form; its file goes to the store as it comes. */
export function formOf(
  { storage }: Installation,
  { request }: Call
): Promise<Upload> {
  return readForm(request, (stream, name) =>
    storage.write(stream, isArchive(name) || undefined)
  );
}

/** A file that is in the store already, as registration names it. */
export function registered(
  { uploads }: Installation,
  given: FileParameters
): NewFile {
  const { storageIdentifier, fileName, mimeType } = given;
  if (storageIdentifier === null) {
    throw new Refused(400, notUploaded);
  }
  if (!storageIdentifier.startsWith('s3://')) {
    throw new Refused(
      400,
      'Dataset store configuration does not allow provided storageIdentifier.'
    );
  }
  if (fileName === null) {
    throw new Refused(400, 'The file name cannot be determined.');
  }
  if (mimeType === null) {
    throw new Refused(400, 'The file content type cannot be determined.');
  }
  const object = uploads.object(storageIdentifier);
  if (!object) {
    throw new Refused(400, 'An error occurred and the new file was not added.');
  }
  return {
    name: fileName,
    contentType: mimeType,
    directory: given.directoryLabel,
    object,
    checksum: given.checksum,
    parameters: given
  };
}

/** The file of the form, those in it, or the one that it names. */
export async function uploaded(
  installation: Installation,
  form: Upload,
  given: FileParameters
): Promise<NewFile[]> {
  return form.file
    ? filesOf(installation, form.file, given)
    : [registered(installation, given)];
}

/** Refuses as a change does whose dataset another change has changed. */
export function checkUnchanged(dataset: Dataset, revision: number): void {
  if (dataset.revision !== revision) {
    throw new OptimisticLock();
  }
}

/** Somebody else changed the dataset meanwhile. */
class OptimisticLock extends Error {}

/** Says what the real one says of a change that came too late. */
export function unlessChanged(change: () => Answer): Answer {
  try {
    return change();
  } catch (fault) {
    if (fault instanceof OptimisticLock) {
      return serverFailed();
    }
    throw fault;
  }
}
