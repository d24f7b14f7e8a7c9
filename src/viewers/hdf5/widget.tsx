import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import { Panel } from '@lumino/widgets';
import * as React from 'react';
import { Banner } from '../../elements/banner';
import { TextButton } from '../../elements/button';
import { Placeholder, Waiting } from '../../elements/placeholder';
import { bytesText } from '../../transfers/wording';
import { hdf5Icon } from '../icons';
import type { Hdf5Model } from './model';

/** What jupyterlab-h5web renders: a path on the server's machine. */
const MIME_TYPE = 'application/x-hdf5';

/**
 * An HDF5 file of the drive, shown by jupyterlab-h5web from the working copy of
 * its folder.
 */
export class Hdf5Viewer extends Panel {
  constructor(private readonly _options: Hdf5Viewer.IOptions) {
    super();
    this.addClass('jp-SciMeshViewer');
    this.addClass('jp-SciMeshHdf5');
    const { model, trans } = _options;
    this.addWidget(ReactWidget.create(<Arrival model={model} trans={trans} />));
    model.changed.connect(this._onChanged, this);
  }

  override dispose(): void {
    this._options.model.dispose();
    super.dispose();
  }

  private _onChanged(): void {
    const { model, rendermime } = this._options;
    if (model.path === null || this._isShown) {
      return;
    }
    this._isShown = true;
    const renderer = rendermime.createRenderer(MIME_TYPE);
    renderer.addClass('jp-SciMeshHdf5-view');
    for (const widget of [...this.widgets]) {
      widget.dispose();
    }
    this.addWidget(renderer);
    void renderer.renderModel(
      rendermime.createModel({ data: { [MIME_TYPE]: model.path } })
    );
  }

  private _isShown = false;
}

/**
 * The namespace for `Hdf5Viewer` statics.
 */
export namespace Hdf5Viewer {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly model: Hdf5Model;
    readonly rendermime: IRenderMimeRegistry;
    readonly trans: TranslationBundle;
  }
}

/**
 * What stands there until the file is on this machine.
 */
function Arrival(props: {
  readonly model: Hdf5Model;
  readonly trans: TranslationBundle;
}): JSX.Element {
  const { model, trans } = props;
  const [, update] = React.useReducer((turn: number) => turn + 1, 0);
  React.useEffect(() => {
    model.changed.connect(update);
    return () => {
      model.changed.disconnect(update);
    };
  }, [model]);

  if (model.failure) {
    return (
      <Banner
        tone="error"
        title={trans.__('This file could not be shown')}
        actions={
          <TextButton small onClick={() => void model.fetch()}>
            {trans.__('Try again')}
          </TextButton>
        }
      >
        <p role="alert">{model.failure.message}</p>
      </Banner>
    );
  }
  if (model.isLarge && !model.isArriving) {
    return (
      <Placeholder
        icon={hdf5Icon}
        title={trans.__('This file is opened from its working copy')}
        actions={
          <TextButton kind="accept" onClick={() => void model.fetch()}>
            {trans.__('Fetch %1 and open', bytesText(model.size ?? 0))}
          </TextButton>
        }
      >
        <p>
          {trans.__(
            'jupyterlab-h5web reads files of this machine alone, so it has to come here first. To read parts of it without that, open it by “ocm://” in a notebook.'
          )}
        </p>
      </Placeholder>
    );
  }
  return (
    <>
      <Waiting label={trans.__('Bringing the file to this machine…')} />
      {model.isArriving && (
        <div className="jp-SciMeshHdf5-progress">
          <progress
            aria-label={trans.__('Files that have arrived')}
            value={model.progress ?? undefined}
          />
          <TextButton small onClick={() => void model.stop()}>
            {trans.__('Cancel')}
          </TextButton>
        </div>
      )}
    </>
  );
}
