import type {
  Contents,
  IContentProvider,
  IContentProviderRegistry
} from '@jupyterlab/services';
import { ContentProviderRegistry } from '@jupyterlab/services';
import type { IDisposable } from '@lumino/disposable';

/**
 * The content providers of a drive that not everybody knows of.
 *
 * #### Notes
 * A document type names the provider that it wants (`rtc` where
 * jupyter-collaboration is installed), for the documents of all drives. The
 * registry of JupyterLab throws where a drive lacks it, so that no notebook
 * opens; its interface promises null, which makes the drive itself answer.
 */
export class TolerantProviders
  extends ContentProviderRegistry
  implements IContentProviderRegistry
{
  override register(
    identifier: string,
    provider: IContentProvider
  ): IDisposable {
    const registration = super.register(identifier, provider);
    this._known.add(identifier);
    return registration;
  }

  override getProvider(identifier?: string): IContentProvider | null {
    if (identifier === undefined || !this._known.has(identifier)) {
      return null;
    }
    try {
      return super.getProvider(identifier);
    } catch {
      // Its registration has been disposed of since.
      this._known.delete(identifier);
      return null;
    }
  }

  private readonly _known = new Set<string>();
}

/**
 * What the viewers of audio and video ask for: they play from the download URL
 * and need no content.
 */
export const STREAMING_PROVIDERS: readonly string[] = [
  'audio-provider',
  'video-provider'
];

/**
 * A provider that never fetches content.
 */
export function withoutContent(
  drive: Pick<Contents.IDrive, 'get' | 'save'>
): IContentProvider {
  return {
    get: (path, options) =>
      drive.get(path, {
        ...options,
        content: false,
        contentProviderId: undefined
      }),
    save: (path, options) =>
      drive.save(path, { ...options, contentProviderId: undefined })
  };
}
