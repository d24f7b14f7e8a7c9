import {
  ABCWidgetFactory,
  Base64ModelFactory,
  DocumentModel,
  DocumentWidget
} from '@jupyterlab/docregistry';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { Contents, ServerConnection } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { LabIcon } from '@jupyterlab/ui-components';
import type { Widget } from '@lumino/widgets';
import { RangeReader } from './rangereader';
import type { IViewedFile } from './source';

/** The name of the model factory; no content is loaded into its models. */
const MODEL = 'sciencemesh-reference';

/**
 * Makes document models without content.
 *
 * #### Notes
 * With the format null a document asks its drive for nothing but the name and
 * the date of a file, whichever drive it is and however large the file. And
 * where others save, it does not: JupyterLab has the server copy a file that
 * it could save to a checkpoint, whenever one is opened.
 */
export class ReferenceModelFactory extends Base64ModelFactory {
  override get name(): string {
    return MODEL;
  }

  override get fileFormat(): Contents.FileFormat {
    return null;
  }

  override createNew(
    options?: Parameters<Base64ModelFactory['createNew']>[0]
  ): DocumentRegistry.ICodeModel {
    return new DocumentModel({ ...options, collaborationEnabled: true });
  }
}

/**
 * Opens files of any drive in a viewer that reads parts of them.
 */
export class ViewerFactory extends ABCWidgetFactory<DocumentWidget> {
  constructor(private readonly _viewer: ViewerFactory.IOptions) {
    super({
      name: _viewer.name,
      label: _viewer.label,
      modelName: MODEL,
      fileTypes: _viewer.fileTypes,
      defaultFor: _viewer.isDefault ? _viewer.fileTypes : [],
      readOnly: true,
      canStartKernel: false
    });
  }

  protected createNewWidget(context: DocumentRegistry.Context): DocumentWidget {
    const { contents, icon, serverSettings, trans } = this._viewer;
    const content = this._viewer.createView({
      name: context.localPath.split('/').at(-1) ?? '',
      path: context.path,
      open: () =>
        new RangeReader({
          serverSettings,
          trans,
          url: () => contents.getDownloadUrl(context.path)
        })
    });
    const widget = new DocumentWidget({ content, context });
    widget.title.icon = icon(context.localPath);
    widget.toolbar.hide();
    return widget;
  }
}

/**
 * The namespace for `ViewerFactory` statics.
 */
export namespace ViewerFactory {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly contents: Contents.IManager;
    readonly createView: (file: IViewedFile) => Widget;
    readonly fileTypes: string[];

    /**
     * The icon of the tab of a file.
     */
    readonly icon: (localPath: string) => LabIcon;

    /**
     * Whether a double click opens it.
     */
    readonly isDefault: boolean;
    readonly label: string;
    readonly name: string;
    readonly serverSettings: ServerConnection.ISettings;
    readonly trans: TranslationBundle;
  }
}
