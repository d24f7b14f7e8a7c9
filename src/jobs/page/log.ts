import type { IRenderMime, IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { MimeModel } from '@jupyterlab/rendermime';
import type { Message } from '@lumino/messaging';
import { Panel } from '@lumino/widgets';
import { LogNote } from './lognote';
import type { IPageProps } from './parts';

/**
 * What a job prints, with its colours; follows the end until the person
 * scrolls away from it.
 */
export class JobLog extends Panel {
  constructor(options: JobLog.IOptions) {
    super();
    this._options = options;
    const { model, rendermime, trans } = options;
    this.addClass('jp-SciMeshJobLog');
    this._text = rendermime.createRenderer(MIME_TYPE);
    this._scroller.addClass('jp-SciMeshJobLog-scroll');
    this._scroller.node.tabIndex = 0;
    this._scroller.node.setAttribute('role', 'log');
    this._scroller.node.setAttribute('aria-live', 'off');
    this._scroller.node.setAttribute('aria-label', trans.__('Output'));
    this._scroller.addWidget(this._text);
    this.addWidget(new LogNote(options));
    this.addWidget(this._scroller);
    model.changed.connect(this._onChanged, this);
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this._onChanged();
  }

  private _onChanged(): void {
    if (!this.isVisible) {
      return;
    }
    const { text } = this._options.model.output.printed;
    if (text !== this._shown) {
      this._shown = text;
      void this._draw(text);
    }
  }

  private async _draw(text: string): Promise<void> {
    const { node } = this._scroller;
    const isAtEnd =
      node.scrollHeight - node.scrollTop - node.clientHeight < NEAR_END;
    await this._text.renderModel(
      new MimeModel({ data: { [MIME_TYPE]: text } })
    );
    if (isAtEnd && !this.isDisposed) {
      node.scrollTop = node.scrollHeight;
    }
  }

  private readonly _options: JobLog.IOptions;
  private readonly _scroller = new Panel();
  private _shown = '';
  private readonly _text: IRenderMime.IRenderer;
}

/**
 * The namespace for `JobLog` statics.
 */
export namespace JobLog {
  /**
   * Options of the constructor.
   */
  export interface IOptions extends IPageProps {
    readonly rendermime: IRenderMimeRegistry;
  }
}

const MIME_TYPE = 'application/vnd.jupyter.stdout';

/** Pixels from the end that still count as it. */
const NEAR_END = 24;
