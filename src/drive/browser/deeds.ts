import { Dialog, Notification, showDialog } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import { isValidFileName, renameFile } from '@jupyterlab/docmanager';
import type { Contents } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Deed } from '../entry';
import { detailsOf, hindrance, rootHindrance } from '../entry';
import { driveNameOf } from '../paths';
import { readDrop } from '../uploads/dropped';
import type { Uploads } from '../uploads/uploads';
import type { DriveFolder } from './folder';

/** Files that are deleted or moved at one time. */
const AT_ONCE = 4;

/**
 * What a person does to the files of the drive.
 *
 * #### Notes
 * Asks whether it can be done before it is tried, and says why not: shortcuts
 * reach it as well as menus that are shown disabled.
 */
export class FileDeeds {
  constructor(options: FileDeeds.IOptions) {
    this._folder = options.folder;
    this._trans = options.trans;
    this._uploads = options.uploads;
  }

  /**
   * Why something cannot be done to all of these entries; null when it can.
   */
  hindrance(entries: readonly Contents.IModel[], deed: Deed): string | null {
    for (const entry of entries) {
      const reason = hindrance(entry, deed, this._trans);
      if (reason !== null) {
        return reason;
      }
    }
    return null;
  }

  /**
   * Why nothing can be made in the folder on show; null when it can.
   */
  hindranceHere(): string | null {
    const { folder, path, rootPath } = this._folder;
    if (path === rootPath) {
      return rootHindrance(rootPath, this._trans);
    }
    return folder ? hindrance(folder, 'create', this._trans) : null;
  }

  /**
   * Whether something can be done; says why not.
   */
  allows(entries: readonly Contents.IModel[], deed: Deed): boolean {
    return !this._refuse(this.hindrance(entries, deed));
  }

  /**
   * Whether something can be made in the folder on show; says why not.
   */
  allowsHere(): boolean {
    return !this._refuse(this.hindranceHere());
  }

  /**
   * Whether an entry can be opened; says why not.
   */
  opens(entry: Contents.IModel): boolean {
    return !this._refuse(detailsOf(entry)?.problem ?? null);
  }

  /**
   * @returns the name that the entry has in the end
   */
  async rename(entry: Contents.IModel, name: string): Promise<string> {
    if (!isValidFileName(name)) {
      this._refuse(
        this._trans.__('A name cannot be empty, nor hold “/”, “\\” or “:”.')
      );
      return entry.name;
    }
    const target = join(parentOf(entry.path), name);
    try {
      await renameFile(this._folder.manager, entry.path, target);
      return name;
    } catch (error) {
      // The person has said that nothing shall be overwritten.
      if (error !== 'File not renamed') {
        await this._showError(
          this._trans.__('“%1” was not renamed', entry.name),
          error
        );
      }
      return entry.name;
    }
  }

  /**
   * @returns whether anything was deleted
   */
  async delete(entries: readonly Contents.IModel[]): Promise<boolean> {
    const trans = this._trans;
    if (entries.length === 0 || !this.allows(entries, 'delete')) {
      return false;
    }
    const { button } = await showDialog({
      title: trans.__('Delete'),
      body: this._aboutDeleting(entries),
      buttons: [
        Dialog.cancelButton({ label: trans.__('Cancel') }),
        Dialog.warnButton({ label: trans.__('Delete') })
      ],
      // Delete and Enter lie close to each other.
      defaultButton: 0
    });
    if (!button.accept) {
      return false;
    }
    await this._each(entries, trans.__('Not everything was deleted'), entry =>
      this._folder.manager.deleteFile(entry.path)
    );
    await this._folder.refresh();
    return true;
  }

  /**
   * Have the browser save files, and folders as archives.
   */
  download(entries: readonly Contents.IModel[]): void {
    const { contents } = this._folder.manager.services;
    for (const entry of entries) {
      const link = document.createElement('a');
      link.href = this._folder.drive.savingUrl(
        contents.localPath(entry.path),
        entry.type
      );
      link.download =
        entry.type === 'directory' ? `${entry.name}.zip` : entry.name;
      document.body.append(link);
      link.click();
      link.remove();
    }
  }

  /**
   * Send what was dropped from the desktop.
   *
   * @param folder - null for the folder on show
   */
  async upload(transfer: DataTransfer, folder: string | null): Promise<void> {
    // Read at once: the browser forgets it after the event.
    const reading = readDrop(transfer);
    if (!this._allowsInto(folder)) {
      reading.catch(() => undefined);
      return;
    }
    const { drive, manager, path } = this._folder;
    const target = folder ?? path;
    const local = manager.services.contents.localPath(target);
    try {
      const { files, folders } = await reading;
      for (const name of folders) {
        await drive.save(PathExt.join(local, name), { type: 'directory' });
      }
      this.send(
        files.map(({ file, folder: inner }) => ({
          file,
          folder: inner === '' ? target : join(target, inner)
        }))
      );
    } catch (error) {
      await this._showError(
        this._trans.__('What you dropped was not uploaded'),
        error
      );
    }
  }

  /**
   * Send files; how far they are is shown elsewhere.
   */
  send(files: readonly { file: File; folder: string }[]): void {
    for (const { file, folder } of files) {
      this._uploads.add(file, folder).catch(() => undefined);
    }
  }

  /**
   * Whether paths that are dragged can be dropped on a folder.
   *
   * @param folder - null for the folder on show
   */
  accepts(paths: readonly string[], folder: string | null): boolean {
    const target = folder ?? this._folder.path;
    return (
      paths.length > 0 &&
      this._hindranceInto(folder) === null &&
      paths.every(
        path =>
          driveNameOf(path) === this._folder.drive.name &&
          path !== target &&
          parentOf(path) !== target &&
          !target.startsWith(`${path}/`)
      )
    );
  }

  /**
   * Move or copy entries of the drive into a folder.
   *
   * @param folder - null for the folder on show
   */
  async bring(
    paths: readonly string[],
    folder: string | null,
    copies: boolean
  ): Promise<void> {
    const { manager, path } = this._folder;
    const target = folder ?? path;
    const title = copies
      ? this._trans.__('Not everything was copied')
      : this._trans.__('Not everything was moved');
    await this._each(paths, title, async source => {
      if (copies) {
        await manager.copy(source, target);
      } else {
        const name = source.slice(parentOf(source).length).replace(/^\//, '');
        await renameFile(manager, source, join(target, name));
      }
    });
    await this._folder.refresh();
  }

  private _aboutDeleting(entries: readonly Contents.IModel[]): string {
    const trans = this._trans;
    const [first] = entries;
    const { drive } = this._folder;
    const host = first && detailsOf(first)?.provider;
    const place =
      host ??
      (drive.isOwn
        ? drive.name
        : entries.length === 1
          ? trans.__('its server')
          : trans.__('their server'));
    if (drive.isOwn) {
      const question =
        entries.length === 1
          ? trans.__('Delete “%1” at %2?', first?.name, place)
          : trans.__('Delete these %1 items at %2?', entries.length, place);
      return entries.every(entry => detailsOf(entry)?.trash === true)
        ? `${question} ${trans.__('“Deleted files…” brings it back.')}`
        : question;
    }
    return entries.length === 1
      ? trans.__(
          'Delete “%1” at %2, for everybody it is shared with?',
          first?.name,
          place
        )
      : trans.__(
          'Delete these %1 items at %2, for everybody they are shared with?',
          entries.length,
          place
        );
  }

  private _allowsInto(folder: string | null): boolean {
    return !this._refuse(this._hindranceInto(folder));
  }

  private _hindranceInto(folder: string | null): string | null {
    const entry = this._folder.entries.find(({ path }) => path === folder);
    return entry ? this.hindrance([entry], 'create') : this.hindranceHere();
  }

  private async _each<T>(
    things: readonly T[],
    title: string,
    deed: (thing: T) => Promise<unknown>
  ): Promise<void> {
    const queue = [...things];
    const failures: unknown[] = [];
    const work = async (): Promise<void> => {
      for (let thing = queue.shift(); thing; thing = queue.shift()) {
        try {
          await deed(thing);
        } catch (error) {
          if (error !== 'File not renamed') {
            failures.push(error);
          }
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    if (failures.length > 0) {
      await this._showError(title, failures[0], failures.length - 1);
    }
  }

  /**
   * Say why something is not done.
   *
   * @returns whether there was a reason
   */
  private _refuse(reason: string | null): boolean {
    if (reason !== null) {
      Notification.warning(reason, { autoClose: 8_000 });
    }
    return reason !== null;
  }

  private async _showError(
    title: string,
    error: unknown,
    more = 0
  ): Promise<void> {
    const trans = this._trans;
    const said = error instanceof Error ? error.message : String(error);
    console.error(title, error);
    await showDialog({
      title,
      body:
        more > 0
          ? trans._n('%2 (and %1 more)', '%2 (and %1 more)', more, said)
          : said,
      buttons: [Dialog.cancelButton({ label: trans.__('Close') })]
    });
  }

  private readonly _folder: DriveFolder;
  private readonly _trans: TranslationBundle;
  private readonly _uploads: Uploads;
}

/**
 * The namespace for `FileDeeds` statics.
 */
export namespace FileDeeds {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly folder: DriveFolder;
    readonly trans: TranslationBundle;
    readonly uploads: Uploads;
  }
}

/** The folder that a path is in; that of the root ends with the colon. */
function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash === -1
    ? path.slice(0, path.indexOf(':') + 1)
    : path.slice(0, slash);
}

function join(folder: string, name: string): string {
  return folder.endsWith(':') ? `${folder}${name}` : `${folder}/${name}`;
}
