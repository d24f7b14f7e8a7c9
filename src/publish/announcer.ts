import { Clipboard, Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Publication } from 'sciencemesh-contract';
import type { LiveList } from '../companion/live';
import { shortened } from '../transfers/wording';
import type { PublicationsModel } from './model';

/**
 * Tells what has become of publications while the person looks at something
 * else. A notification goes once it is out of date, or the page was opened.
 */
export class PublicationAnnouncer {
  constructor(options: PublicationAnnouncer.IOptions) {
    this._options = options;
    options.publications.replaced.connect(this._onReplaced, this);
  }

  /**
   * Take away what the person sees on the screen by now.
   */
  look(): void {
    for (const [id, notice] of this._notices) {
      if (this._options.isVisible(id)) {
        this._notices.delete(id);
        Notification.dismiss(notice);
      }
    }
  }

  private _onReplaced(
    _: PublicationsModel,
    { before, after }: LiveList.IReplacement<Publication>
  ): void {
    const { isVisible, open, publications, trans } = this._options;
    if (before.state === after.state && before.message === after.message) {
      return;
    }
    const outdated = this._notices.get(after.id);
    if (outdated !== undefined) {
      this._notices.delete(after.id);
      Notification.dismiss(outdated);
    }
    const repository = publications.repository(after.form.repositoryId);
    const news = newsOf(before, after, repository?.name ?? '', trans);
    if (news === null || isVisible(after.id)) {
      return;
    }
    const { doi } = after;
    const notice = Notification.emit(news.text, news.type, {
      // What waits for the person waits for one who comes back.
      autoClose: after.state === 'published' ? 12_000 : false,
      actions: [
        ...(after.state === 'published' && doi !== null
          ? [
              {
                label: trans.__('Copy DOI'),
                callback: () => Clipboard.copyToSystem(doi)
              }
            ]
          : []),
        { label: trans.__('Show'), callback: () => open(after.id) }
      ]
    });
    this._notices.set(after.id, notice);
  }

  private readonly _notices = new Map<string, string>();
  private readonly _options: PublicationAnnouncer.IOptions;
}

/**
 * The namespace for `PublicationAnnouncer` statics.
 */
export namespace PublicationAnnouncer {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    /**
     * Whether the page of a publication is on the screen.
     */
    readonly isVisible: (id: string) => boolean;

    /**
     * Show the page of a publication.
     */
    readonly open: (id: string) => void;
    readonly publications: PublicationsModel;
    readonly trans: TranslationBundle;
  }
}

interface INews {
  readonly text: string;
  readonly type: 'success' | 'warning' | 'error';
}

/**
 * What a change is worth telling; null for nothing.
 */
function newsOf(
  before: Publication,
  after: Publication,
  repository: string,
  trans: TranslationBundle
): INews | null {
  const title = shortened(after.title);
  const { message, state } = after;
  switch (state) {
    case 'verified':
      return message === null
        ? {
            text: trans.__(
              'All files of “%1” are at %2 as they are here. Publish it, or keep the draft.',
              title,
              repository
            ),
            type: 'success'
          }
        : failed(title, message, trans);
    case 'published':
      return before.state === 'published'
        ? null
        : {
            text: trans.__('“%1” is published at %2.', title, repository),
            type: 'success'
          };
    case 'declined':
      return {
        text: trans.__(
          '“%1” was declined at %2. %3',
          title,
          repository,
          message ?? ''
        ),
        type: 'warning'
      };
    case 'gone':
      return {
        text: trans.__(
          'The draft of “%1” was deleted at %2. Your files here are untouched.',
          title,
          repository
        ),
        type: 'warning'
      };
    case 'unsure':
      return {
        text: trans.__(
          '%2 may have a draft of “%1”, but its answer was lost. Say which draft it is.',
          title,
          repository
        ),
        type: 'warning'
      };
    case 'form':
    case 'draft':
    case 'paused':
    case 'uploading':
      return message === null ? null : failed(title, message, trans);
    case 'creating':
    case 'finishing':
    case 'review':
    case 'discarded':
      return null;
  }
}

function failed(
  title: string,
  message: string,
  trans: TranslationBundle
): INews {
  return { text: trans.__('“%1”: %2', title, message), type: 'error' };
}
