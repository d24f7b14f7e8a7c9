/**
 * Which files a repository does not have yet, as far as that is known without
 * asking it.
 */
import type {
  StoredPublication,
  StoredPublicationFile
} from '../../store/publication-records.ts';
import type { PublicationStore } from '../../store/publications.ts';
import type { KeyedFile, SelectedFile } from '../selected-file.ts';
import { ARCHIVE, type KeyPlan } from '../selection/keys.ts';
import { isThere } from './consignment.ts';
import { fingerprint } from './survey.ts';

/**
 * @param files that are selected
 * @param plan what they are called there
 * @param takesOver a new version begins with the files of the one before
 */
export function filesToSend(
  publication: StoredPublication,
  files: readonly SelectedFile[],
  plan: Pick<KeyPlan, 'files' | 'archived'>,
  takesOver: boolean,
  store: PublicationStore
): KeyedFile[] {
  const { id, previousId, work } = publication;
  const there = new Map<string, StoredPublicationFile>();
  const owners = [takesOver ? previousId : null, work.plannedBy && id];
  for (const owner of owners.filter(one => one !== null)) {
    for (const file of store.files(owner).filter(isThere)) {
      there.set(file.key, file);
    }
  }
  const asPlanned = fingerprint(files, publication) === work.plannedBy;
  const here = new Map(
    (plan.archived ?? files).map(file => [file.path, file] as const)
  );
  return plan.files.filter(({ key, path }) => {
    const known = there.get(key);
    return path === null
      ? // An archive is written anew with any change.
        !asPlanned || known?.path !== ARCHIVE
      : !isSame(here.get(path), known);
  });
}

function isSame(
  here: SelectedFile | undefined,
  there: StoredPublicationFile | undefined
): boolean {
  return (
    here !== undefined &&
    here.real === there?.real &&
    here.size === there.size &&
    here.modified === there.modified
  );
}
