import {
  Clipboard,
  Dialog,
  Notification,
  showDialog
} from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { UUID } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { Publication, PublicationState } from 'sciencemesh-contract';
import type { Outcome } from '../companion/outcome';
import { shortened } from '../transfers/wording';
import type { PublicationDeed } from './client';
import type { PublicationsModel } from './model';
import { isOver } from './model';

/**
 * What a person does with a publication, asked for where it cannot be taken
 * back. What goes wrong is told in a notification that stays.
 */
export class PublicationActions {
  constructor(options: PublicationActions.IOptions) {
    this._options = options;
  }

  /**
   * Emitted when an action has begun or ended.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /**
   * Whether something is being done with a publication.
   */
  isBusy(id: string): boolean {
    return this._busy.has(id);
  }

  /**
   * Show the page of a publication.
   */
  open(id: string): void {
    this._options.open(id);
  }

  /**
   * Send files, hold on, or ask the repository how it stands.
   */
  async act(
    { id }: Publication,
    deed: Exclude<PublicationDeed, 'discard'>
  ): Promise<void> {
    await this._run(id, () => this._options.publications.act(id, deed));
  }

  /**
   * Put the DOI of a publication onto the clipboard.
   */
  copyDoi({ doi }: Publication): void {
    const { trans } = this._options;
    if (doi !== null) {
      Clipboard.copyToSystem(doi);
      Notification.success(trans.__('Copied: %1', doi), { autoClose: 2_000 });
    }
  }

  /**
   * Begin the next version, or show it where it was begun already.
   */
  async newVersion({ id, nextId }: Publication): Promise<void> {
    const { open, publications } = this._options;
    const next = nextId === null ? undefined : publications.get(nextId);
    if (next && next.state !== 'discarded' && next.state !== 'gone') {
      open(next.id);
      return;
    }
    // Asked again after an answer was lost, it is the same version.
    const key = this._keys.get(id) ?? UUID.uuid4();
    this._keys.set(id, key);
    await this._run(id, async () => {
      const answer = await publications.newVersion(id, key);
      if (answer.ok) {
        this._keys.delete(id);
        open(answer.value.id);
      }
      return answer;
    });
  }

  /**
   * Have the draft deleted at the repository when the person has confirmed it.
   */
  async discard(publication: Publication): Promise<void> {
    const { publications, trans } = this._options;
    const { doi, form, id, title } = publication;
    const name = publications.repository(form.repositoryId)?.name;
    const { button } = await showDialog({
      title: trans.__('Discard the draft of “%1”?', shortened(title)),
      body: [
        name === undefined
          ? trans.__(
              'The draft and the files that were sent are deleted at the repository.'
            )
          : trans.__(
              'The draft and the files that were sent are deleted at %1.',
              name
            ),
        doi === null
          ? ''
          : trans.__(
              'The reserved DOI %1 is given up, and taken out of your files again.',
              doi
            ),
        trans.__('Your files here stay.')
      ]
        .filter(Boolean)
        .join(' '),
      // Enter keeps it: the harmless answer comes first.
      defaultButton: 0,
      buttons: [
        Dialog.cancelButton({ label: trans.__('Keep it') }),
        Dialog.warnButton({ label: trans.__('Discard draft') })
      ]
    });
    if (button.accept) {
      await this._run(id, () => publications.act(id, 'discard'));
    }
  }

  /**
   * Take a publication off the list when the person has confirmed it.
   */
  async forget({ id, state, title }: Publication): Promise<void> {
    const { publications, trans } = this._options;
    const { button } = await showDialog({
      title: trans.__('Take “%1” off the list?', shortened(title)),
      body: this._loss(state),
      defaultButton: 0,
      buttons: [
        Dialog.cancelButton(),
        Dialog.warnButton({ label: trans.__('Take off') })
      ]
    });
    if (button.accept) {
      await this._run(id, () => publications.forget(id));
    }
  }

  private _loss(state: PublicationState): string {
    const { trans } = this._options;
    switch (state) {
      case 'form':
        return trans.__('What you filled in is lost. Nothing was sent yet.');
      case 'published':
        return trans.__(
          'At the repository nothing changes. Its next version can no longer be begun from this list.'
        );
      default:
        return trans.__('At the repository nothing changes.');
    }
  }

  private async _run(
    id: string,
    action: () => Promise<Outcome<unknown>>
  ): Promise<void> {
    if (this._busy.has(id)) {
      return;
    }
    this._busy.add(id);
    this._changed.emit();
    const answer = await action();
    if (!answer.ok) {
      Notification.error(answer.failure.message, { autoClose: false });
    }
    this._busy.delete(id);
    this._changed.emit();
  }

  private readonly _busy = new Set<string>();
  private readonly _changed = new Signal<this, void>(this);
  private readonly _keys = new Map<string, string>();
  private readonly _options: PublicationActions.IOptions;
}

/**
 * The namespace for `PublicationActions` statics.
 */
export namespace PublicationActions {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    /**
     * Show the page of a publication.
     */
    readonly open: (id: string) => void;
    readonly publications: PublicationsModel;
    readonly trans: TranslationBundle;
  }
}

/**
 * Whether there is a draft at the repository that can be given up.
 */
export function isDiscardable({ state }: Publication): boolean {
  switch (state) {
    case 'draft':
    case 'uploading':
    case 'paused':
    case 'verified':
    case 'declined':
      return true;
    case 'form':
    case 'creating':
    case 'unsure':
    case 'finishing':
    case 'review':
    case 'published':
    case 'discarded':
    case 'gone':
      return false;
  }
}

/**
 * Whether nothing at the repository would be lost sight of.
 */
export function isForgettable({ state }: Publication): boolean {
  return state === 'form' || isOver(state);
}
