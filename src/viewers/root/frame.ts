import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { RangeReader } from '../rangereader';
import type { IViewedFile } from '../source';
import type { FrameAnswer } from './link';
import { FrameLink } from './link';
import type { IRootItem, PageMessage } from './protocol';
import { CONNECT, HELLO } from './protocol';

/**
 * What is in an item of a ROOT file.
 */
export interface IListing {
  readonly items: readonly IRootItem[];

  /**
   * How many more there are than could be listed.
   */
  readonly omitted: number;
}

/**
 * Something that lists and draws the items of a ROOT file.
 */
export interface IRootDrawer extends IDisposable {
  /**
   * Emitted when it is ready to open the file; again when it began anew.
   */
  readonly ready: ISignal<IRootDrawer, void>;

  /**
   * Emitted when it has gone, with what it was doing.
   */
  readonly lost: ISignal<IRootDrawer, void>;

  /**
   * Open the file, and list what it holds.
   */
  open(): Promise<IListing>;
  list(item: string): Promise<IListing>;
  draw(item: string): Promise<void>;
  setTheme(isDark: boolean): void;

  /**
   * Throw away whatever it is doing, and begin anew.
   */
  restart(): void;
}

/**
 * The frame in which a ROOT file is drawn.
 *
 * #### Notes
 * The frame is a stranger (see the protocol): it gets a port, the name of the
 * file and the bytes that it asks for, and no address, token or handle. It is
 * loaded anew when JupyterLab moves it in the page; then it says so.
 */
export class RootFrame implements IRootDrawer {
  constructor(private readonly _options: RootFrame.IOptions) {
    const { host, trans } = _options;
    this._element = document.createElement('iframe');
    // Without allow-same-origin: an origin that nothing else has.
    this._element.setAttribute('sandbox', 'allow-scripts');
    this._element.referrerPolicy = 'no-referrer';
    this._element.title = trans.__('Drawing of the chosen item');
    window.addEventListener('message', this);
    this._element.srcdoc = _options.document;
    host.append(this._element);
  }

  get ready(): ISignal<this, void> {
    return this._ready;
  }

  get lost(): ISignal<this, void> {
    return this._lost;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  async open(): Promise<IListing> {
    const { file, isDark, trans } = this._options;
    const inner = this._inner;
    this._hangUp();
    // Anew each time: the file may have changed.
    const reader = file.open();
    this._reader = reader;
    const size = await reader.size();
    const { port1, port2 } = new MessageChannel();
    this._link = new FrameLink({
      onLost: () => this._lost.emit(),
      port: port1,
      reader,
      size,
      trans
    });
    // An opaque origin has no name to address it by.
    inner?.postMessage(CONNECT, '*', [port2]);
    return listing(
      await this._ask(id => ({
        kind: 'open',
        id,
        isDark: isDark(),
        name: file.name,
        size
      }))
    );
  }

  async list(item: string): Promise<IListing> {
    return listing(await this._ask(id => ({ kind: 'list', id, item })));
  }

  async draw(item: string): Promise<void> {
    await this._ask(id => ({ kind: 'draw', id, item }));
  }

  setTheme(isDark: boolean): void {
    this._link?.send({ kind: 'theme', isDark });
  }

  restart(): void {
    this._hangUp();
    // The same text is a new document all the same.
    this._element.srcdoc = this._options.document;
  }

  /**
   * Hear what is said to the page: the frame says that it runs.
   */
  handleEvent(event: MessageEvent): void {
    const isFrame = this._inner !== null && event.source === this._inner;
    if (isFrame && event.data === HELLO) {
      this._ready.emit();
    }
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    window.removeEventListener('message', this);
    this._hangUp();
    this._element.remove();
    Signal.clearData(this);
  }

  /** The program runs in a frame of the frame. */
  private get _inner(): Window | null {
    return this._element.contentWindow?.frames[0] ?? null;
  }

  private _hangUp(): void {
    this._link?.dispose();
    this._link = null;
    this._reader?.dispose();
    this._reader = null;
  }

  private async _ask(make: (id: number) => PageMessage): Promise<FrameAnswer> {
    if (!this._link) {
      throw new Error(this._options.trans.__('The drawing was stopped.'));
    }
    return this._link.ask(make);
  }

  private readonly _element: HTMLIFrameElement;
  private _isDisposed = false;
  private _link: FrameLink | null = null;
  private readonly _lost = new Signal<this, void>(this);
  private _reader: RangeReader | null = null;
  private readonly _ready = new Signal<this, void>(this);
}

/**
 * The namespace for `RootFrame` statics.
 */
export namespace RootFrame {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    /**
     * The document of the frame, with its program.
     */
    readonly document: string;
    readonly file: IViewedFile;

    /**
     * In which the frame is put.
     */
    readonly host: HTMLElement;
    readonly isDark: () => boolean;
    readonly trans: TranslationBundle;
  }
}

function listing(answer: FrameAnswer): IListing {
  return answer.kind === 'listed'
    ? { items: answer.items, omitted: answer.omitted }
    : { items: [], omitted: 0 };
}
