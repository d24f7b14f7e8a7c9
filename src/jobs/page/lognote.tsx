import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import * as React from 'react';
import { TextButton } from '../../elements/button';
import { bytesText } from '../../transfers/wording';
import { isActive } from '../model';
import type { IPageProps } from './parts';
import type { JobPageModel } from './model';

/**
 * What there is to say about the output on show: why there is none, or that
 * it is the end of a longer one, and where all of it is.
 */
export class LogNote extends ReactWidget {
  constructor(options: IPageProps) {
    super();
    this._options = options;
    this.addClass('jp-SciMeshJobLog-note');
  }

  protected render(): JSX.Element {
    return (
      <UseSignal signal={this._options.model.changed}>
        {() => <Note {...this._options} />}
      </UseSignal>
    );
  }

  private readonly _options: IPageProps;
}

/**
 * The note, with buttons where all that was printed is a file.
 */
export function Note(props: IPageProps): JSX.Element {
  const { actions, model, trans } = props;
  const words = noteWords(model, trans);
  const path = model.output.printed.skipped > 0 ? model.printedFile : null;
  return (
    <>
      <span role="status">{words}</span>
      {path !== null && (
        <>
          {/* An editor holds all of a file; a browser writes it to the disk. */}
          {model.output.printed.skipped < LARGEST_OPENED && (
            <TextButton small onClick={() => actions.openFile(path)}>
              {trans.__('Open all of it')}
            </TextButton>
          )}
          <TextButton small onClick={() => void actions.download(path)}>
            {trans.__('Download all of it')}
          </TextButton>
        </>
      )}
    </>
  );
}

function noteWords(model: JobPageModel, trans: TranslationBundle): string {
  const { failure, printed } = model.output;
  if (failure !== null) {
    return failure.message;
  }
  if (printed.message !== null) {
    return printed.message;
  }
  if (printed.skipped === 0) {
    return '';
  }
  const before = bytesText(printed.skipped);
  return model.job !== null && isActive(model.job)
    ? trans.__(
        'This is the end of it. %1 before are not shown; all of it will be among the files when the job has ended.',
        before
      )
    : trans.__('This is the end of it. %1 before are not shown.', before);
}

/** Bytes. */
const LARGEST_OPENED = 20_000_000;
