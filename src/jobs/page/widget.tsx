import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import type { Widget } from '@lumino/widgets';
import { Panel } from '@lumino/widgets';
import * as React from 'react';
import { isActive } from '../model';
import { JobFiles } from './files';
import { JobHeader } from './header';
import { HistoryTable } from './historytable';
import { JobLog } from './log';
import type { JobPageModel, Tab } from './model';
import { LiveNotebook } from './notebook';
import type { IPageProps } from './parts';
import { SubmittedScript } from './script';
import { panelId, tabId } from './tabs';
import { SweepOverview } from './tasks';

/**
 * The page of a job in the main area.
 */
export class JobPage extends Panel {
  constructor(options: JobPage.IOptions) {
    super();
    const { model, rendering, trans } = options;
    this.model = model;
    this.addClass('jp-SciMeshJobPage');
    this.node.tabIndex = -1;
    const header = new Part(options, () => <JobHeader {...options} />);
    header.addClass('jp-SciMeshJobPage-header');
    this.addWidget(header);
    const bodies: Record<Tab, () => Widget> = {
      tasks: () => new Part(options, () => <SweepOverview {...options} />),
      notebook: () => new LiveNotebook({ ...rendering, model, trans }),
      output: () =>
        new JobLog({ ...options, rendermime: rendering.rendermime }),
      files: () => new Part(options, () => <JobFiles {...options} />),
      history: () =>
        new Part(options, () => (
          <HistoryTable
            history={model.history}
            isSweep={(model.job?.tasks.total ?? 1) > 1}
            task={model.task}
            trans={trans}
          />
        )),
      script: () => new Part(options, () => <SubmittedScript {...options} />)
    };
    this._create = tab => {
      const body = bodies[tab]();
      body.id = panelId(model.jobId, tab);
      body.addClass('jp-SciMeshJobPage-body');
      body.node.tabIndex = 0;
      body.node.setAttribute('role', 'tabpanel');
      body.node.setAttribute('aria-labelledby', tabId(model.jobId, tab));
      return body;
    };
    model.changed.connect(this._onChanged, this);
    this._onChanged();
  }

  /**
   * What is shown.
   */
  readonly model: JobPageModel;

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this.model.dispose();
    super.dispose();
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this.model.isVisible = true;
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    this.model.isVisible = this.isVisible;
  }

  protected override onAfterHide(message: Message): void {
    super.onAfterHide(message);
    this.model.isVisible = false;
  }

  protected override onBeforeDetach(message: Message): void {
    this.model.isVisible = false;
    super.onBeforeDetach(message);
  }

  /** The header is one of a kind, each tab comes when it is first wanted. */
  private _onChanged(): void {
    const { job, tab } = this.model;
    if (job === null) {
      return;
    }
    this.toggleClass('jp-mod-active', isActive(job));
    if (!this._bodies.has(tab)) {
      const body = this._create(tab);
      body.hide();
      this._bodies.set(tab, body);
      this.addWidget(body);
    }
    for (const [of, body] of this._bodies) {
      body.setHidden(of !== tab);
    }
  }

  private readonly _bodies = new Map<Tab, Widget>();
  private readonly _create: (tab: Tab) => Widget;
}

/**
 * The namespace for `JobPage` statics.
 */
export namespace JobPage {
  /**
   * Options of the constructor.
   */
  export interface IOptions extends IPageProps {
    readonly rendering: LiveNotebook.IRendering;
  }
}

/**
 * A part of the page that is drawn again when something has changed.
 */
class Part extends ReactWidget {
  constructor(options: IPageProps, draw: () => JSX.Element) {
    super();
    this._draw = draw;
    this._model = options.model;
  }

  protected render(): JSX.Element {
    return <UseSignal signal={this._model.changed}>{this._draw}</UseSignal>;
  }

  private readonly _draw: () => JSX.Element;
  private readonly _model: JobPageModel;
}
