import { Dialog, showDialog } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import type { OutboxDecision, OutboxItem } from 'sciencemesh-contract';
import * as React from 'react';
import { readablePath } from '../paths';
import { TextButton } from '../../elements/button';
import { Instant } from '../../elements/instant';
import type { OutboxModel } from './model';
import { choiceLabel, choices, standing } from './wording';

/**
 * The edits that are not sent yet, with what can be done about each.
 */
export class OutboxView extends ReactWidget {
  constructor(options: OutboxView.IOptions) {
    super();
    this._options = options;
    this.addClass('jp-SciMeshOutbox');
  }

  protected override render(): JSX.Element {
    const { model, open, trans } = this._options;
    return (
      <UseSignal signal={model.changed}>
        {() => (
          <ul aria-label={trans.__('Unsent edits')}>
            {model.items.map(item => (
              <Edit
                key={item.id}
                item={item}
                model={model}
                open={() => open(item.path)}
                trans={trans}
              />
            ))}
          </ul>
        )}
      </UseSignal>
    );
  }

  private readonly _options: OutboxView.IOptions;
}

/**
 * The namespace for `OutboxView` statics.
 */
export namespace OutboxView {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly model: OutboxModel;

    /**
     * Open the document of an edit.
     */
    readonly open: (localPath: string) => void;
    readonly trans: TranslationBundle;
  }
}

interface IEditProps {
  readonly item: OutboxItem;
  readonly model: OutboxModel;
  readonly open: () => void;
  readonly trans: TranslationBundle;
}

function Edit(props: IEditProps): JSX.Element {
  const { item, model, open, trans } = props;
  const name = PathExt.basename(item.path);
  const problem = model.failure(item.id)?.message ?? item.message;
  return (
    <li
      className={`jp-SciMeshEdit jp-mod-${item.state}`}
      aria-busy={model.isBusy(item.id)}
    >
      <span className="jp-SciMeshEdit-head">
        <button
          type="button"
          className="jp-SciMeshLink jp-SciMeshEdit-name"
          title={readablePath(item.path)}
          onClick={open}
        >
          {name}
        </button>
        <Instant at={item.savedAt} short />
      </span>
      <span role="status">{standing(item, trans)}</span>
      {problem && <p className="jp-SciMeshEdit-message">{problem}</p>}
      <span className="jp-SciMeshEdit-choices">
        {choices(item).map(action => (
          <TextButton
            key={action}
            small
            disabled={model.isBusy(item.id)}
            aria-label={trans.__('%1: %2', choiceLabel(action, trans), name)}
            onClick={() => void decide(action, props)}
          >
            {choiceLabel(action, trans)}
          </TextButton>
        ))}
      </span>
    </li>
  );
}

/**
 * What cannot be undone is asked for twice.
 */
async function decide(
  action: OutboxDecision['action'],
  props: IEditProps
): Promise<void> {
  const { item, model, trans } = props;
  if (action === 'discard') {
    const { button } = await showDialog({
      title: trans.__('Discard your edit?'),
      body: trans.__(
        'What you saved in “%1” is only here. Once discarded it is lost.',
        PathExt.basename(item.path)
      ),
      buttons: [
        Dialog.cancelButton({ label: trans.__('Cancel') }),
        Dialog.warnButton({ label: trans.__('Discard') })
      ],
      defaultButton: 0
    });
    if (!button.accept) {
      return;
    }
  }
  await model.decide(item.id, action);
}
