import { PathExt } from '@jupyterlab/coreutils';
import type { IDocumentWidget } from '@jupyterlab/docregistry';
import {
  ABCWidgetFactory,
  Base64ModelFactory,
  DocumentModel,
  DocumentWidget
} from '@jupyterlab/docregistry';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { Contents } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { PackageImport } from 'sciencemesh-contract';
import type { Outcome } from '../companion/outcome';
import { packageIcon } from '../icons';
import type { PackagePreviews } from './previews';
import type { PackageView } from './widget';

/** The name of the widget factory, for "Open With" and default viewers. */
export const PACKAGE_FACTORY = 'ScienceMesh Package';

/** The name of the model factory; no content is loaded into its models. */
const MODEL = 'sciencemesh-package-reference';

/**
 * The file types that open as a package.
 */
export function packageFileTypes(
  trans: TranslationBundle
): Record<
  'crate' | 'archive' | 'zip',
  Partial<DocumentRegistry.IFileType> & { readonly name: string }
> {
  return {
    crate: {
      name: 'sciencemesh-crate',
      displayName: trans.__('RO-Crate metadata'),
      mimeTypes: ['application/ld+json'],
      extensions: [],
      pattern: '(^|[-:])ro-crate-metadata\\.json(ld)?$',
      icon: packageIcon,
      contentType: 'file',
      fileFormat: 'text'
    },
    archive: {
      name: 'sciencemesh-crate-archive',
      displayName: trans.__('RO-Crate archive'),
      mimeTypes: ['application/zip'],
      extensions: [],
      pattern: '(^|[.-])crate\\.zip$',
      icon: packageIcon,
      contentType: 'file',
      fileFormat: 'base64'
    },
    zip: {
      name: 'sciencemesh-zip',
      displayName: trans.__('Zip archive'),
      mimeTypes: ['application/zip'],
      extensions: ['.zip'],
      contentType: 'file',
      fileFormat: 'base64'
    }
  };
}

/**
 * Makes document models without content.
 *
 * #### Notes
 * Archives are large and the companion reads them itself: with the format null
 * a document asks the server for nothing but its name and date. And where
 * others save, it does not: JupyterLab has the server copy a file that it could
 * save to a checkpoint, whenever one is opened.
 */
export class PackageModelFactory extends Base64ModelFactory {
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
 * Opens crate documents and crate archives of any drive as packages.
 */
export class PackageFactory extends ABCWidgetFactory<
  IDocumentWidget<PackageView>
> {
  constructor(options: PackageFactory.IOptions) {
    const { archive, crate, zip } = packageFileTypes(options.trans);
    super({
      name: PACKAGE_FACTORY,
      label: options.trans.__('Package (ScienceMesh)'),
      modelName: MODEL,
      fileTypes: [crate.name, archive.name, zip.name],
      defaultFor: [crate.name, archive.name],
      readOnly: true
    });
    this._options = options;
  }

  protected createNewWidget(
    context: DocumentRegistry.Context
  ): IDocumentWidget<PackageView> {
    const content = this._options.previews.createView({
      read: () => this._read(context)
    });
    // Its label stays the file's name: a document whose title changes is
    // renamed.
    const widget = new DocumentWidget({ content, context });
    widget.title.icon = packageIcon;
    widget.toolbar.hide();
    return widget;
  }

  /**
   * How the companion gets at the document: it reads the server's own files
   * itself, what lies in other drives only the browser can reach.
   */
  private async _read(
    context: DocumentRegistry.Context
  ): Promise<Outcome<PackageImport>> {
    const { contents, trans } = this._options;
    await context.ready;
    const { localPath, path } = context;
    if (contents.driveName(path) === '') {
      return { ok: true, value: { path: localPath } };
    }
    if (PathExt.extname(localPath) === '.zip') {
      return {
        ok: false,
        failure: {
          code: 'archive-on-drive',
          message: trans.__(
            'Archives open from the file browser of this server only. Copy the file there, then open it again.'
          )
        }
      };
    }
    try {
      const file = await contents.get(path, { content: true, format: 'text' });
      return {
        ok: true,
        value: {
          name: PathExt.basename(localPath),
          document: String(file.content)
        }
      };
    } catch (cause) {
      return {
        ok: false,
        failure: {
          code: 'drive-unreadable',
          message: trans.__(
            'The file could not be read from its drive. Check that you can open it there, then try again.'
          ),
          cause
        }
      };
    }
  }

  private readonly _options: PackageFactory.IOptions;
}

/**
 * The namespace for `PackageFactory` statics.
 */
export namespace PackageFactory {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly contents: Contents.IManager;
    readonly previews: PackagePreviews;
    readonly trans: TranslationBundle;
  }
}
