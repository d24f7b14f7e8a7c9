import type { IEditorMimeTypeService } from '@jupyterlab/codeeditor';
import type * as nbformat from '@jupyterlab/nbformat';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { NotebookModel, StaticNotebook } from '@jupyterlab/notebook';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Message } from '@lumino/messaging';
import { Panel, Widget } from '@lumino/widgets';
import { secondsBetween } from '../clock';
import { duration } from '../wording';
import { isNotebook, update } from './cells';
import type { JobPageModel } from './model';

/**
 * The notebook of a job as JupyterLab shows notebooks, for reading: its cells
 * fill in while it runs, and the one that runs is marked.
 */
export class LiveNotebook extends Panel {
  constructor(options: LiveNotebook.IOptions) {
    super();
    this._options = options;
    this.addClass('jp-SciMeshLiveNotebook');
    this._note.addClass('jp-SciMeshLiveNotebook-note');
    this._note.node.setAttribute('role', 'status');
    this.addWidget(this._note);
    options.model.changed.connect(this._onChanged, this);
    this._onChanged();
  }

  override dispose(): void {
    clearInterval(this._timer);
    super.dispose();
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this._timer = setInterval(() => this._mark(), 1_000);
    this._onChanged();
  }

  protected override onAfterHide(message: Message): void {
    super.onAfterHide(message);
    clearInterval(this._timer);
  }

  private _onChanged(): void {
    const { model, trans } = this._options;
    const { notebook } = model;
    const isReadable = isNotebook(notebook);
    const words = isReadable
      ? ''
      : notebook === null
        ? (model.failure?.message ?? trans.__('The notebook is on its way…'))
        : trans.__('This is no notebook that can be shown here.');
    this._note.node.textContent = words;
    this._note.setHidden(words === '');
    if (isReadable && notebook !== this._shown) {
      this._show(notebook);
    }
    this._mark();
  }

  private _show(document: nbformat.INotebookContent): void {
    const { task } = this._options.model;
    if (task !== this._task) {
      this._notebook?.dispose();
      this._notebook = null;
      this._shown = null;
      this._task = task;
    }
    this._notebook ??= this._create();
    const { model } = this._notebook;
    if (model) {
      update(model, this._shown, document);
    }
    this._shown = document;
  }

  private _create(): StaticNotebook {
    const { contentFactory, mimeTypeService, rendermime } = this._options;
    const notebook = new StaticNotebook({
      contentFactory,
      mimeTypeService,
      rendermime,
      notebookConfig: {
        ...StaticNotebook.defaultNotebookConfig,
        windowingMode: 'defer'
      }
    });
    const model = new NotebookModel();
    model.readOnly = true;
    notebook.model = model;
    notebook.disposed.connect(() => model.dispose());
    notebook.addClass('jp-Notebook');
    this.addWidget(notebook);
    return notebook;
  }

  /**
   * Say of each cell how long it took, and of the one that runs for how long.
   */
  private _mark(): void {
    const { model, trans } = this._options;
    const { job, history, tasks, task } = model;
    const progress = tasks?.[task]?.progress ?? job?.progress ?? null;
    const isRunning =
      (tasks?.[task]?.state ?? job?.state) === 'running' && progress !== null;
    const current = isRunning ? progress.current : null;
    const took = new Map<number, { seconds: number; failed: boolean }>();
    for (const { cell, failed, seconds, ...of } of history?.cells ?? []) {
      if (of.task === task && seconds !== null) {
        took.set(cell, { seconds, failed });
      }
    }
    this._notebook?.widgets.forEach(({ node }, index) => {
      const isCurrent = current?.cell === index;
      const ended = took.get(index);
      node.classList.toggle('jp-SciMesh-current', isCurrent);
      node.classList.toggle('jp-SciMesh-failed', ended?.failed === true);
      const words =
        isCurrent && current
          ? trans.__(
              'running for %1',
              duration(
                trans,
                Math.floor(secondsBetween(current.startedAt, Date.now()))
              )
            )
          : ended
            ? duration(trans, ended.seconds)
            : null;
      if (words === null) {
        delete node.dataset['scimeshTime'];
      } else {
        node.dataset['scimeshTime'] = words;
      }
    });
  }

  private readonly _note = new Widget();
  private _notebook: StaticNotebook | null = null;
  private readonly _options: LiveNotebook.IOptions;
  private _shown: nbformat.INotebookContent | null = null;
  private _task = 0;
  private _timer: ReturnType<typeof setInterval> | undefined;
}

/**
 * The namespace for `LiveNotebook` statics.
 */
export namespace LiveNotebook {
  /**
   * What notebooks are drawn with.
   */
  export interface IRendering {
    readonly contentFactory: NotebookPanel.IContentFactory;
    readonly mimeTypeService: IEditorMimeTypeService;
    readonly rendermime: IRenderMimeRegistry;
  }

  /**
   * Options of the constructor.
   */
  export interface IOptions extends IRendering {
    readonly model: JobPageModel;
    readonly trans: TranslationBundle;
  }
}
