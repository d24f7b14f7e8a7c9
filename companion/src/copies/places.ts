/**
 * The two trees between which things are copied, as storages with names that
 * survive in a journal.
 */
import type { CopyPlace } from 'sciencemesh-contract';
import type { Drive } from '../drive/drive.ts';
import { RequestProblem } from '../http/problem.ts';
import { LocalFolder } from '../storage/local-folder/local-folder.ts';
import { StorageError, type Storage } from '../storage/storage.ts';
import type { StoragePlace } from '../transfers/transfer.ts';

/** The files that Jupyter shows; shares go by their identifiers. */
export const JUPYTER = 'jupyter';

/** Ours in the folders of the person; nobody copies from it or into it. */
export const OWN_FOLDER = '.sciencemesh';

const DRIVE = 'ScienceMesh:';

/** Path in the drive of what JupyterLab shows under a name; null outside. */
export function drivePathOf(display: string): string | null {
  return display.startsWith(DRIVE) ? display.slice(DRIVE.length) : null;
}

/** A file or folder that somebody named, found in its storage. */
export interface Spot extends StoragePlace {
  at: Storage;
  /** What it is called where it is. */
  name: string;
  /** As JupyterLab names it. */
  display: string;
}

export class Places {
  readonly #drive: Drive;
  #jupyter: LocalFolder | null = null;
  /** Absolute path of Jupyter's root. */
  readonly root: string;

  constructor(drive: Drive, root: string) {
    this.#drive = drive;
    this.root = root;
  }

  /**
   * Finds a place; whether something is there, the storage says.
   *
   * @throws RequestProblem for what is no place of a file or folder
   */
  async find({ drive, path }: CopyPlace): Promise<Spot> {
    const names = path.split('/').filter(name => name !== '');
    const clean = names.join('/');
    const name = names.at(-1) ?? '';
    if (names.includes(OWN_FOLDER)) {
      throw new RequestProblem(
        400,
        'path-refused',
        `The folder ${OWN_FOLDER} belongs to ScienceMesh itself. Choose another one.`
      );
    }
    if (drive === 'jupyter') {
      return {
        at: this.#ownFiles(),
        storage: JUPYTER,
        path: clean,
        name,
        display: clean
      };
    }
    if (this.#drive.isRoot(clean)) {
      throw new RequestProblem(
        400,
        'path-refused',
        'Shares come from their senders; nothing else can be put beside them. Choose a folder of a share.'
      );
    }
    const place = await this.#drive.resolve(clean);
    return {
      at: place.storage,
      storage: place.share.id,
      path: place.path,
      name,
      display: `${DRIVE}${clean}`
    };
  }

  /**
   * Opens a storage by the name that a journal has kept.
   *
   * @throws StorageError when the share is not here (any more)
   */
  readonly storageOf = async (name: string): Promise<Storage> => {
    if (name === JUPYTER) {
      return this.#ownFiles();
    }
    const mounted = await this.#drive.mount(name);
    if (mounted === null) {
      throw new StorageError(
        'share-gone',
        'This share is not in the drive (any more). Look at the list of shares.'
      );
    }
    return mounted.storage;
  };

  /** Made when it is needed: the folder may be mounted later than we start. */
  #ownFiles(): LocalFolder {
    this.#jupyter ??= new LocalFolder(this.root, 'your files');
    return this.#jupyter;
  }
}
