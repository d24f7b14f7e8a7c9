import { formatFileSize } from '@jupyterlab/filebrowser';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import * as React from 'react';
import { Placeholder } from '../../elements/placeholder';
import { hdf5Icon } from '../icons';
import type { RangeReader } from '../rangereader';
import { failureOf } from '../readfailure';
import type { IViewedFile } from '../source';

const COMMAND = 'pip install jupyterlab-h5web';

/**
 * Stands in for the viewer of HDF5 files where it is not installed.
 */
export class Hdf5Notice extends ReactWidget {
  constructor(
    private readonly _file: IViewedFile,
    private readonly _trans: TranslationBundle
  ) {
    super();
    this._reader = _file.open();
    this.addClass('jp-SciMeshViewer');
    void this._measure();
  }

  override dispose(): void {
    this._reader.dispose();
    super.dispose();
  }

  protected render(): JSX.Element {
    const { _trans: trans } = this;
    return (
      <Placeholder
        icon={hdf5Icon}
        title={trans.__('HDF5 files open with jupyterlab-h5web')}
      >
        <p>{trans.__('It is not installed here. Install it and reload:')}</p>
        <p>
          <code>{COMMAND}</code>
        </p>
        <p className="jp-SciMeshMuted">
          {this._file.path}
          {this._size !== '' && ` · ${this._size}`}
        </p>
      </Placeholder>
    );
  }

  private async _measure(): Promise<void> {
    try {
      this._size = formatFileSize(await this._reader.size(), 1, 1024);
    } catch (reason) {
      this._size = failureOf(reason).message;
    }
    if (!this.isDisposed) {
      this.update();
    }
  }

  private readonly _reader: RangeReader;
  private _size = '';
}
