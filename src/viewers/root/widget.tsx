import type { IThemeManager } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import { Panel, SplitPanel, Widget } from '@lumino/widgets';
import * as React from 'react';
import { Banner } from '../../elements/banner';
import { TextButton } from '../../elements/button';
import { Placeholder, Waiting } from '../../elements/placeholder';
import { rootIcon } from '../icons';
import type { IViewedFile } from '../source';
import { RootFrame } from './frame';
import { RootModel } from './model';
import { RootTree } from './tree';

/**
 * A ROOT file: the tree of its items beside the drawing of one.
 */
export class RootViewer extends SplitPanel {
  constructor(private readonly _options: RootViewer.IOptions) {
    super({ orientation: 'horizontal', spacing: 1 });
    const { file, themeManager, trans } = _options;
    const frame = new Widget();
    this.model = new RootModel({ begin: () => this._begin(frame.node), trans });
    this.addClass('jp-SciMeshViewer');
    this.addClass('jp-SciMeshRoot');
    const stage = new Panel();
    stage.addClass('jp-SciMeshRoot-stage');
    frame.addClass('jp-SciMeshRoot-frame');
    stage.addWidget(frame);
    stage.addWidget(new RootStatus(this.model, trans));
    this.addWidget(new RootTreeWidget(this.model, file.name, trans));
    this.addWidget(stage);
    this.setRelativeSizes([1, 3]);
    themeManager?.themeChanged.connect(this._onThemeChanged, this);
  }

  /**
   * What is shown.
   */
  readonly model: RootModel;

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._options.themeManager?.themeChanged.disconnect(
      this._onThemeChanged,
      this
    );
    this.model.dispose();
    super.dispose();
  }

  private async _begin(host: HTMLElement): Promise<RootFrame> {
    const { file, trans } = this._options;
    const { frameDocument } = await import('./program');
    this._frame = new RootFrame({
      document: frameDocument,
      file,
      host,
      isDark: () => this._isDark(),
      trans
    });
    return this._frame;
  }

  private _isDark(): boolean {
    const { themeManager } = this._options;
    const theme = themeManager?.theme ?? null;
    return theme !== null && themeManager?.isLight(theme) === false;
  }

  private _onThemeChanged(): void {
    this._frame?.setTheme(this._isDark());
  }

  private _frame: RootFrame | null = null;
}

/**
 * The namespace for `RootViewer` statics.
 */
export namespace RootViewer {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly file: IViewedFile;
    readonly themeManager: IThemeManager | null;
    readonly trans: TranslationBundle;
  }
}

/** The left side: the tree, or why there is none. */
class RootTreeWidget extends ReactWidget {
  constructor(
    private readonly _model: RootModel,
    private readonly _name: string,
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.addClass('jp-SciMeshRoot-side');
  }

  protected render(): JSX.Element {
    return (
      <UseSignal signal={this._model.changed}>
        {() => this._content()}
      </UseSignal>
    );
  }

  private _content(): JSX.Element {
    const { _model: model, _trans: trans } = this;
    const { state } = model;
    switch (state.state) {
      case 'loading':
        return <Waiting label={trans.__('Reading the file…')} />;
      case 'failed':
        return <></>;
      case 'ready':
        return state.value.items.length === 0 ? (
          <p className="jp-SciMeshRoot-empty">
            {trans.__('There is nothing in this file.')}
          </p>
        ) : (
          <RootTree label={this._name} model={model} trans={trans} />
        );
    }
  }
}

/** What lies over the drawing: a hint, a wait, what went wrong. */
class RootStatus extends ReactWidget {
  constructor(
    private readonly _model: RootModel,
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.addClass('jp-SciMeshRoot-status');
  }

  protected render(): JSX.Element {
    return (
      <UseSignal signal={this._model.changed}>
        {() => this._content()}
      </UseSignal>
    );
  }

  private _content(): JSX.Element {
    const { _model: model, _trans: trans } = this;
    const { drawing, state } = model;
    if (state.state === 'failed') {
      return (
        <Cover>
          <Banner
            tone="error"
            title={trans.__('This file could not be shown')}
            actions={
              <TextButton small onClick={() => model.restart()}>
                {trans.__('Try again')}
              </TextButton>
            }
          >
            <p role="alert">{state.failure.message}</p>
          </Banner>
        </Cover>
      );
    }
    switch (drawing.kind) {
      case 'none':
        return (
          <Cover>
            {state.state === 'ready' && (
              <Placeholder
                icon={rootIcon}
                title={trans.__('Choose an item to draw it')}
              />
            )}
          </Cover>
        );
      case 'drawing':
        return (
          <Cover isThin>
            <Waiting label={trans.__('Drawing %1…', drawing.item.name)} />
            <TextButton small onClick={() => model.restart()}>
              {trans.__('Stop')}
            </TextButton>
          </Cover>
        );
      case 'drawn':
        return <></>;
      case 'failed':
        return (
          <Cover>
            <Banner
              tone="error"
              title={trans.__('%1 could not be drawn', drawing.item.name)}
            >
              <p role="alert">{drawing.failure.message}</p>
            </Banner>
          </Cover>
        );
    }
  }
}

function Cover(props: {
  readonly children: React.ReactNode;
  readonly isThin?: boolean;
}): JSX.Element {
  return (
    <div
      className={`jp-SciMeshRoot-cover ${props.isThin ? 'jp-mod-thin' : ''}`}
    >
      {props.children}
    </div>
  );
}
