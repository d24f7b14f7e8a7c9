import type { Contents } from '@jupyterlab/services';
import type { Drag } from '@lumino/dragdrop';
import type { FileDeeds } from '../browser/deeds';
import { dragOf } from './dragging';
import { Dropping } from './dropping';
import { editInPlace } from './renaming';
import { SelectableListing } from './selectable';
import type { WindowedListing } from './windowed';

/**
 * The rows of the drive's folder, and what is done to them.
 */
export class DriveListing extends SelectableListing {
  constructor(options: DriveListing.IOptions) {
    super(options);
    const { deeds } = options.model;
    this._deeds = deeds;
    this._dropping = new Dropping({ deeds, rows: () => this.rows.shown });
  }

  override async rename(): Promise<string> {
    const [entry] = this.selectedItems();
    if (!entry || !this._deeds.allows([entry], 'move')) {
      return '';
    }
    this.reveal(this.rows.indexOf(entry.path));
    const node = this.viewport.nodeOf(entry.path);
    if (!node) {
      return '';
    }
    this.edited = entry.path;
    const wanted = await editInPlace(
      this.painter.getNameNode(node),
      this.painter.trans.__('New name of %1', entry.name)
    );
    this.edited = null;
    if (wanted === null || this.isDisposed) {
      return entry.name;
    }
    const name = await this._deeds.rename(entry, wanted);
    await this.selectItemByName(name, true).catch(() => undefined);
    return name;
  }

  override cut(): void {
    if (this._deeds.allows([...this.selectedItems()], 'move')) {
      super.cut();
    }
  }

  override async paste(): Promise<void> {
    if (this._deeds.allowsHere()) {
      await super.paste();
      await this.folder.refresh();
    }
  }

  override async duplicate(): Promise<void> {
    if (this._deeds.allowsHere()) {
      await super.duplicate();
    }
  }

  override async delete(): Promise<void> {
    if (await this._deeds.delete([...this.selectedItems()])) {
      this.focusAt(this.focused);
    }
  }

  override async download(): Promise<void> {
    this._deeds.download([...this.selectedItems()]);
  }

  override async shutdownKernels(): Promise<void> {
    const { sessions } = this.folder.manager.services;
    await Promise.all(
      [...this.folder.sessions()]
        .filter(({ path }) => this.selection[path])
        .map(({ id }) => sessions.shutdown(id))
    );
  }

  protected override handleOpen(entry: Contents.IModel): void {
    if (this._deeds.opens(entry)) {
      super.handleOpen(entry);
    }
  }

  protected override evtNativeDrop(event: DragEvent): void {
    event.preventDefault();
    if (event.dataTransfer) {
      void this._deeds.upload(
        event.dataTransfer,
        this._dropping.folderAt(event.target)
      );
    }
  }

  protected override evtDragEnter(event: Drag.Event): void {
    this._dropping.enter(event);
  }

  protected override evtDragOver(event: Drag.Event): void {
    this._dropping.over(event);
  }

  protected override evtDragLeave(event: Drag.Event): void {
    this._dropping.leave(event);
  }

  protected override evtDrop(event: Drag.Event): void {
    this._dropping.drop(event);
  }

  protected override beginDrag(index: number, event: MouseEvent): void {
    const pressed = this.rows.shown[index];
    const node = pressed && this.viewport.nodeOf(pressed.path);
    if (!pressed || !node) {
      return;
    }
    const entries = this.selection[pressed.path]
      ? [...this.selectedItems()]
      : [pressed];
    const { manager } = this.folder;
    const drag = dragOf(entries, {
      dragImage: this.painter.createDragImage(
        node,
        entries.length,
        this.painter.trans,
        manager.registry.getFileTypeForModel(pressed)
      ),
      manager,
      source: this
    });
    void drag.start(event.clientX, event.clientY);
  }

  private readonly _deeds: FileDeeds;
  private readonly _dropping: Dropping;
}

/**
 * The namespace for `DriveListing` statics.
 */
export namespace DriveListing {
  /**
   * Options of the constructor.
   */
  export type IOptions = WindowedListing.IOptions;
}
