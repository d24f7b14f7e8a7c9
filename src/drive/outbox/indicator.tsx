import type { IDocumentWidget } from '@jupyterlab/docregistry';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import type { IDisposable } from '@lumino/disposable';
import * as React from 'react';
import { conflictIcon, pendingIcon } from '../../icons';
import { companionPath, driveNameOf } from '../paths';
import type { OutboxModel } from './model';
import { standing } from './wording';

/**
 * Says in the toolbar of a document that its last edit is not at the server.
 */
export class OutboxIndicators implements DocumentRegistry.WidgetExtension {
  constructor(options: OutboxIndicators.IOptions) {
    this._options = options;
  }

  createNew(
    widget: IDocumentWidget,
    context: DocumentRegistry.Context
  ): IDisposable {
    const indicator = new Indicator({ ...this._options, context });
    widget.toolbar.addItem('sciencemesh-outbox', indicator);
    return indicator;
  }

  private readonly _options: OutboxIndicators.IOptions;
}

/**
 * The namespace for `OutboxIndicators` statics.
 */
export namespace OutboxIndicators {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly model: OutboxModel;

    /**
     * Show the list of edits.
     */
    readonly show: () => void;
    readonly trans: TranslationBundle;
  }
}

interface IIndicatorProps extends OutboxIndicators.IOptions {
  readonly context: DocumentRegistry.Context;
}

class Indicator extends ReactWidget {
  constructor(props: IIndicatorProps) {
    super();
    this._props = props;
    this.addClass('jp-SciMeshUnsent');
  }

  protected override render(): JSX.Element {
    const { context, model, show, trans } = this._props;
    return (
      <UseSignal signal={model.changed}>
        {() => {
          const { path } = context;
          const item =
            driveNameOf(path) === '' ? null : model.at(companionPath(path));
          if (!item) {
            return null;
          }
          const isStuck = item.state === 'conflict' || item.state === 'failed';
          const Icon = isStuck ? conflictIcon : pendingIcon;
          const label = standing(item, trans);
          return (
            <button
              type="button"
              className="jp-SciMeshUnsent-button"
              title={label}
              onClick={show}
            >
              <Icon.react tag="span" className="jp-SciMeshUnsent-icon" />
              <span role="status">
                {isStuck ? trans.__('Needs you') : trans.__('Not sent yet')}
                <span className="jp-SciMeshHidden">: {label}</span>
              </span>
            </button>
          );
        }}
      </UseSignal>
    );
  }

  private readonly _props: IIndicatorProps;
}
