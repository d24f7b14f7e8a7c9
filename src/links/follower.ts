import { Notification } from '@jupyterlab/apputils';
import type { Contents } from '@jupyterlab/services';
import { ServerConnection } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Provider, Share } from 'sciencemesh-contract';
import type { Drives } from '../drive/drives';
import { spacePageOf } from '../drive/entry';
import { pathInside } from '../drive/pages';
import type { SharesModel } from '../shares/model';
import { troubleTitle } from '../shares/wording';
import type { ICompanion } from '../tokens';
import type { Link } from './address';

/**
 * Shows what a link names, and does no more than that.
 *
 * #### Notes
 * Links are made by others, and anybody can send one. What a link says is never
 * said to the person in its own words, so that nobody speaks through it in our
 * name; nothing is accepted, fetched or run; addresses in it are compared and
 * not followed.
 */
export class LinkFollower {
  constructor(options: LinkFollower.IOptions) {
    this._options = options;
  }

  /**
   * Show what a link names, or say why that cannot be.
   */
  async follow(link: Link): Promise<void> {
    const { companion, show, trans } = this._options;
    if (link.kind === 'unreadable') {
      this._warn(
        trans.__(
          'The link that opened JupyterLab cannot be understood, so nothing was opened. Ask for a new one where you got it.'
        )
      );
      return;
    }
    if ((await companion.status.settled()).kind !== 'running') {
      // The panel says why nothing can be shown.
      await show.panel();
      return;
    }
    switch (link.kind) {
      case 'share':
        return show.preview(link.id);
      case 'received':
        return this._followReceived(link.source, link.providerId);
      case 'place':
        return this._followPlace(link.drive, link.path);
      case 'page':
        return this._followPage(link.url);
    }
  }

  private async _followReceived(
    source: string,
    providerId: string
  ): Promise<void> {
    const { shares, show, trans } = this._options;
    await this._listed();
    const find = (): Share | undefined => shares.find(source, providerId);
    let share = find();
    if (!share) {
      await shares.providers.load();
      if (!shares.providers.get(source)) {
        this._warn(
          trans.__(
            'This JupyterLab is not connected to the service that the link is from. Your administrator can connect it.'
          )
        );
        return;
      }
      // It may have arrived a moment ago.
      await shares.providers.look(source);
      await shares.refresh();
      share = find();
    }
    await show.panel();
    if (!share) {
      const provider = shares.providers.get(source);
      this._warn(
        isWell(provider)
          ? trans.__(
              'The share that the link names is not there: %1 does not list it for you. Its sender may have taken it back, or you are signed in with another account.',
              provider.label
            )
          : this._trouble(provider)
      );
      return;
    }
    shares.reveal(share.id);
    if (share.package) {
      await show.preview(share.id);
    }
  }

  private async _followPlace(name: string, path: string): Promise<void> {
    const { drives, show, trans } = this._options;
    const provider = await this._bringing(({ drive }) => drive === name);
    if (provider) {
      drives?.add(name);
    }
    const drive = drives?.of(`${name}:`);
    if (!drive) {
      this._warn(
        trans.__(
          'The link leads into a drive that this JupyterLab does not have, so nothing was opened. Your administrator can connect it.'
        )
      );
      return;
    }
    let model: Contents.IModel;
    try {
      model = await drive.get(path, { content: false });
    } catch (cause) {
      this._refuse(cause, name, provider);
      return;
    }
    const place = `${name}:${path}`;
    await (model.type === 'directory'
      ? show.folder(place)
      : show.document(place));
  }

  /**
   * A page is that of a file or folder of the person's own, or of nothing.
   */
  private async _followPage(url: string): Promise<void> {
    const { trans } = this._options;
    const provider = await this._bringing(
      ({ drive, page }) => drive !== null && page !== null && isAt(page, url)
    );
    const name = provider?.drive;
    if (!provider || !name) {
      this._warn(
        trans.__(
          'The link names a page of a service that this JupyterLab is not connected to, so nothing was opened. Your administrator can connect it.'
        )
      );
      return;
    }
    this._options.drives?.add(name);
    let place: string | null;
    try {
      place = await this._placeOf(name, url);
    } catch (cause) {
      this._refuse(cause, name, provider);
      return;
    }
    if (place === null) {
      this._warn(
        trans.__(
          'The link names a page of %1 that is not that of a file or folder of yours. Look for it in the drive “%2”.',
          provider.label,
          name
        )
      );
      await this._options.show.folder(`${name}:`);
      return;
    }
    await this._followPlace(name, place);
  }

  /** Path in a drive of what has a page; null where nothing in it has. */
  private async _placeOf(name: string, url: string): Promise<string | null> {
    const drive = this._options.drives?.of(`${name}:`);
    const root = await drive?.get('', { content: true });
    const spaces: unknown = root?.content;
    const found = (Array.isArray(spaces) ? (spaces as Contents.IModel[]) : [])
      .map(space => {
        const page = spacePageOf(space) ?? '';
        return { space, page, path: pathInside(page, url) };
      })
      .filter(({ path }) => path !== null)
      // Of spaces inside of each other the innermost.
      .sort((one, other) => other.page.length - one.page.length)[0];
    return found
      ? [found.space.name, found.path].filter(Boolean).join('/')
      : null;
  }

  /** When the list of shares is there, or cannot be had. */
  private async _listed(): Promise<void> {
    const { shares } = this._options;
    if (shares.loading.state === 'loading') {
      await shares.refresh();
    }
  }

  private async _bringing(
    isIt: (provider: Provider) => boolean
  ): Promise<Provider | null> {
    const { providers } = this._options.shares;
    if (!providers.all.some(isIt)) {
      await providers.load();
    }
    return providers.all.find(isIt) ?? null;
  }

  private _refuse(
    cause: unknown,
    drive: string,
    provider: Provider | null
  ): void {
    const { trans } = this._options;
    const isAbsent =
      cause instanceof ServerConnection.ResponseError &&
      cause.response.status === 404;
    if (!isAbsent) {
      console.error('What a link names was not found.', cause);
    }
    this._warn(
      isAbsent
        ? trans.__(
            'The file or folder that the link names is not in the drive “%1”. It may have been moved or renamed, or belong to another account.',
            drive
          )
        : provider && !isWell(provider)
          ? this._trouble(provider)
          : trans.__(
              'What the link names cannot be had from the drive “%1” at the moment. Try again from there in a while.',
              drive
            )
    );
  }

  private _trouble(provider: Provider | null): string {
    const { trans } = this._options;
    return [
      provider &&
        trans.__(
          'What the link names cannot be shown. %1.',
          troubleTitle(provider, trans)
        ),
      provider?.advice ?? trans.__('Then use the link again.')
    ]
      .filter(Boolean)
      .join(' ');
  }

  private _warn(message: string): void {
    Notification.warning(message, { autoClose: false });
  }

  private readonly _options: LinkFollower.IOptions;
}

/**
 * The namespace for `LinkFollower` statics.
 */
export namespace LinkFollower {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly companion: Pick<ICompanion, 'status'>;

    /**
     * Our drives; null where there are none.
     */
    readonly drives: Pick<Drives, 'add' | 'of'> | null;
    readonly shares: SharesModel;
    readonly show: IShow;
    readonly trans: TranslationBundle;
  }

  /**
   * How things are shown.
   */
  export interface IShow {
    readonly document: (path: string) => Promise<unknown>;
    readonly folder: (path: string) => Promise<unknown>;
    readonly panel: () => Promise<unknown>;

    /**
     * The preview of a share, by the companion's identifier.
     */
    readonly preview: (shareId: string) => Promise<void>;
  }
}

function isWell(provider: Provider | null): provider is Provider {
  return provider?.state === 'ready' || provider?.state === 'limited';
}

/** Whether an address is one of the server that another one is of. */
function isAt(page: string, url: string): boolean {
  try {
    return new URL(page).origin === new URL(url).origin;
  } catch {
    return false;
  }
}
