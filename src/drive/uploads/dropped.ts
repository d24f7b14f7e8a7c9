import { PathExt } from '@jupyterlab/coreutils';

/**
 * A file that was dropped, with the folder that it is in, seen from where it
 * was dropped.
 */
export interface IDropped {
  readonly file: File;
  readonly folder: string;
}

/**
 * What was dropped from the desktop, as far as it is read.
 */
export interface IDrop {
  readonly files: readonly IDropped[];

  /**
   * Folders, outer ones first, empty ones included.
   */
  readonly folders: readonly string[];
}

/**
 * Take what a drop brings.
 *
 * #### Notes
 * The browser forgets the items once the event has been handled, so they are
 * taken before the first `await`.
 */
export async function readDrop(transfer: DataTransfer): Promise<IDrop> {
  const entries = [...transfer.items]
    .map(item => item.webkitGetAsEntry())
    .filter(entry => entry !== null);
  if (entries.length === 0) {
    return {
      files: [...transfer.files].map(file => ({ file, folder: '' })),
      folders: []
    };
  }
  const files: IDropped[] = [];
  const folders: string[] = [];
  const walk = async (entry: FileSystemEntry, folder: string) => {
    if (isFolder(entry)) {
      const path = PathExt.join(folder, entry.name);
      folders.push(path);
      for (const child of await children(entry)) {
        await walk(child, path);
      }
    } else if (isFile(entry)) {
      const file = await new Promise<File>((resolve, reject) =>
        entry.file(resolve, reject)
      );
      files.push({ file, folder });
    }
  };
  for (const entry of entries) {
    await walk(entry, '');
  }
  return { files, folders };
}

/**
 * All entries of a folder: browsers hand them out a hundred at a time.
 */
async function children(
  folder: FileSystemDirectoryEntry
): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject)
    );
    if (some.length === 0) {
      return all;
    }
    all.push(...some);
  }
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}
