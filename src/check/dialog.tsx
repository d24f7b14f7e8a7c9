import { Clipboard, Dialog, ReactWidget } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { UseSignal } from '@jupyterlab/ui-components';
import type { CheckStep, Share } from 'sciencemesh-contract';
import * as React from 'react';
import { Breakable } from '../elements/breakable';
import { TextButton } from '../elements/button';
import type { CheckModel } from './model';
import { reportText, stateWord, verdict } from './report';

/**
 * Check a share before the eyes of the person.
 *
 * @param model - disposed of with the dialog, which ends the check
 */
export async function showCheck(
  share: Pick<Share, 'name' | 'provider'>,
  model: CheckModel,
  trans: TranslationBundle
): Promise<void> {
  const dialog = new Dialog({
    title: trans.__('Check of “%1”', share.name),
    body: new CheckView(share, model, trans),
    buttons: [Dialog.cancelButton({ label: trans.__('Close') })],
    hasClose: true
  });
  void model.run();
  await dialog.launch();
  model.dispose();
}

class CheckView extends ReactWidget {
  constructor(
    private readonly _share: Pick<Share, 'name' | 'provider'>,
    private readonly _model: CheckModel,
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.addClass('jp-SciMeshCheck');
  }

  protected render(): JSX.Element {
    return (
      <UseSignal signal={this._model.changed}>
        {() => (
          <Check share={this._share} model={this._model} trans={this._trans} />
        )}
      </UseSignal>
    );
  }
}

/**
 * The steps of a check, and what it came to.
 */
export function Check(props: Check.IProps): JSX.Element {
  const { model, share, trans } = props;
  const { failure, isRunning, steps } = model;
  const [isCopied, setCopied] = React.useState(false);
  return (
    <>
      <ol className="jp-SciMeshCheck-steps" aria-busy={isRunning}>
        {steps.map(step => (
          <Step key={step.step} step={step} trans={trans} />
        ))}
      </ol>
      <p className="jp-SciMeshCheck-verdict" role="status" aria-live="polite">
        {isRunning
          ? trans.__('Checking…')
          : failure === null && verdict(steps, trans)}
      </p>
      {failure && <p role="alert">{failure.message}</p>}
      {!isRunning && (
        <div className="jp-SciMeshCheck-actions">
          <TextButton onClick={() => void model.run()}>
            {trans.__('Check again')}
          </TextButton>
          {steps.length > 0 && (
            <TextButton
              onClick={() => {
                Clipboard.copyToSystem(
                  reportText(share, steps, new Date(), trans)
                );
                setCopied(true);
              }}
            >
              {isCopied ? trans.__('Copied') : trans.__('Copy report')}
            </TextButton>
          )}
        </div>
      )}
    </>
  );
}

/**
 * The namespace for `Check` statics.
 */
export namespace Check {
  /**
   * The properties of the component.
   */
  export interface IProps {
    readonly model: CheckModel;
    readonly share: Pick<Share, 'name' | 'provider'>;
    readonly trans: TranslationBundle;
  }
}

function Step(props: {
  readonly step: CheckStep;
  readonly trans: TranslationBundle;
}): JSX.Element {
  const { step, trans } = props;
  return (
    <li className={`jp-SciMeshCheck-step jp-mod-${step.state}`}>
      <span className="jp-SciMeshCheck-state">{stateWord(step, trans)}</span>
      <span className="jp-SciMeshCheck-title">
        {step.title}
        {step.milliseconds !== null && (
          <span className="jp-SciMeshCheck-time">
            {trans.__('%1 ms', step.milliseconds)}
          </span>
        )}
      </span>
      {step.message !== null && (
        <span className="jp-SciMeshCheck-message">
          <Breakable text={step.message} />
        </span>
      )}
      {step.advice !== null && (
        <span className="jp-SciMeshCheck-advice">
          <Breakable text={step.advice} />
        </span>
      )}
    </li>
  );
}
